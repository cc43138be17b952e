package crypt3

import (
	"bytes"
	"strings"
	"testing"

	"github.com/go-crypt/x/yescrypt"
)

func TestDigitsAreThoseOfAnotherImplementation(t *testing.T) {
	src := make([]byte, 70)
	for i := range src {
		src[i] = byte(37*i + 11)
	}
	for n := range src {
		got := string(Append(nil, src[:n]))
		if want := string(yescrypt.Encode64(src[:n])); got != want || len(got) != Digits(n) {
			t.Errorf("%d bytes: %q, want %q", n, got, want)
		}
		if back, err := Decode(got, n); err != nil || !bytes.Equal(back, src[:n]) {
			t.Errorf("%d bytes: %x, %v", n, back, err)
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	for what, c := range map[string]struct {
		s string
		n int
	}{
		"few digits":    {"..", 2},
		"many digits":   {"....", 2},
		"bad digit":     {"..=", 2},
		"not ASCII":     {".ä", 2},
		"unused bits":   {"..E", 2},
		"unused bits 1": {".2", 1},
	} {
		if got, err := Decode(c.s, c.n); err == nil {
			t.Errorf("%s: %x", what, got)
		}
	}
}

func TestOrder(t *testing.T) {
	o := Order{2, 0, 1}
	s := string(o.Append(nil, []byte{1, 2, 3}))
	if want := string(Append(nil, []byte{3, 1, 2})); s != want {
		t.Errorf("%q, want %q", s, want)
	}
	if key, err := o.Decode(s); err != nil || !bytes.Equal(key, []byte{1, 2, 3}) {
		t.Errorf("%x, %v", key, err)
	}
	if _, err := o.Decode("..."); err == nil {
		t.Error("a short key was taken")
	}
}

func TestPasswordsThatCryptRefuses(t *testing.T) {
	for password, want := range map[string]error{
		"": nil, "x": nil, "a\x00b": ErrNUL,
		strings.Repeat("x", MaxPassword): nil, strings.Repeat("x", MaxPassword+1): ErrTooLong,
	} {
		if err := CheckPassword([]byte(password)); err != want {
			t.Errorf("%d bytes: %v, want %v", len(password), err, want)
		}
	}
}

func TestSaltsThatNoFileCanHold(t *testing.T) {
	for salt, ok := range map[string]bool{
		"": true, "12345678": true, "!\"#%&'()": true,
		"123456789": false, "a:b": false, "a$b": false, "a b": false, "a\nb": false, "ä": false, "a\x7f": false,
	} {
		if err := CheckSalt(salt, 8); (err == nil) != ok {
			t.Errorf("%q: %v", salt, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add("svn8UoSVapNtMuq1ukKS4tPQ", uint8(18))
	f.Add("../", uint8(2))
	f.Fuzz(func(t *testing.T, s string, n uint8) {
		b, err := Decode(s, int(n))
		if err != nil {
			return
		}
		if got := string(Append(nil, b)); got != s || len(b) != int(n) {
			t.Errorf("%q became %q, %d bytes", s, got, len(b))
		}
	})
}
