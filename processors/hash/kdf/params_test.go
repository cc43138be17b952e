package kdf

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"
)

func TestDefaultsAreValidAndNotWeak(t *testing.T) {
	for _, s := range Algorithms() {
		p := s.Default()
		if err := p.Check(); err != nil {
			t.Errorf("%s: %v", s.Name, err)
		}
		// Where nothing can be set, the algorithm is a legacy, and so is the
		// default of PostgreSQL.
		if w := p.Weak(); (w != "") != (len(s.Costs) == 0 || s.Name == "scram-sha-256") {
			t.Errorf("%s: weak: %q", s.Name, w)
		}
	}
}

func TestCheckNamesTheParameter(t *testing.T) {
	with := func(a string, change func(*Params)) Params {
		p := params(a)
		change(&p)
		return p
	}
	for _, c := range []struct {
		p    Params
		name string
	}{
		{with("pbkdf2-sha512", func(p *Params) { p.Costs[0] = 0 }), "iterations"},
		{with("pbkdf2-sha512", func(p *Params) { p.KeyBytes = 0 }), "key_bytes"},
		{with("pbkdf2-sha256", func(p *Params) { p.KeyBytes = 1025 }), "key_bytes"},
		{with("argon2id", func(p *Params) { p.Costs[0] = 7 }), "memory_kib"},
		{with("argon2id", func(p *Params) { p.Costs[0] = 31; p.Costs[2] = 4 }), "memory_kib"},
		{with("argon2id", func(p *Params) { p.Costs[2] = 256 }), "parallelism"},
		{with("argon2id", func(p *Params) { p.Costs[2] = -1 }), "parallelism"},
		{with("argon2id", func(p *Params) { p.Costs[1] = 0 }), "time"},
		{with("argon2id", func(p *Params) { p.Costs[3] = 0 }), "version"},
		{with("argon2id", func(p *Params) { p.Costs[3] = 18 }), "version"},
		{with("argon2id", func(p *Params) { p.KeyBytes = 3 }), "key_bytes"},
		{with("bcrypt", func(p *Params) { p.Costs[0] = 3 }), "cost"},
		{with("bcrypt", func(p *Params) { p.Costs[0] = 32 }), "cost"},
		{with("scrypt", func(p *Params) { p.Costs[0] = 1000 }), "n"},
		{with("scrypt", func(p *Params) { p.Costs[0] = 1 }), "n"},
		{with("scrypt", func(p *Params) { p.Costs[0] = math.MinInt64 }), "n"},
		{with("scrypt", func(p *Params) { p.Costs[1] = 0 }), "r"},
		{with("scrypt", func(p *Params) { p.Costs[1] = 1 << 20; p.Costs[2] = 1 << 20 }), "r"},
	} {
		var wrong *ParamError
		if err := c.p.Check(); !errors.As(err, &wrong) || wrong.Name != c.name {
			t.Errorf("%+v: %v, want a ParamError for %s", c.p, err, c.name)
		}
	}
	if _, err := Lookup("md4"); err == nil {
		t.Error("md4 was accepted")
	}
}

func TestWeakerThanOWASPIsSaid(t *testing.T) {
	for _, c := range []struct {
		p    Params
		weak bool
	}{
		{params("pbkdf2-sha512", 219_999), true},
		{params("pbkdf2-sha256", 599_999), true},
		{params("bcrypt", 9), true},
		{params("bcrypt", 10), false},
		{params("argon2id", 19456, 1), true},
		{params("argon2id", 47104, 1), false},
		{params("argon2id", 7168, 5), false},
		{params("argon2id", 47104, 1, 1, 16), true},
		{params("pbkdf2-sha1", 10_000_000), true},
		{params("pbkdf2-sha224", 599_999), true},
		{params("pbkdf2-sha384", 220_000), false},
		{params("scram-sha-256", 4096), true},
		{params("wordpress", 9), true},
		{params("scrypt", 1<<16, 8, 1), true},
		{params("scrypt", 1<<16, 8, 2), false},
		{params("scrypt", 1<<17, 4, 1), true},
	} {
		if text := c.p.Weak(); (text != "") != c.weak || c.weak && !strings.Contains(text, "OWASP") {
			t.Errorf("%+v: %q, want weak %v", c.p, text, c.weak)
		}
	}
}

// Parameters come from lists that may be hostile: no product may overflow.
func TestExtremesDoNotOverflow(t *testing.T) {
	for _, p := range []Params{
		sized(1024, "pbkdf2-sha512", math.MaxInt32),
		sized(1024, "argon2id", math.MaxInt32, math.MaxInt32, 255),
		sized(1024, "scrypt", 1<<30, 1<<20, 1),
		sized(1024, "scrypt", 1<<30, 1, 1<<20),
		params("bcrypt", 31),
	} {
		if err := p.Check(); err != nil {
			t.Error(err)
		}
		if p.Memory() <= 0 || p.ReferenceTime() < time.Hour {
			t.Errorf("%+v: %d bytes, %v", p, p.Memory(), p.ReferenceTime())
		}
	}
}

func TestParamsAreNamedWithTheirCosts(t *testing.T) {
	for want, p := range map[string]Params{
		"pbkdf2-sha512 220,000":                              params("pbkdf2-sha512"),
		"bcrypt cost 12":                                     params("bcrypt"),
		"argon2id 19,456 KiB, time 1000, parallelism 1":      params("argon2id", 19456, 1000, 1),
		"scrypt n 131,072, r 8, p 1":                         params("scrypt"),
		"argon2id 64 KiB, time 1, parallelism 1, version 16": params("argon2id", 64, 1, 1, 16),
		"sha512crypt 656,000":                                params("sha512crypt"),
	} {
		if got := p.String(); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
