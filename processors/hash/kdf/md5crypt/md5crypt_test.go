package md5crypt

import (
	"bytes"
	"strings"
	"testing"

	"github.com/go-crypt/x/crypt"

	"fanout/processors/hash/kdf/kdftest"
	"fanout/processors/hash/kdf/scheme"
)

// schemeOf returns the scheme of an ident.
func schemeOf(ident string) *scheme.Scheme {
	for _, s := range Schemes {
		if s.Name == ident || s.Name == "md5crypt" && ident == MD5Crypt {
			return s
		}
	}
	return nil
}

// Made by libxcrypt, OpenSSL and, for "hashcat", published as its examples.
func TestKnownAnswers(t *testing.T) {
	for _, v := range []struct{ password, hash string }{
		{"Grün-Tee 42", "$1$mJx0pQd7$Y2dqdxBLq1DvMSoB5vRIf1"},
		{"Correct-Horse-7", "$1$mJx0pQd7$PJ0gH5xJD1uwhxqcM5wpt1"},
		{"", "$1$mJx0pQd7$vAPHo/eyIEZbH5H25DIh11"},
		{"Grün-Tee 42", "$1$$zR5VOGhQthZoSc8TRH4tw/"},
		{"", "$1$$qRPK7m23GJusamGpoGLby/"},
		{"Correct-Horse-7", "$1$a$muMkS7ixaxBvZDYUXadVb0"},
		{strings.Repeat("a", 511), "$1$mJx0pQd7$sIBjmLFlVCnDKZ.NjXjI00"},
		{"hashcat", "$1$28772684$iEwNOgGugqO9.bIz5sk8k/"},
		{"Correct-Horse-7", "$apr1$mJx0pQd7$Oteg9E08BziwcttXfBrjv."},
		{"", "$apr1$mJx0pQd7$tt.gqRb725AMrs5qWYoch."},
		{"Grün-Tee 42", "$apr1$Kq3nX8dB$tLMEuKpkBqOxMiRR0JFLI/"},
		{strings.Repeat("a", 255), "$apr1$mJx0pQd7$XZ12jFWPKXNweGL7v1dQE/"},
		{"hashcat", "$apr1$71850310$gh9m4xcAn3MGxogwX/ztb."},
	} {
		h, err := Parse(v.hash)
		if err != nil {
			t.Errorf("%s: %v", v.hash, err)
			continue
		}
		s := schemeOf(h.Ident)
		salt, key, err := s.Decode(s.Default(), v.hash)
		if err != nil || !kdftest.Verify(t, s.Default(), []byte(v.password), salt, key) {
			t.Errorf("%s: no match, %v", v.hash, err)
		}
		if got := s.Encode(s.Default(), salt, key); got != v.hash {
			t.Errorf("%s became %s", v.hash, got)
		}
	}
}

// FuzzHash compares with go-crypt, which does not have Apache's variant.
func FuzzHash(f *testing.F) {
	f.Add([]byte("password"), []byte("saltsalt"))
	f.Add(bytes.Repeat([]byte("x"), 300), []byte(""))
	f.Fuzz(func(t *testing.T, password, salt []byte) {
		password, salt = password[:min(len(password), 511)], salt[:min(len(salt), MaxSalt)]
		p := schemeOf(MD5Crypt).Default()
		key := kdftest.Keys(t, p.New(1), KeyBytes, [][]byte{password}, [][]byte{salt})[0]
		want := string(crypt.KeyMD5Crypt(password, salt))
		if got := string(order.Append(nil, key)); got != want {
			t.Errorf("%q: %s, want %s", password, got, want)
		}
	})
}

func TestParseRefuses(t *testing.T) {
	key := strings.Repeat(".", 22)
	for what, s := range map[string]string{
		"nothing":         "",
		"SHA-256":         "$5$salt$" + key,
		"no key":          "$1$salt",
		"an empty key":    "$1$salt$",
		"long salt":       "$1$saltsalts$" + key,
		"colon":           "$1$sa:t$" + key,
		"line end":        "$apr1$sa\nt$" + key,
		"one part more":   "$1$salt$" + key + "$",
		"PBKDF2":          "$1$salt$1000$" + strings.Repeat("0", 40),
		"no first dollar": "1$salt$" + key,
		"short key":       "$1$salt$" + key[1:],
		"long key":        "$1$salt$" + key + ".",
		"bad digit":       "$1$salt$" + key[1:] + "=",
		"unused bits":     "$1$salt$" + key[1:] + "2",
		"not ASCII":       "$1$salt$" + key[2:] + "ä",
	} {
		if h, err := Parse(s); err == nil {
			t.Errorf("%s: %q is %+v", what, s, h)
		}
	}
	for i, s := range Schemes {
		other := Schemes[1-i]
		if _, _, err := s.Decode(s.Default(), other.Encode(other.Default(), nil, make([]byte, KeyBytes))); err == nil {
			t.Errorf("%s took a hash of %s", s.Name, other.Name)
		}
	}
}

func TestHashIsCancelled(t *testing.T) {
	for _, s := range Schemes {
		kdftest.Cancels(t, s.Default(), []byte("salt"), 1+rounds/pollInterval)
	}
}

func TestHashLeavesNoPassword(t *testing.T) {
	h := &hasher{prefix: "$1$"}
	for _, n := range []int{100, 0, 511, 15} {
		if err := h.hash(t.Context(), make([]byte, KeyBytes), bytes.Repeat([]byte("x"), n), []byte("saltsalt")); err != nil {
			t.Fatal(err)
		}
		if m := h.message[:cap(h.message)]; !bytes.Equal(m, make([]byte, len(m))) {
			t.Errorf("%d bytes: left in memory: %x", n, m)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("$1$mJx0pQd7$Y2dqdxBLq1DvMSoB5vRIf1")
	f.Add("$apr1$$Oteg9E08BziwcttXfBrjv.")
	f.Fuzz(func(t *testing.T, s string) {
		if h, err := Parse(s); err == nil && h.String() != s {
			t.Errorf("%q became %q", s, h)
		}
	})
}

func BenchmarkHash(b *testing.B) {
	p := Schemes[0].Default()
	h := p.New(1)
	keys, passwords, salts := [][]byte{make([]byte, KeyBytes)}, [][]byte{[]byte("correct horse battery")}, [][]byte{[]byte("saltsalt")}
	for b.Loop() {
		if err := h.Hash(b.Context(), keys, passwords, salts); err != nil {
			b.Fatal(err)
		}
	}
}
