package format_test

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"strings"
	"testing"

	"fanout/processors/hash/format"
)

// targets has the hashes of one password as the targets of an import take them,
// made by other programs.
//
//go:embed testdata/targets.json
var targets []byte

// target returns a string of targets.
func target(t *testing.T, name string) string {
	t.Helper()
	var all map[string]any
	if err := json.Unmarshal(targets, &all); err != nil {
		t.Fatal(err)
	}
	text, ok := all[name].(string)
	if !ok {
		t.Fatalf("no %s", name)
	}
	return text
}

// What is read is written again as the very string, in the format that the
// target takes.
func TestTargetsHaveTheirVeryStrings(t *testing.T) {
	for _, c := range []struct{ read, format, write, ident string }{
		{"bcrypt", "mcf", "bcrypt", ""},
		{"bcrypt", "mcf", "bcrypt_2y", "2y"},
		{"bcrypt_2y", "passlib", "bcrypt", ""},
		{"argon2id", "phc", "argon2id", ""},
		{"argon2id", "passlib", "argon2id", ""},
		{"argon2id_keycloak_phc", "phc", "argon2id_keycloak_phc", ""},
		{"auth0_pbkdf2", "phc", "kratos_pbkdf2", ""},
		{"auth0_pbkdf2", "passlib", "zitadel_pbkdf2", ""},
		{"zitadel_pbkdf2", "phc", "auth0_pbkdf2", ""},
		{"kratos_scrypt", "phc", "zitadel_scrypt", ""},
		{"zitadel_scrypt", "passlib", "zitadel_scrypt", ""},
		{"django_pbkdf2", "django", "django_pbkdf2", ""},
		{"django_argon2", "phc", "argon2id", ""},
		{"argon2id", "django", "django_argon2", ""},
		{"django_scrypt", "django", "django_scrypt", ""},
		{"django_bcrypt_sha256", "django", "django_bcrypt_sha256", ""},
		{"wordpress", "mcf", "wordpress", ""},
		{"wordpress", "csv", "wordpress", ""},
		{"postgres_scram", "csv", "postgres_scram", ""},
		{"sha512crypt", "mcf", "sha512crypt", ""},
		{"sha512crypt", "passlib", "sha512crypt", ""},
		{"yescrypt", "mcf", "yescrypt", ""},
		{"apr1", "mcf", "apr1", ""},
		{"ssha512", "csv", "ssha512", ""},
	} {
		e, err := format.Parse(target(t, c.read))
		if err != nil || e.Err != nil {
			t.Errorf("%s: %v, %v", c.read, err, e.Err)
			continue
		}
		got, err := lookup(t, c.format).Append(nil, &e, &format.Style{Ident: c.ident})
		got = bytes.TrimPrefix(got, []byte("0,")) // the line of a table
		if want := target(t, c.write) + "\n"; err != nil || string(got) != want {
			t.Errorf("%s as %s: %s, %v, want %s", c.read, c.format, got, err, want)
		}
	}
}

