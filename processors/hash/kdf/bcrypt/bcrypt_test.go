package bcrypt

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	xbcrypt "golang.org/x/crypto/bcrypt"
)

// The vectors of crypt_blowfish that fit into 72 bytes.
var vectors = []struct{ password, hash string }{
	{"", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy"},
	{"U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"},
	{"U*U*", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK"},
	{"U*U*U", "$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a"},
	{"\xa3", "$2y$05$/OK.fbVrR/bpIqNJ5ianF.Sa7shbm4.OzKpvFnX1pQLmQW96oUlCq"},
}

func TestComputeAgreesWithPublishedVectors(t *testing.T) {
	for _, v := range vectors {
		h, err := Parse(v.hash)
		if err != nil {
			t.Fatal(err)
		}
		h.Digest = [DigestBytes]byte{}
		if err := h.Compute([]byte(v.password)); err != nil {
			t.Fatal(err)
		}
		if got := h.String(); got != v.hash {
			t.Errorf("%q: %s, want %s", v.password, got, v.hash)
		}
	}
}

func TestHashesVerifyWithTheLibrary(t *testing.T) {
	for _, password := range []string{"", "x", "correct horse", strings.Repeat("é", 36), "\xff\x80"} {
		h := Hash{Ident: "2b", Cost: MinCost}
		copy(h.Salt[:], "0123456789abcdef")
		if err := h.Compute([]byte(password)); err != nil {
			t.Fatal(err)
		}
		if err := xbcrypt.CompareHashAndPassword([]byte(h.String()), []byte(password)); err != nil {
			t.Errorf("%q: %v", password, err)
		}
		if err := xbcrypt.CompareHashAndPassword([]byte(h.String()), []byte(password+"x")); len(password) < MaxPassword && err == nil {
			t.Errorf("%q: verifies with another password", password)
		}
	}
}

func TestPasswordsThatWouldBeCutAreRefused(t *testing.T) {
	h := Hash{Ident: "2b", Cost: MinCost}
	for password, want := range map[string]error{
		strings.Repeat("x", 72): nil,
		strings.Repeat("x", 73): ErrTooLong,
		"before\x00after":       ErrNUL,
	} {
		if err := h.Compute([]byte(password)); !errors.Is(err, want) {
			t.Errorf("%.10q of %d bytes: %v, want %v", password, len(password), err, want)
		}
	}
}

func TestParseRefusesWhatStringWouldNotWrite(t *testing.T) {
	good := vectors[1].hash
	for _, bad := range []string{
		"", "x", good[:59], good + "x", strings.Replace(good, "2a", "2x", 1), strings.Replace(good, "$05$", "$5$", 1),
		strings.Replace(good, "$05$", "$+5$", 1), strings.Replace(good, "$05$", "$03$", 1), strings.Replace(good, "$05$", "$32$", 1),
		strings.Replace(good, "CCC.E", "CCCCE", 1), // bits of the salt that do not count
		strings.Replace(good, "YPO9", "Y!O9", 1), strings.Replace(good, "CCC.E", "CC\n.E", 1),
		good[:len(good)-1] + "X", // bits of the digest that do not count
	} {
		if h, err := Parse(bad); err == nil {
			t.Errorf("%q was accepted as %+v", bad, h)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, v := range vectors {
		f.Add(v.hash)
	}
	f.Fuzz(func(t *testing.T, s string) {
		h, err := Parse(s)
		if err == nil && h.String() != s {
			t.Errorf("%q came back as %q", s, h)
		}
	})
}

// FuzzCompute compares with the library, which draws its salts itself.
func FuzzCompute(f *testing.F) {
	f.Add([]byte("secret"))
	f.Add(bytes.Repeat([]byte{0xff}, 72))
	f.Fuzz(func(t *testing.T, password []byte) {
		if Check(password) != nil {
			return
		}
		want, err := xbcrypt.GenerateFromPassword(password, MinCost)
		if err != nil {
			t.Fatal(err)
		}
		h, err := Parse(string(want))
		if err != nil {
			t.Fatal(err)
		}
		if err := h.Compute(password); err != nil || h.String() != string(want) {
			t.Errorf("%q: %s, want %s (%v)", password, h, want, err)
		}
	})
}
