package shacrypt

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/sha512"
	"fmt"
	"slices"
	"strings"
	"testing"

	"fanout/processors/hash/kdf/crypt3"
	"fanout/processors/hash/kdf/kdftest"
)

var variants = []*Variant{
	{Name: "sha256crypt", Prefix: "$5$", New: sha256.New, Order: NewOrder(sha256.Size, 2)},
	{Name: "sha512crypt", Prefix: "$6$", New: sha512.New, Order: NewOrder(sha512.Size, 1)},
}

func TestOrderIsThatOfTheSpecification(t *testing.T) {
	for i, want := range []crypt3.Order{
		{20, 10, 0, 11, 1, 21, 2, 22, 12, 23, 13, 3, 14, 4, 24},
		{42, 21, 0, 1, 43, 22, 23, 2, 44, 45, 24, 3, 4, 46, 25},
	} {
		if got := variants[i].Order[:15]; !bytes.Equal(got, want) {
			t.Errorf("%s: %v, want %v", variants[i].Name, got, want)
		}
		all := slices.Sorted(slices.Values(variants[i].Order))
		for n, at := range all {
			if n != int(at) {
				t.Errorf("%s has byte %d at %d", variants[i].Name, at, n)
			}
		}
	}
}

func TestParseReadsWhatEncodeWrites(t *testing.T) {
	for _, v := range variants {
		for _, rounds := range []int{MinRounds, DefaultRounds, 656_000, MaxRounds} {
			for _, salt := range []string{"", "a", "saltsaltsaltsalt", "!\"#%&'()*+,-./;<"} {
				key := make([]byte, len(v.Order))
				for i := range key {
					key[i] = byte(rounds + 7*i)
				}
				s := v.Encode(rounds, []byte(salt), key)
				gotRounds, gotSalt, gotKey, err := v.Parse(s)
				if err != nil || gotRounds != rounds || string(gotSalt) != salt || !bytes.Equal(gotKey, key) {
					t.Errorf("%s: %d, %q, %x, %v", s, gotRounds, gotSalt, gotKey, err)
				}
			}
		}
	}
}

