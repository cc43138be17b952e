package kdf

import "testing"

func TestRecommendedParametersAreNotWeak(t *testing.T) {
	for _, c := range []struct {
		set, algorithm, want string // "": refused
	}{
		{"owasp", "argon2id", "argon2id 19,456 KiB, time 2, parallelism 1"},
		{"owasp", "pbkdf2-sha512", "pbkdf2-sha512 220,000"},
		{"owasp", "scram-sha-256", "scram-sha-256 600,000"},
		{"owasp", "apr1", ""},
		{"rfc9106", "argon2id", "argon2id 65,536 KiB, time 3, parallelism 4"},
		{"rfc9106", "scrypt", ""},
		{"rfc9106", "argon2i", ""},
		{"nist", "argon2id", ""},
	} {
		s, err := Lookup(c.algorithm)
		if err != nil {
			t.Fatal(err)
		}
		p, err := Recommended(c.set, s)
		if (err != nil) != (c.want == "") || err == nil && (p.String() != c.want || p.Weak() != "" || p.Check() != nil) {
			t.Errorf("%s of %s: %s, %v", c.set, c.algorithm, p, err)
		}
	}
}
