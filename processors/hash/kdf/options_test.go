package kdf

import (
	"fmt"
	"strings"
	"testing"

	"fanout/processors/hash/kdf/scheme"
)

func TestOptionsSayTheirAlgorithmsAndDefaults(t *testing.T) {
	var got strings.Builder
	for _, o := range Options() {
		fmt.Fprintf(&got, "%s (%s) %s: %s\n", o.Name, o.Param, strings.Join(o.Algorithms(), " "), o.Defaults)
	}
	want := `iterations (iterations) pbkdf2-sha512 pbkdf2-sha256 scram-sha-256: 220000 with SHA-512, 600000 with SHA-256, 4096 with scram-sha-256
cost (cost) bcrypt bcrypt-sha256 django-bcrypt-sha256 wordpress: 12
memory-cost (memory_kib) argon2id: 19456
time-cost (time) argon2id: 2
parallelism (parallelism) argon2id: 1
scrypt-n (n) scrypt: 131072
scrypt-r (r) scrypt: 8
scrypt-p (p) scrypt: 1
rounds (rounds) sha512crypt: 656000
key-bytes (key_bytes) pbkdf2-sha512 pbkdf2-sha256 argon2id scrypt: 64 with SHA-512, else 32
`
	if got.String() != want {
		t.Errorf("got:\n%s\nwant:\n%s", got.String(), want)
	}
}

func TestOptionsSetTheParameterOfTheirAlgorithms(t *testing.T) {
	for _, o := range Options() {
		for _, s := range Algorithms() {
			p := s.Default()
			takes := strings.Contains(" "+strings.Join(o.Algorithms(), " ")+" ", " "+s.Name+" ")
			if set := o.Set(&p, -5); set != takes || set != (p != s.Default()) {
				t.Errorf("--%s with %s: set %v: %+v", o.Name, s.Name, set, p)
			}
			if err := p.Check(); takes && (err == nil || err.(*ParamError).Name != o.Param) {
				t.Errorf("--%s -5 with %s: %v", o.Name, s.Name, err)
			}
		}
	}
}

func TestSchemesAreWholeAndOneOfAKind(t *testing.T) {
	seen := map[string]bool{}
	for _, row := range table {
		for _, s := range row {
			if seen[s.Name] || len(s.Costs) > scheme.MaxCosts || s.KeyBytes == 0 || (s.Encode == nil) != (s.Decode == nil) {
				t.Errorf("%+v", s)
			}
			seen[s.Name] = true
			if got, err := Lookup(s.Name); got != s || err != nil {
				t.Errorf("%s: found %v, %v", s.Name, got, err)
			}
		}
	}
}