func TestParseReadsTheDefaultRoundsToo(t *testing.T) {
	for _, v := range variants {
		s := v.Encode(DefaultRounds, []byte("salt"), make([]byte, len(v.Order)))
		rounds, salt, _, err := v.Parse(strings.Replace(s, v.Prefix, v.Prefix+"rounds=5000$", 1))
		if rounds != DefaultRounds || string(salt) != "salt" || err != nil {
			t.Errorf("%s: %d, %q, %v", v.Name, rounds, salt, err)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for i, v := range variants {
		other := variants[1-i]
		key := strings.Repeat(".", crypt3.Digits(len(v.Order)))
		for what, rest := range map[string]string{
			"nothing":               "",
			"no key":                "salt",
			"no salt after rounds":  "rounds=5000",
			"few rounds":            "rounds=999$salt$" + key,
			"many rounds":           "rounds=1000000000$salt$" + key,
			"rounds with a sign":    "rounds=+5000$salt$" + key,
			"rounds with a zero":    "rounds=05000$salt$" + key,
			"huge rounds":           "rounds=99999999999999999999$salt$" + key,
			"long salt":             "saltsaltsaltsalts$" + key,
			"colon":                 "sa:t$" + key,
			"line end":              "sa\nt$" + key,
			"not ASCII":             "sält$" + key,
			"short key":             "salt$" + key[1:],
			"long key":              "salt$" + key + ".",
			"key of the other":      "salt$" + strings.Repeat(".", crypt3.Digits(len(other.Order))),
			"key with a bad digit":  "salt$" + key[1:] + "=",
			"key with unused bits":  "salt$" + key[1:] + "z",
			"key that is not ASCII": "salt$" + key[2:] + "ä",
		} {
			if rounds, salt, key, err := v.Parse(v.Prefix + rest); err == nil {
				t.Errorf("%s, %s: %q is %d, %q, %x", v.Name, what, rest, rounds, salt, key)
			}
		}
		if _, _, _, err := v.Parse(other.Prefix + "salt$" + key); err == nil {
			t.Errorf("%s took a hash of %s", v.Name, other.Name)
		}
	}
}

func TestScheme(t *testing.T) {
	for _, v := range variants {
		s := v.Scheme(500_000, 440_000)
		p := s.Default()
		if p.Weak() != "" || p.Check() != nil {
			t.Errorf("%s: %q, %v", v.Name, p.Weak(), p.Check())
		}
		if p.Costs[Cost] = 439_999; !strings.Contains(p.Weak(), "220,000") {
			t.Errorf("%s: %q", v.Name, p.Weak())
		}
		for rounds, ok := range map[int]bool{-1: false, 999: false, 1000: true, MaxRounds: true, MaxRounds + 1: false} {
			if p.Costs[Cost] = rounds; (p.Check() == nil) != ok {
				t.Errorf("%s, %d rounds: %v", v.Name, rounds, p.Check())
			}
		}
		p.Costs[Cost] = 2000
		if q, ok := s.Cheaper(p); !ok || q.Costs[Cost] != 1000 {
			t.Errorf("%s: %v, %v", v.Name, q, ok)
		} else if _, ok := s.Cheaper(q); ok {
			t.Errorf("%s: there are fewer rounds than the fewest", v.Name)
		}
		if salt := p.Salt(make([]byte, SaltSource)); len(salt) != MaxSalt {
			t.Errorf("%s: salt %q", v.Name, salt)
		}
		if err := s.CheckPassword(make([]byte, 1)); err != crypt3.ErrNUL {
			t.Errorf("%s: %v", v.Name, err)
		}
		if err := s.CheckPassword(bytes.Repeat([]byte("x"), 512)); err != crypt3.ErrTooLong {
			t.Errorf("%s: %v", v.Name, err)
		}
		text := s.Encode(p, nil, make([]byte, len(v.Order)))
		if _, _, err := s.Decode(p, text); err != nil {
			t.Errorf("%s: %v", v.Name, err)
		}
		if _, _, err := s.Decode(s.Default(), text); err == nil {
			t.Errorf("%s took 2000 rounds for 500000", v.Name)
		}
	}
}

// Clear leaves nothing, whatever the lengths.
func TestNoPasswordIsLeft(t *testing.T) {
	for _, v := range variants {
		b := v.Prepare()
		for _, n := range []int{300, 0, 70, 511} {
			key := make([]byte, len(v.Order))
			if err := b.Rounds(t.Context(), MinRounds, key, bytes.Repeat([]byte("x"), n), []byte("saltsalt")); err != nil {
				t.Fatal(err)
			}
			b.Clear()
			for _, m := range [][]byte{b.A, b.P, b.S, b.b, fmt.Append(nil, b.hash)} {
				if m = m[:cap(m)]; bytes.Contains(m, []byte("xxxx")) || bytes.Contains(m, key[:4]) {
					t.Errorf("%s: left in memory: %x", v.Name, m)
				}
			}
		}
	}
}

func TestRoundsAskTheContext(t *testing.T) {
	for _, v := range variants {
		b := v.Prepare()
		for times := range 5 {
			err := b.Rounds(kdftest.DoneAfter(times), MaxRounds, nil, []byte("password"), []byte("salt"))
			if err != context.Canceled {
				t.Errorf("%s: done after %d times: %v", v.Name, times, err)
			}
		}
	}
}

// What Parse accepts, Encode writes again, but for the default number of
// rounds.
func FuzzParse(f *testing.F) {
	f.Add("$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1")
	f.Add("$6$rounds=1400$anotherlongsalts$POfYwTEok97VWcjxIiSOjiykti.o/pQs.wPvMxQ6Fm7I6IoYN3CmLs66x9t0oSwbtEW7o7UmJEiDwGqd8p4ur1")
	f.Add("$5$rounds=1400$anotherlongsalts$Rx.j8H.h8HjEDGomFU8bDkXm3XIUnzyxf12oP84Bnq1")
	f.Add("$5$rounds=5000$$")
	f.Fuzz(func(t *testing.T, s string) {
		for _, v := range variants {
			rounds, salt, key, err := v.Parse(s)
			if err != nil {
				continue
			}
			if got := v.Encode(rounds, salt, key); got != strings.Replace(s, v.Prefix+"rounds=5000$", v.Prefix, 1) {
				t.Errorf("%q became %q", s, got)
			}
		}
	})
}