func lookup(t *testing.T, name string) *format.Format {
	t.Helper()
	f, err := format.Lookup(name)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestTargetsHaveTheirLines(t *testing.T) {
	read := func(name string) format.Entry {
		e, err := format.Parse(target(t, name))
		if err != nil || e.Err != nil {
			t.Fatal(name, err, e.Err)
		}
		e.Line, e.User = 3, "ada"
		return e
	}
	style := &format.Style{Users: true, Day: 20785, LDAPBase: "ou=people,dc=example,dc=org"}
	for _, c := range []struct{ read, format, want string }{
		{"bcrypt", "htpasswd", "ada:" + target(t, "bcrypt_2y") + "\n"},
		{"sha512crypt", "shadow", "ada:" + target(t, "sha512crypt") + ":20785:0:99999:7:::\n"},
		{"bcrypt", "shadow", "ada:" + target(t, "bcrypt") + ":20785:0:99999:7:::\n"},
		{"argon2id", "csv", "3,ada,\"" + target(t, "argon2id") + "\"\n"},
		{"bcrypt", "csv", "3,ada," + target(t, "bcrypt") + "\n"},
		{"argon2id", "phc", "ada:" + target(t, "argon2id") + "\n"},
		{"sha512crypt", "ldap", `dn: uid=ada,ou=people,dc=example,dc=org
changetype: modify
replace: userPassword
userPassword:: e0NSWVBUfSQ2JHJvdW5kcz02NTYwMDAkbUp4MHBRZDdMd1Qyc1ZiRSQxRDFZW
 VJ3amQvNlVyNnljcXFNUUN5d3Nza3FsQmV3VGNOR29VcVFJVWIybklkOVYuRWNwUThGLzF3aVJ2
 ejgyTnRwQUZjaWRjU2tsZHpZcnExUE9DLg==
-

`},
	} {
		e := read(c.read)
		got, err := lookup(t, c.format).Append(nil, &e, style)
		if err != nil || string(got) != c.want {
			t.Errorf("%s as %s:\n%s, %v, want\n%s", c.read, c.format, got, err, c.want)
		}
	}
}

// Strings that hold a hash of the password whole.
func TestTargetsVerify(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	for _, name := range []string{
		"bcrypt", "bcrypt_2y", "argon2id", "argon2id_keycloak_phc", "auth0_pbkdf2", "kratos_pbkdf2", "zitadel_pbkdf2",
		"clerk_pbkdf2_sha256", "kratos_scrypt", "zitadel_scrypt", "django_pbkdf2", "django_argon2", "django_scrypt",
		"django_bcrypt_sha256", "wordpress", "sha512crypt", "yescrypt", "apr1", "ssha512", "ldap_argon2", "ldap_crypt",
		"dovecot_blf", "dovecot_argon2", "dovecot_sha512crypt", "postgres_scram",
	} {
		e, err := format.Parse(target(t, name))
		if err != nil || e.Err != nil {
			t.Errorf("%s: %v, %v", name, err, e.Err)
			continue
		}
		key := make([]byte, e.Params.KeyLength())
		err = e.Params.New(1).Hash(t.Context(), [][]byte{key}, [][]byte{[]byte(target(t, "password"))}, [][]byte{e.Salt})
		if err != nil || !bytes.Equal(key, e.Key) {
			t.Errorf("%s: %v, or another hash", name, err)
		}
	}
}

// The example of libsodium, which crypt(3) of libxcrypt takes too.
func TestScryptOfCryptHasItsString(t *testing.T) {
	const want = "$7$C6..../....SodiumChloride$kBGj9fHznVYFQMEn/qDCfrDevf9YDtcDdKvEqHJLV8D"
	e, err := format.Parse(want)
	if err != nil || e.Err != nil {
		t.Fatal(err, e.Err)
	}
	key := make([]byte, e.Params.KeyLength())
	if err := e.Params.New(1).Hash(t.Context(), [][]byte{key}, [][]byte{[]byte("pleaseletmein")}, [][]byte{e.Salt}); err != nil || !bytes.Equal(key, e.Key) {
		t.Errorf("another hash, %v", err)
	}
	if got, err := lookup(t, "mcf").Append(nil, &e, &format.Style{}); err != nil || string(got) != want+"\n" {
		t.Errorf("%s, %v", got, err)
	}
}

func TestDjangoSaltsAreText(t *testing.T) {
	f := lookup(t, "django")
	seen := map[string]bool{}
	for i := range 256 {
		salt := f.Salt(params("pbkdf2-sha256"), bytes.Repeat([]byte{byte(i)}, 16))
		if len(salt) != 22 || strings.Trim(string(salt), "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") != "" {
			t.Errorf("%q", salt)
		}
		seen[string(salt)] = true
	}
	if len(seen) != 256 {
		t.Errorf("%d of 256 differ", len(seen))
	}
	// 2^128-1 in base 62, by Python.
	if got := f.Salt(params("scrypt"), bytes.Repeat([]byte{255}, 16)); string(got) != "7n42DGM5Tflk9n8mt7Fhc7" {
		t.Errorf("%s", got)
	}
}

func TestWhatAFormatCannotHoldIsRefusedBeforeTheWork(t *testing.T) {
	scrypt64 := func(n, p int) (q format.Entry) {
		q.Params = params("scrypt", n, 8, p)
		q.Params.KeyBytes = 64
		return q
	}
	for _, c := range []struct {
		format string
		e      format.Entry
		style  format.Style
		want   string // "": nothing is refused
	}{
		{"django", scrypt64(16384, 5), format.Style{}, ""},
		{"django", scrypt64(131072, 1), format.Style{}, "128 characters"},
		{"django", format.Entry{Params: params("scrypt")}, format.Style{}, "64 bytes, not 32"},
		{"django", format.Entry{Params: params("pbkdf2-sha512")}, format.Style{}, "does not take pbkdf2-sha512, but pbkdf2-sha256, argon2id, bcrypt"},
		{"phc", format.Entry{Params: params("bcrypt")}, format.Style{}, "does not take bcrypt, but "},
		{"shadow", format.Entry{Params: params("sha512crypt")}, format.Style{}, "needs a user"},
		{"htpasswd", format.Entry{Params: params("bcrypt")}, format.Style{Users: true}, ""},
		{"csv", format.Entry{Params: params("bcrypt")}, format.Style{Columns: []string{"id"}}, ""},
		{"csv", format.Entry{Params: params("bcrypt")}, format.Style{Columns: []string{"id", "line"}}, `"line"`},
		{"mcf", scrypt64(16384, 5), format.Style{}, "32 bytes, not 64"},
	} {
		err := lookup(t, c.format).Check(c.e.Params, 16, &c.style)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s, %v: %v, want %q", c.format, c.e.Params, err, c.want)
		}
	}
}

