package phpass

import (
	"bytes"
	"strings"
	"testing"

	"fanout/processors/hash/kdf/kdftest"
	"fanout/processors/hash/kdf/scheme"
)

// schemeOf returns the scheme of an ident.
func schemeOf(ident string) *scheme.Scheme {
	if ident == Drupal {
		return Schemes[1]
	}
	return Schemes[0]
}

// Made with Python's hashlib; for "hashcat" and "test12345", published as
// examples.
func TestKnownAnswers(t *testing.T) {
	for _, v := range []struct{ password, hash string }{
		{"Grün-Tee 42", "$P$6Kq3nX8dBNZNe.8OF1xK9rMR7RiFEY0"},
		{"Correct-Horse-7", "$P$6Kq3nX8dB2ZJr3R/kfFlzQXGMP65cH/"},
		{"", "$P$6Kq3nX8dBw5nxYqG57K4VDNDGaqN73/"},
		{"test12345", "$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0"},
		{"hashcat", "$P$984478476IagS59wHZvyQMArzfx58u."},
		{"Grün-Tee 42", "$H$5mJx0pQd7LpD4WB4crQQKJGQ8yB3QT."},
		{"Correct-Horse-7", "$H$5mJx0pQd70QN/XzTgPvgiN7LV7dfpB0"},
		{"", "$H$5mJx0pQd7nDmSr0la5l3qRSU/Br9i2."},
		{"Grün-Tee 42", "$S$6Kq3nX8dBm7Y1emPkVjlF3kjjEcLzqo7igLDhDlMQw/zh2GTf.zf"},
		{"Correct-Horse-7", "$S$5mJx0pQd7XLtkCZr3RFJxr5nwDBUIrtthkS.Wr5P9VuPvH5byEh9"},
		{"", "$S$6Kq3nX8dBS7WVKZdl1Jyqdg3B2XkuPcMk4h2Oyf3DvG5X4YFJ3XN"},
		{"hashcat", "$S$C33783772bRXEx1aCsvY.dqgaaSu76XmVlKrW9Qu8IQlvxHlmzLf"},
	} {
		h, err := Parse(v.hash)
		if err != nil {
			t.Errorf("%s: %v", v.hash, err)
			continue
		}
		p := schemeOf(h.Ident).Default()
		p.Costs[0] = h.Cost
		salt, key, err := p.Scheme.Decode(p, v.hash)
		if err != nil || !kdftest.Verify(t, p, []byte(v.password), salt, key) {
			t.Errorf("%s: no match, %v", v.hash, err)
		}
		if got, want := p.Scheme.Encode(p, salt, key), strings.Replace(v.hash, "$H$", "$P$", 1); got != want || h.String() != v.hash {
			t.Errorf("%s became %s and %s", v.hash, got, h)
		}
		p.Costs[0]++
		if _, _, err := p.Scheme.Decode(p, v.hash); err == nil {
			t.Errorf("%s was taken for cost %d", v.hash, p.Costs[0])
		}
	}
}

func TestParseRefuses(t *testing.T) {
	key, drupal := strings.Repeat(".", 22), strings.Repeat(".", 43)
	for what, s := range map[string]string{
		"nothing":          "",
		"no cost":          "$P$",
		"no key":           "$P$6Kq3nX8dB",
		"another ident":    "$Q$6Kq3nX8dB" + key,
		"small cost":       "$P$4Kq3nX8dB" + key,
		"large cost":       "$P$TKq3nX8dB" + key,
		"cost of no digit": "$P$-Kq3nX8dB" + key,
		"salt with dollar": "$P$6Kq3$X8dB" + key,
		"salt with NUL":    "$P$6Kq3\x00X8dB" + key,
		"short key":        "$P$6Kq3nX8dB" + key[1:],
		"long key":         "$P$6Kq3nX8dB" + key + ".",
		"bad digit":        "$P$6Kq3nX8dB" + key[1:] + "=",
		"unused bits":      "$P$6Kq3nX8dB" + key[1:] + "2",
		"Drupal's, short":  "$S$6Kq3nX8dB" + drupal[1:],
		"Drupal's, long":   "$S$6Kq3nX8dB" + drupal + ".",
		"Drupal's, bad":    "$S$6Kq3nX8dB" + drupal[1:] + "=",
		"updated Drupal's": "U$S$6Kq3nX8dB" + drupal,
	} {
		if h, err := Parse(s); err == nil {
			t.Errorf("%s: %q is %+v", what, s, h)
		}
	}
	for i, s := range Schemes {
		p, other := s.Default(), Schemes[1-i].Default()
		other.Costs[0] = p.Costs[0]
		text := other.Scheme.Encode(other, []byte("saltsalt"), make([]byte, other.KeyLength()))
		if _, _, err := s.Decode(p, text); err == nil {
			t.Errorf("%s took a hash of %s", s.Name, other.Scheme.Name)
		}
	}
}

