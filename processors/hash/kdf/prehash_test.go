package kdf

import (
	"bytes"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
)

func input(t *testing.T, name string) *Prehash {
	t.Helper()
	p, err := InputDigest(name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// The values are those of Python's hashlib and hmac, and passlib's for the
// NT hash, with that of [MS-NLMP] section 4.2.2.1.2.
func TestPrehashesAgreeWithOtherPrograms(t *testing.T) {
	for name, want := range map[string]string{
		"md5-hex":    "c59474a6339482635184f300d48acbf9",
		"sha1-hex":   "b0e67bec1d74cd0bd81d5852b92687849c84bf5f",
		"sha256-hex": "5cec012b005b60dc7e6b971a54c9f5efc31f4d683b9761d642d35ed6b091804a",
		"sha384-hex": "32e59f88a0bc1cd6476f11fab6e18341ebc78530412ee33a4720d34905c6e74618975d5b048292a37b32c6cf715f9932",
		"sha512-hex": "408272d70ce99d1969af638f25757dde77c047bb677c5c5fb060e3151143b7fc18f39b3badd5d92b4f2196d451dd16a7759106a1f078d21934bc2d246c7597ca",
		"ntlm-hex":   "f5070909447cc4da4a27f6933f151a9f",
	} {
		if got := string(input(t, name).Append([]byte("> "), []byte("Grün-Tee 42"))); got != "> "+want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	if got := string(input(t, "ntlm-hex").Append(nil, []byte("Password"))); got != "a4f49c406510bdcab6824ee7c30fd852" {
		t.Errorf("NT hash of the specification's example: %s", got)
	}
	if got := string(input(t, "ntlm-hex").Append(nil, []byte("a😀"))); got != "d7a8818d09eec184f85b7c9941485a12" {
		t.Errorf("NT hash of a character in two units: %s", got)
	}
	if got := string(Pepper([]byte("0123456789abcdef")).Append(nil, []byte("Grün-Tee 42\x00!"))); got != "TzH3Aa4TdXpizTC7AwsZXIZ3j2SMeu+sI8UV+72ztFoKC7JiJ+Dxgmy0SIxB2zvs" {
		t.Errorf("pepper: %s", got)
	}
}

func TestPrehashesHaveTheLengthTheySay(t *testing.T) {
	all := []*Prehash{Pepper(nil)}
	for _, name := range InputDigests() {
		if p := input(t, name); p != input(t, name) || p.Name != name || p.Member != MemberDigest {
			t.Errorf("%s: %+v", name, p)
		} else {
			all = append(all, p)
		}
	}
	for _, p := range all {
		result := p.Append(nil, []byte("x"))
		if len(result) != p.Bytes || bytes.IndexByte(result, 0) >= 0 {
			t.Errorf("%s: %q, want %d bytes", p.Name, result, p.Bytes)
		}
	}
	if _, err := InputDigest("md6-hex"); err == nil || !strings.Contains(err.Error(), "sha1-hex") {
		t.Errorf("md6-hex: %v", err)
	}
}

// What an algorithm makes of a password after a Prehash is what it makes of the
// Prehash's result.
func TestEveryAlgorithmHashesThePrehash(t *testing.T) {
	prehash := input(t, "sha256-hex")
	for _, p := range small {
		plain := p
		p.Prehash = prehash
		if p == plain || !strings.HasSuffix(p.String(), ", after sha256-hex") {
			t.Errorf("%s is as without", p)
		}
		salt := "0123456789abcdef"
		long := strings.Repeat("\x00long", 100)
		if err := p.CheckPassword([]byte(long)); err != nil {
			t.Errorf("%s: %v", p, err)
		}
		if got, want := one(t, p, long, salt), one(t, plain, string(prehash.Append(nil, []byte(long))), salt); !bytes.Equal(got, want) {
			t.Errorf("%s: %x, want %x", p, got, want)
		}
	}
}

func TestAPrehashTooLongForTheAlgorithmIsRefused(t *testing.T) {
	p := params("bcrypt")
	for _, c := range []struct {
		prehash *Prehash
		fits    bool
	}{{input(t, "sha256-hex"), true}, {input(t, "sha384-hex"), false}, {input(t, "sha512-hex"), false}, {Pepper(nil), true}} {
		p.Prehash = c.prehash
		var wrong *ParamError
		if err := p.Check(); (err == nil) != c.fits || err != nil && (!errors.As(err, &wrong) || wrong.Name != MemberDigest) {
			t.Errorf("%s: %v", c.prehash.Name, err)
		}
	}
	p = params("argon2id")
	p.Prehash = input(t, "ntlm-hex")
	if p.CheckPassword([]byte("ok")) != nil || p.CheckPassword([]byte("\xff")) == nil {
		t.Error("bytes that are not UTF-8 have no NT hash")
	}
}

func TestAPrehashStopsWhenAsked(t *testing.T) {
	p := params("bcrypt")
	p.Prehash = Pepper(make([]byte, MinPepper))
	testStops(t, p)
}

func TestAPepperThatIsNotKnownHashesNothing(t *testing.T) {
	p := params("bcrypt", 4)
	p.Prehash = Peppered
	if err := p.CheckPassword([]byte("x")); !errors.Is(err, ErrPepper) || p.Check() != nil {
		t.Errorf("%v, %v", err, p.Check())
	}
	pepper, other := Pepper(make([]byte, MinPepper)), params("bcrypt", 4)
	if WithPepper(p, nil) != p || WithPepper(p, pepper).Prehash != pepper || WithPepper(other, pepper) != other {
		t.Error("the pepper is not put in its place alone")
	}
	if pepper.Name != Peppered.Name || pepper.Bytes != Peppered.Bytes || pepper.Member != Peppered.Member {
		t.Errorf("%+v is not what records name", pepper)
	}
}

func TestPeppersDiffer(t *testing.T) {
	a, b := params("bcrypt", 4), params("bcrypt", 4)
	a.Prehash, b.Prehash = Pepper([]byte("the first secret")), Pepper([]byte("the other secret"))
	salt := "0123456789abcdef"
	if a == b || bytes.Equal(one(t, a, "x", salt), one(t, b, "x", salt)) {
		t.Error("a pepper makes no difference")
	}
	if got := hex.EncodeToString(one(t, a, "x", salt)); got == hex.EncodeToString(one(t, params("bcrypt", 4), "x", salt)) {
		t.Error("a pepper makes no difference to none")
	}
}