func TestUsersThatALineCannotHoldFailTheirRow(t *testing.T) {
	e := cheap()[3]
	for _, name := range []string{"mcf", "htpasswd", "shadow", "passlib"} {
		for _, user := range []string{"", "a:b", "a\nb", "a\rb", "a\x00b", "#a", "$2b$a", "{\"a"} {
			e.User = user
			before := []byte("before")
			if got, err := lookup(t, name).Append(before, &e, &format.Style{Users: true}); err == nil || string(got) != "before" {
				t.Errorf("%s: user %q: %s, %v", name, user, got, err)
			}
		}
	}
	e.User = strings.Repeat("u", 256)
	if _, err := lookup(t, "htpasswd").Append(nil, &e, &format.Style{Users: true}); err == nil {
		t.Error("htpasswd: a user of 256 bytes")
	}
	if err := lookup(t, "htpasswd").CheckPassword(make([]byte, 256)); err == nil {
		t.Error("htpasswd: a password of 256 bytes")
	}
	if err := lookup(t, "htpasswd").CheckPassword(make([]byte, 255)); err != nil {
		t.Error(err)
	}
}

func TestGapsKeepLinesInTheirPlaces(t *testing.T) {
	for name, want := range map[string]string{"jsonl": "", "csv": "", "phc": "\n", "mcf": "\n", "passlib": "\n", "django": "\n"} {
		if got := lookup(t, name).AppendGap(nil, &format.Style{}); string(got) != want {
			t.Errorf("%s: %q", name, got)
		}
		if got := lookup(t, name).AppendGap(nil, &format.Style{Users: true}); len(got) > 0 {
			t.Errorf("%s with users: %q", name, got)
		}
	}
}

func TestDistinguishedNamesAreEscaped(t *testing.T) {
	e := cheap()[3]
	for _, c := range []struct{ user, base, want string }{
		{"a,b", "dc=x", `dn: uid=a\,b,dc=x`},
		{" #", "dc=x", `dn: uid=\ #,dc=x`},
		{"Jörg", "dc=x", `dn:: dWlkPUrDtnJnLGRjPXg=`},
		{"cn=ada,dc=x", "", "dn: cn=ada,dc=x"},
		{"ada", "", ""},
		{"a b=c", "", ""},
		{"a\nb", "dc=x", ""},
	} {
		e.User = c.user
		got, err := lookup(t, "ldap").Append(nil, &e, &format.Style{Users: true, LDAPBase: c.base})
		if line, _, _ := strings.Cut(string(got), "\n"); line != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%q: %q, %v, want %q", c.user, line, err, c.want)
		}
	}
}
