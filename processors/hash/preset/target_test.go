package preset

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"fanout/processors/hash/kdf"
)

func TestTargetsAreWholeAndInOrder(t *testing.T) {
	if !slices.IsSorted(Names()) {
		t.Error(Names())
	}
	for _, target := range targets {
		if found, err := Lookup(target.Name); found != target || err != nil {
			t.Error(target.Name, err)
		}
		read := target.parse != nil || target.file.in.kind == csvLines || target.file.in.kind == csvQuoted
		if target.keys == nil || target.record == nil || !read || len(target.algorithms) == 0 || target.next == nil {
			t.Errorf("%s is not whole", target.Name)
		}
		for _, name := range append(target.Algorithms(), "") {
			p, err := target.Default(name)
			if err != nil {
				t.Error(err)
				continue
			}
			if err := errors.Join(p.Check(), target.Check(p, saltBytes(p))); err != nil {
				t.Errorf("%s: %v", target.Name, err)
			}
		}
	}
	if _, err := Lookup("other"); err == nil {
		t.Error("found")
	}
}

// saltBytes is what a salt takes.
func saltBytes(p kdf.Params) int {
	if p.Scheme.SaltBytes > 0 {
		return p.Scheme.SaltBytes
	}
	return 16
}

func TestParametersThatATargetRefuses(t *testing.T) {
	for _, c := range []struct {
		target, algorithm string
		costs             []int
		keyBytes, salt    int
		want              string
	}{
		{"okta", "argon2id", nil, 0, 16, "okta takes no argon2id, but bcrypt, pbkdf2-sha512, pbkdf2-sha256"},
		{"firebase", "argon2id", nil, 0, 16, "firebase takes no argon2id"},
		{"firebase", "pbkdf2-sha256", []int{120_001}, 0, 16, "iterations 120001: firebase takes 120000 at most"},
		{"firebase", "pbkdf2-sha256", []int{1000}, 20, 16, "key_bytes 20: firebase takes hashes of 32 bytes"},
		{"okta", "pbkdf2-sha512", []int{4095}, 0, 16, "iterations 4095: okta takes 4096 at least"},
		{"okta", "bcrypt", []int{21}, 0, 16, "cost 21: okta takes 20 at most"},
		{"htpasswd", "bcrypt", []int{18}, 0, 16, "cost 18: htpasswd takes 17 at most"},
		{"fusionauth", "pbkdf2-sha256", nil, 20, 16, "takes hashes of 32 or 64 bytes"},
		{"cognito", "scrypt", nil, 0, 16, "cognito takes scrypt, but no document that we could read says in which form"},
		{"workos", "pbkdf2-sha512", nil, 0, 16, "in which form; it takes argon2id, bcrypt"},
		{"laravel", "scrypt", nil, 0, 16, "laravel takes no scrypt"},
		{"django", "scrypt", []int{131072, 8, 1}, 64, 16, "longer than the 128 characters of Django's column"},
		{"django", "scrypt", []int{16384, 8, 5}, 64, 16, ""},
		{"django", "pbkdf2-sha256", nil, 32, 20, "salt_bytes 20: django takes salts of 16 bytes"},
		{"postgres", "scram-sha-256", []int{10_000}, 0, 16, ""},
	} {
		target, err := Lookup(c.target)
		if err != nil {
			t.Fatal(err)
		}
		s, err := kdf.Lookup(c.algorithm)
		if err != nil {
			t.Fatal(err)
		}
		p := s.Default()
		copy(p.Costs[:], c.costs)
		if c.keyBytes > 0 {
			p.KeyBytes = c.keyBytes
		}
		_, err = target.New(&Settings{}, p, c.salt)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s %s: %v, want %s", c.target, c.algorithm, err, c.want)
		}
	}
	if _, err := okta.Default("argon2id"); err == nil {
		t.Error("okta has a default for argon2id")
	}
}

func TestSettings(t *testing.T) {
	for _, c := range []struct {
		target *Target
		given  string
		err    string
	}{
		{keycloak, "realm=acme", ""},
		{keycloak, "email-verified=yes realm=acme", ""},
		{keycloak, "realm=a/b", "its value is empty or has characters"},
		{keycloak, "realm=", "its value is empty or has characters"},
		{keycloak, "realm", "must be NAME=VALUE"},
		{keycloak, "base-dn=x", `"base-dn": is no setting of keycloak, which has realm (`},
		{keycloak, "email-verified=maybe", "must be yes or no"},
		{htpasswd, "realm=x", "htpasswd has no settings"},
		{cognito, "", "--preset cognito needs --set hash-column=NAME: name of"},
		{kratos, "", ""},
	} {
		s, err := c.target.Settings(strings.Fields(c.given))
		if c.err == "" && err != nil || c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)) {
			t.Errorf("%s %s: %v, want %s", c.target.Name, c.given, err, c.err)
		}
		if err == nil && c.target == kratos && s.get("schema-id") != "default" {
			t.Error("kratos has no schema")
		}
	}
}

func TestSaltsAreTextWhereTheTargetHashesText(t *testing.T) {
	random := []byte{0x8f, 1, 2, 250, 251, 252, 253, 254, 255, 36, 58, 10, 9, 8, 7, 6}
	for _, name := range django.Algorithms() {
		p, err := django.Default(name)
		if err != nil {
			t.Fatal(err)
		}
		preset, err := django.New(&Settings{}, p, 16)
		if err != nil {
			t.Fatal(err)
		}
		salt := string(preset.Salt(random))
		isText := salt == string(kdf.TextSalt(random))
		if isText != (name == "scrypt" || name == "pbkdf2-sha256") || !isText && salt != string(random) {
			t.Errorf("%s: %q", name, salt)
		}
	}
}

func TestPasswordsThatATargetCannotTake(t *testing.T) {
	long := func(n int) string { return strings.Repeat("x", n) }
	for _, c := range []struct {
		target   *Target
		password string
		taken    bool
	}{
		{htpasswd, long(255), true}, {htpasswd, long(256), false},
		{shadow, long(511), true}, {shadow, long(512), false},
	} {
		if _, err := c.target.password([]byte(c.password)); (err == nil) != c.taken {
			t.Errorf("%s: %.20q: %v", c.target.Name, c.password, err)
		}
	}
}