func TestLongPasswordsAreRefused(t *testing.T) {
	for _, s := range Schemes {
		most := map[string]int{"phpass": 4096, "drupal7": 512}[s.Name]
		if err := s.CheckPassword(make([]byte, most)); err != nil {
			t.Errorf("%s: %v", s.Name, err)
		}
		if err := s.CheckPassword(make([]byte, most+1)); err == nil {
			t.Errorf("%s took %d bytes", s.Name, most+1)
		}
	}
}

func TestCostsAreBounded(t *testing.T) {
	for _, s := range Schemes {
		p := s.Default()
		for cost, ok := range map[int]bool{-1: false, 6: false, 7: true, 30: true, 31: false, 1 << 20: false} {
			p.Costs[0] = cost
			if err := p.Check(); (err == nil) != ok {
				t.Errorf("%s cost %d: %v", s.Name, cost, err)
			}
		}
		p.Costs[0] = MaxCost
		if p.ReferenceTime().Seconds() < 60 || p.Cheaper(1).Costs[0] != MinCost {
			t.Errorf("%s: %v, at the cheapest %+v", s.Name, p.ReferenceTime(), p.Cheaper(1))
		}
	}
}

func TestWeaknessIsSaid(t *testing.T) {
	p := Schemes[1].Default()
	for cost, weak := range map[int]bool{15: true, 18: true, 19: false} {
		if p.Costs[0] = cost; (p.Weak() != "") != weak {
			t.Errorf("cost %d: %q", cost, p.Weak())
		}
	}
	if Schemes[0].Default().Weak() == "" {
		t.Error("phpass is taken for strong")
	}
}

func TestHashIsCancelled(t *testing.T) {
	for _, s := range Schemes {
		p := s.Default()
		p.Costs[0] = MaxCost
		kdftest.Cancels(t, p, []byte("saltsalt"), 5)
	}
}

func TestHashLeavesNoPassword(t *testing.T) {
	h := &hasher{cost: MinCost}
	for _, n := range []int{100, 0, 511, 15} {
		for _, hash := range []func() error{
			func() error {
				return h.portable(t.Context(), make([]byte, 16), bytes.Repeat([]byte("x"), n), []byte("saltsalt"))
			},
			func() error {
				return h.drupal(t.Context(), make([]byte, 33), bytes.Repeat([]byte("x"), n), []byte("saltsalt"))
			},
		} {
			if err := hash(); err != nil {
				t.Fatal(err)
			}
			if m := h.message[:cap(h.message)]; !bytes.Equal(m, make([]byte, len(m))) {
				t.Errorf("%d bytes: left in memory: %x", n, m)
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("$P$6Kq3nX8dBNZNe.8OF1xK9rMR7RiFEY0")
	f.Add("$H$5mJx0pQd7LpD4WB4crQQKJGQ8yB3QT.")
	f.Add("$S$6Kq3nX8dBm7Y1emPkVjlF3kjjEcLzqo7igLDhDlMQw/zh2GTf.zf")
	f.Fuzz(func(t *testing.T, s string) {
		if h, err := Parse(s); err == nil && h.String() != s {
			t.Errorf("%q became %q", s, h)
		}
	})
}

func BenchmarkHash(b *testing.B) {
	for _, s := range Schemes {
		b.Run(s.Name, func(b *testing.B) {
			p := s.Default()
			h := p.New(1)
			keys, passwords, salts := [][]byte{make([]byte, p.KeyLength())}, [][]byte{[]byte("correct horse battery")}, [][]byte{[]byte("saltsalt")}
			for b.Loop() {
				if err := h.Hash(b.Context(), keys, passwords, salts); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(int(1)<<p.Costs[0]), "ns/round")
		})
	}
}
