package digest

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"

	"fanout/processors/hash/kdf/kdftest"
	"fanout/processors/hash/kdf/scheme"
)

// String returns the hash as LDAP has it: the tag, and key and salt in base64.
func (h *Hash) String() string {
	return h.Kind.Tag + base64.StdEncoding.EncodeToString(bytes.Join([][]byte{h.Key, h.Salt}, nil))
}

// schemeOf returns the scheme of a kind.
func schemeOf(k *Kind) *scheme.Scheme {
	for _, s := range Schemes {
		if s.Name == k.Name {
			return s
		}
	}
	return nil
}

// Made with Python's hashlib; for "hashcat", published as examples, and one by
// passlib.
func TestKnownAnswers(t *testing.T) {
	for _, v := range []struct{ password, hash string }{
		{"Grün-Tee 42", "{MD5}xZR0pjOUgmNRhPMA1IrL+Q=="},
		{"Grün-Tee 42", "{SHA}sOZ77B10zQvYHVhSuSaHhJyEv18="},
		{"Grün-Tee 42", "{SHA256}XOwBKwBbYNx+a5caVMn178MfTWg7l2HWQtNe1rCRgEo="},
		{"Grün-Tee 42", "{SHA384}MuWfiKC8HNZHbxH6tuGDQevHhTBBLuM6RyDTSQXG50YYl11bBIKSo3syxs9xX5ky"},
		{"Grün-Tee 42", "{SHA512}QIJy1wzpnRlpr2OPJXV93nfAR7tnfFxfsGDjFRFDt/wY85s7rdXZK08hltRR3RandZEGofB40hk0vC0kbHWXyg=="},
		{"Grün-Tee 42", "{SMD5}XQZgmYf/fvzlXJfJKXoKL48dDFo="},
		{"Grün-Tee 42", "{SSHA}2K/ybCSotORfB5FAIkmMDb+63wCPHQxa"},
		{"Grün-Tee 42", "{SSHA256}PlgXPMbqRvLAmeS2cPSy/FnYy7iSV2xxUsQvScQRYFyPHQxadzLpSw=="},
		{"Grün-Tee 42", "{SSHA384}tvSBSKz9kaUjIi/vuPBXpsM5U4JcXY4UAhB2EuW3v/dJ2M2ykkTumUJqmcpmB2QEjx0MWncy6Us="},
		{"Grün-Tee 42", "{SSHA512}RoZZme8V+ygPvoZhzNS037Q7axO34pW7luRy7ixqJpTA+R4VgTxjUL6uRCzlSpbLqRqJCtiVQX59IhfVlxkwFo8dDFp3MulLYKHC0+T1Bhc="},
		{"Correct-Horse-7", "{SHA512}2Ign6P1jke79Bt+JA5SmjoGxMWNROsMrWYST0G5vNKCC3r9KHNFb+daXVyinI376AVaIZ1EhXCWLUreOQXWJog=="},
		{"Correct-Horse-7", "{SMD5}hLCsSw37sr/a8xLwtsGtN48dDFo="},
		{"Correct-Horse-7", "{SSHA}9vQbl0ftp7wCs5nHNemPSf2mBimPHQxa"},
		{"Correct-Horse-7", "{SSHA512}7tCWaOYHkuIfj6UlXiy9Rv1X2ubcm1kFD7lh9sIBKLDMFrPleT0ajIJ/F2G4Y89/caqYRUjcCdJsgYiiXDQ+kY8dDFp3MulL"},
		{"", "{MD5}1B2M2Y8AsgTpgAmY7PhCfg=="},
		{"", "{SHA}2jmj7l5rSw0yVb/vlWAYkK/YBwk="},
		{"", "{SSHA256}oc//4ZGqhHB/G+7boSalIAxazCkBqf4YppuDnMcomyyPHQxadzLpSw=="},
		{"", "{SSHA384}T8uWiHTcpgPSqMXwQa9dXwOtbrsqu1WHYvDCQkhr8DGFhBSvaaGo+7jZjgG4IB6qjx0MWncy6Us="},
		{"hashcat", "{SSHA}AZKja92fbuuB9SpRlHqaoXxbTc43Mzc2MDM1Ng=="},
		{"hashcat", "{SSHA512}ALtwKGBdRgD+U0fPAy31C28RyKYx7+a8kmfksccsOeLknLHv2DBXYI7TDnTolQMBuPkWDISgZr2cHfnNPFjGZTEyNDU4OTkw"},
	} {
		h, err := Parse(v.hash)
		if err != nil {
			t.Errorf("%s: %v", v.hash, err)
			continue
		}
		if !kdftest.Verify(t, schemeOf(h.Kind).Default(), []byte(v.password), h.Salt, h.Key) {
			t.Errorf("%s: no match", v.hash)
		}
		if h.String() != v.hash {
			t.Errorf("%s became %s", v.hash, h)
		}
	}
}

