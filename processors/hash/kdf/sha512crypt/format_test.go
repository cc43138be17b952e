package sha512crypt

import (
	"bytes"
	"strings"
	"testing"
)

func TestParseReadsWhatEncodeWrites(t *testing.T) {
	for _, rounds := range []int{MinRounds, DefaultRounds, 656_000, MaxRounds} {
		for _, salt := range []string{"", "a", "saltsaltsaltsalt", "!\"#%&'()*+,-./;<"} {
			key := make([]byte, KeyBytes)
			for i := range key {
				key[i] = byte(rounds + 7*i)
			}
			s := Encode(rounds, []byte(salt), key)
			gotRounds, gotSalt, gotKey, err := Parse(s)
			if err != nil || gotRounds != rounds || string(gotSalt) != salt || !bytes.Equal(gotKey, key) {
				t.Errorf("%s: %d, %q, %x, %v", s, gotRounds, gotSalt, gotKey, err)
			}
		}
	}
}

func TestParseReadsTheDefaultRoundsToo(t *testing.T) {
	s := Encode(DefaultRounds, []byte("salt"), make([]byte, KeyBytes))
	rounds, salt, _, err := Parse(strings.Replace(s, "$6$", "$6$rounds=5000$", 1))
	if rounds != DefaultRounds || string(salt) != "salt" || err != nil {
		t.Errorf("%d, %q, %v", rounds, salt, err)
	}
}

func TestParseRefuses(t *testing.T) {
	key := strings.Repeat(".", keyDigits)
	for what, s := range map[string]string{
		"nothing":               "",
		"SHA-256":               "$5$salt$" + key,
		"no salt":               "$6$",
		"no key":                "$6$salt",
		"no salt after rounds":  "$6$rounds=5000",
		"few rounds":            "$6$rounds=999$salt$" + key,
		"many rounds":           "$6$rounds=1000000000$salt$" + key,
		"rounds with a sign":    "$6$rounds=+5000$salt$" + key,
		"rounds with a zero":    "$6$rounds=05000$salt$" + key,
		"huge rounds":           "$6$rounds=99999999999999999999$salt$" + key,
		"long salt":             "$6$saltsaltsaltsalts$" + key,
		"colon":                 "$6$sa:t$" + key,
		"line end":              "$6$sa\nt$" + key,
		"not ASCII":             "$6$sält$" + key,
		"short key":             "$6$salt$" + key[1:],
		"long key":              "$6$salt$" + key + ".",
		"key with a bad digit":  "$6$salt$" + key[1:] + "=",
		"key with unused bits":  "$6$salt$" + key[1:] + "2",
		"key that is not ASCII": "$6$salt$" + key[2:] + "ä",
	} {
		if rounds, salt, key, err := Parse(s); err == nil {
			t.Errorf("%s: %q is %d, %q, %x", what, s, rounds, salt, key)
		}
	}
}

func TestSaltUsesItsBits(t *testing.T) {
	if got := string(Salt([]byte{0, 0, 0, 0xff, 0xff, 0xff, 0, 0, 1, 0x80, 0, 0})); got != "....zzzz/......U" {
		t.Errorf("%q", got)
	}
	if n := len(Salt(make([]byte, SaltSource))); n != MaxSalt {
		t.Errorf("%d characters of %d bytes", n, SaltSource)
	}
}

// What Parse accepts, Encode writes again, but for the default number of
// rounds.
func FuzzParse(f *testing.F) {
	f.Add("$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1")
	f.Add("$6$rounds=1400$anotherlongsalts$POfYwTEok97VWcjxIiSOjiykti.o/pQs.wPvMxQ6Fm7I6IoYN3CmLs66x9t0oSwbtEW7o7UmJEiDwGqd8p4ur1")
	f.Add("$6$rounds=5000$$")
	f.Fuzz(func(t *testing.T, s string) {
		rounds, salt, key, err := Parse(s)
		if err != nil {
			return
		}
		if got := Encode(rounds, salt, key); got != strings.Replace(s, "$6$rounds=5000$", "$6$", 1) {
			t.Errorf("%q became %q", s, got)
		}
	})
}
