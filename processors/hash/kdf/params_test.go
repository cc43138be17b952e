package kdf

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"
)

func TestDefaultsAreValidAndNotWeak(t *testing.T) {
	for _, a := range Algorithms {
		p := Default(a)
		if err := p.Check(); err != nil || p.Algorithm != a {
			t.Errorf("%s: %v", a, err)
		}
		if w := p.Weak(); w != "" {
			t.Errorf("%s: %s", a, w)
		}
	}
}

func TestCheckNamesTheParameter(t *testing.T) {
	with := func(a Algorithm, change func(*Params)) Params {
		p := Default(a)
		change(&p)
		return p
	}
	for _, c := range []struct {
		p    Params
		name string
	}{
		{with(PBKDF2SHA512, func(p *Params) { p.Iterations = 0 }), "iterations"},
		{with(PBKDF2SHA512, func(p *Params) { p.KeyBytes = 0 }), "key_bytes"},
		{with(PBKDF2SHA256, func(p *Params) { p.KeyBytes = 1025 }), "key_bytes"},
		{with(Argon2id, func(p *Params) { p.MemoryKiB = 7 }), "memory_kib"},
		{with(Argon2id, func(p *Params) { p.MemoryKiB = 31; p.Parallelism = 4 }), "memory_kib"},
		{with(Argon2id, func(p *Params) { p.Parallelism = 256 }), "parallelism"},
		{with(Argon2id, func(p *Params) { p.Parallelism = -1 }), "parallelism"},
		{with(Argon2id, func(p *Params) { p.Time = 0 }), "time"},
		{with(Argon2id, func(p *Params) { p.KeyBytes = 3 }), "key_bytes"},
		{with(Bcrypt, func(p *Params) { p.Cost = 3 }), "cost"},
		{with(Bcrypt, func(p *Params) { p.Cost = 32 }), "cost"},
		{with(Scrypt, func(p *Params) { p.N = 1000 }), "n"},
		{with(Scrypt, func(p *Params) { p.N = 1 }), "n"},
		{with(Scrypt, func(p *Params) { p.N = math.MinInt64 }), "n"},
		{with(Scrypt, func(p *Params) { p.R = 0 }), "r"},
		{with(Scrypt, func(p *Params) { p.R = 1 << 20; p.P = 1 << 20 }), "r"},
	} {
		var wrong *ParamError
		if err := c.p.Check(); !errors.As(err, &wrong) || wrong.Name != c.name {
			t.Errorf("%+v: %v, want a ParamError for %s", c.p, err, c.name)
		}
	}
	if err := (Params{Algorithm: "md5"}).Check(); err == nil {
		t.Error("md5 was accepted")
	}
}

func TestWeakerThanOWASPIsSaid(t *testing.T) {
	for _, c := range []struct {
		p    Params
		weak bool
	}{
		{Params{Algorithm: PBKDF2SHA512, Iterations: 219_999}, true},
		{Params{Algorithm: PBKDF2SHA256, Iterations: 599_999}, true},
		{Params{Algorithm: Bcrypt, Cost: 9}, true},
		{Params{Algorithm: Bcrypt, Cost: 10}, false},
		{Params{Algorithm: Argon2id, MemoryKiB: 19456, Time: 1}, true},
		{Params{Algorithm: Argon2id, MemoryKiB: 47104, Time: 1}, false},
		{Params{Algorithm: Argon2id, MemoryKiB: 7168, Time: 5}, false},
		{Params{Algorithm: Scrypt, N: 1 << 16, R: 8, P: 1}, true},
		{Params{Algorithm: Scrypt, N: 1 << 16, R: 8, P: 2}, false},
		{Params{Algorithm: Scrypt, N: 1 << 17, R: 4, P: 1}, true},
	} {
		if text := c.p.Weak(); (text != "") != c.weak || c.weak && !strings.Contains(text, "OWASP") {
			t.Errorf("%+v: %q, want weak %v", c.p, text, c.weak)
		}
	}
}

// Parameters come from lists that may be hostile: no product may overflow.
func TestExtremesDoNotOverflow(t *testing.T) {
	for _, p := range []Params{
		{Algorithm: PBKDF2SHA512, Iterations: math.MaxInt32, KeyBytes: 1024},
		{Algorithm: Argon2id, MemoryKiB: math.MaxInt32, Time: math.MaxInt32, Parallelism: 255, KeyBytes: 1024},
		{Algorithm: Scrypt, N: 1 << 30, R: 1 << 20, P: 1, KeyBytes: 1024},
		{Algorithm: Scrypt, N: 1 << 30, R: 1, P: 1 << 20, KeyBytes: 1024},
		{Algorithm: Bcrypt, Cost: 31},
	} {
		if err := p.Check(); err != nil {
			t.Error(err)
		}
		if p.Memory() <= 0 || p.Nominal() < time.Hour {
			t.Errorf("%+v: %d bytes, %v", p, p.Memory(), p.Nominal())
		}
	}
}