func TestOtherSpellingsAreRead(t *testing.T) {
	want, err := Parse("{SSHA}2K/ybCSotORfB5FAIkmMDb+63wCPHQxa")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{
		"{ssha}2K/ybCSotORfB5FAIkmMDb+63wCPHQxa",
		"{SSHA.b64}2K/ybCSotORfB5FAIkmMDb+63wCPHQxa",
		"{SSHA.BASE64}2K/ybCSotORfB5FAIkmMDb+63wCPHQxa",
		"{SSHA.hex}d8aff26c24a8b4e45f07914022498c0dbfbadf008f1d0c5a",
	} {
		if h, err := Parse(s); err != nil || h.String() != want.String() {
			t.Errorf("%s: %v, %v", s, h, err)
		}
	}
	if h, err := Parse("{SHA1}sOZ77B10zQvYHVhSuSaHhJyEv18="); err != nil || h.String() != "{SHA}sOZ77B10zQvYHVhSuSaHhJyEv18=" {
		t.Errorf("%v, %v", h, err)
	}
}

func TestParseRefuses(t *testing.T) {
	for what, s := range map[string]string{
		"nothing":             "",
		"no brace":            "SSHA}2K/ybCSotORfB5FAIkmMDb+63wCPHQxa",
		"no end of the name":  "{SSHA",
		"no name":             "{}2K/ybCSotORfB5FAIkmMDb+63wCPHQxa",
		"another":             "{CRYPT}$1$mJx0pQd7$Y2dqdxBLq1DvMSoB5vRIf1",
		"another form":        "{SSHA.b32}2K/ybCSotORfB5FAIkmMDb+63wCPHQxa",
		"no key":              "{SSHA}",
		"no salt":             "{SSHA}sOZ77B10zQvYHVhSuSaHhJyEv18=",
		"a salt":              "{SHA}2K/ybCSotORfB5FAIkmMDb+63wCPHQxa",
		"a short key":         "{SHA}sOZ77B10zQvYHVhSuSaHhJyE",
		"no padding":          "{SHA}sOZ77B10zQvYHVhSuSaHhJyEv18",
		"unused bits":         "{SHA}sOZ77B10zQvYHVhSuSaHhJyEv19=",
		"a line end":          "{SHA}sOZ77B10zQvYHVhSuSaHhJyEv18=\n",
		"a line end within":   "{SHA}sOZ77B10\nzQvYHVhSuSaHhJyEv18=",
		"not base64":          "{SHA}sOZ77B10zQvYHVhSuSaHhJyEv1.=",
		"odd hexadecimal":     "{MD5.hex}c59474a6339482635184f300d48acbf",
		"base64, not hex":     "{MD5.hex}xZR0pjOUgmNRhPMA1IrL+Q==",
		"a long salt":         "{SSHA}" + strings.Repeat("AAAA", (20+MaxSalt)/3+1),
		"a very long message": "{SSHA}" + strings.Repeat("AAAA", 1<<20),
	} {
		if h, err := Parse(s); err == nil {
			t.Errorf("%s: %+v", what, h)
		}
	}
}

func TestSchemes(t *testing.T) {
	for i, s := range Schemes {
		if s.VerifyOnly != (i > 0) || s.Default().Weak() == "" {
			t.Errorf("%s: verify only %v, weak %q", s.Name, s.VerifyOnly, s.Default().Weak())
		}
		kdftest.Cancels(t, s.Default(), nil, 1)
	}
}

func TestHashLeavesNoPassword(t *testing.T) {
	h := &hasher{kind: Kinds[0]}
	for _, n := range []int{100, 0, 511, 15} {
		if err := h.hash(t.Context(), make([]byte, 64), bytes.Repeat([]byte("x"), n), []byte("salt")); err != nil {
			t.Fatal(err)
		}
		if m := h.message[:cap(h.message)]; !bytes.Equal(m, make([]byte, len(m))) {
			t.Errorf("%d bytes: left in memory: %x", n, m)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("{MD5}xZR0pjOUgmNRhPMA1IrL+Q==")
	f.Add("{ssha}2K/ybCSotORfB5FAIkmMDb+63wCPHQxa")
	f.Add("{SSHA.hex}d8aff26c24a8b4e45f07914022498c0dbfbadf008f1d0c5a")
	f.Fuzz(func(t *testing.T, s string) {
		h, err := Parse(s)
		if err != nil {
			return
		}
		tag, text, _ := strings.Cut(h.String(), "}")
		fromTag, fromText, _ := strings.Cut(s, "}")
		if plain := strings.EqualFold(fromTag, tag) || strings.EqualFold(fromTag, "{SHA1"); plain && text != fromText {
			t.Errorf("%q became %q", s, h)
		}
		if again, err := Parse(h.String()); err != nil || again.String() != h.String() {
			t.Errorf("%q became %v, %v", s, again, err)
		}
	})
}
