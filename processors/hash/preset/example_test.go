package preset

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"fanout/processors/hash/format"
	"fanout/processors/hash/kdf"
	"fanout/processors/hash/source"
)

// The worked examples: hashes of the password Correct-Horse-7 that independent
// programs have made.
const (
	exampleSalt         = "8f1d0c5a7732e94b60a1c2d3e4f50617"
	exampleBcrypt       = "$2b$10$GvyKe5EyQ.KZBTZYWBqaVukWX1kEnmf7mG7h9gIeFD/gVeRM9mc9C"
	exampleArgon2       = "$argon2id$v=19$m=19456,t=2,p=1$jx0MWncy6UtgocLT5PUGFw$TNdpDR6l4uRuC/tybLEySH9wrGRD8oSXhPdxo5mcrgo"
	exampleSHA512       = "XZRNNMgv47Uy+DWWAGkpVyiKsrOIzeL41WGRaMsWq++PubU4szH55vAvwyyrCiOSrozkqhiZcKIXiJqdxWmOFA=="
	exampleSHA256       = "JO+E8oM+gqUBwo8iZ0H7I2saeLKs7V9ooqqAxsIJm9Y="
	exampleScrypt       = "Z+eJR0VG9UTo2Zf+74sdyURP7nq8wIQ7ttpVU6O6Xw0="
	exampleCrypt        = "$6$rounds=656000$mJx0pQd7LwT2sVbE$1D1YYRwjd/6Ur6ycqqMQCywsskqlBewTcNGoUqQIUb2nId9V.EcpQ8F/1wiRvz82NtpAFcidcSkldzYrq1POC."
	exampleKeycloak     = "7fPgY9tqraMk+c8thZTCnHzf1SuUOm9tcINoeZLvWu8="
	exampleWordPress    = "$wp$2y$10$GvyKe5EyQ.KZBTZYWBqaVugvf9RspgEye6BoPZzNM8JJWgNdEQzxi"
	exampleDjangoBcrypt = "bcrypt_sha256$$2b$12$GvyKe5EyQ.KZBTZYWBqaVu8cARW.vpRpMSERrFYpccsisOlEanVNm"
	exampleApr1         = "$apr1$mJx0pQd7$Oteg9E08BziwcttXfBrjv."
	exampleSSHA         = "{SSHA512}7tCWaOYHkuIfj6UlXiy9Rv1X2ubcm1kFD7lh9sIBKLDMFrPleT0ajIJ/F2G4Y89/caqYRUjcCdJsgYiiXDQ+kY8dDFp3MulL"
	exampleSCRAM        = "SCRAM-SHA-256$4096:jx0MWncy6UtgocLT5PUGFw==$Iz1uRSR2DcQWeTcYMn95k58MqRpqZ+visVNKcEN3hX8=:66g9UQL9y4DbN2aPDXDpEUBMyy7cz1M0uoelwQgBFaE="
	exampleTextSalt     = "n4Lq0Zt7Wc2Yb9Xe5Rj1Ku"
	exampleDjango       = "zCBqHY8iE/NxEvaLUlthSuXtEGIs0k42PT0xTKNb9J0="
	exampleDjangoS      = "aQ5YGbGqoDIE36qZVaP6NlOalmz8nuwzqZOb6OaqUGdZV73yMuOTgjkGkxXiEvAhDaW9y6TAkg1EZagGmuMSMQ=="
)

// entry returns an entry with an algorithm, its costs, salt and key.
func entry(t *testing.T, name, salt, key string, costs ...int) format.Entry {
	t.Helper()
	s, err := kdf.Lookup(name)
	if err != nil {
		t.Fatal(err)
	}
	e := format.Entry{Params: s.Default()}
	copy(e.Params.Costs[:], costs)
	if s.Decode != nil {
		e.Params, e.Salt, e.Key, err = e.Params.Decode(nil, []byte(key))
	} else {
		e.Key, err = base64.StdEncoding.DecodeString(key)
		e.Params.KeyBytes = len(e.Key)
		if e.Salt, _ = hex.DecodeString(salt); len(e.Salt) == 0 {
			e.Salt = []byte(salt)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// parsed returns the entry of a hash string.
func parsed(t *testing.T, hash string) format.Entry {
	t.Helper()
	e, err := format.Parse(hash)
	if err != nil || e.Err != nil {
		t.Fatal(err, e.Err)
	}
	return e
}

// example returns the example of an algorithm.
func example(t *testing.T, name string) format.Entry {
	t.Helper()
	switch name {
	case "bcrypt":
		return entry(t, name, "", exampleBcrypt, 10)
	case "argon2id":
		return entry(t, name, exampleSalt, "TNdpDR6l4uRuC/tybLEySH9wrGRD8oSXhPdxo5mcrgo=", 19456, 2, 1)
	case "keycloak":
		return entry(t, "argon2id", exampleSalt, exampleKeycloak, 7168, 5, 1)
	case "pbkdf2-sha512":
		return entry(t, name, exampleSalt, exampleSHA512, 210_000)
	case "pbkdf2-sha256":
		return entry(t, name, exampleSalt, exampleSHA256, 120_000)
	case "scrypt":
		return entry(t, name, exampleSalt, exampleScrypt, 16384, 8, 1)
	case "sha512crypt":
		return entry(t, name, "", exampleCrypt, 656_000)
	case "wordpress":
		return parsed(t, exampleWordPress)
	case "django-bcrypt-sha256":
		return parsed(t, exampleDjangoBcrypt)
	case "apr1":
		return parsed(t, exampleApr1)
	case "ssha512":
		return parsed(t, exampleSSHA)
	case "scram-sha-256":
		return parsed(t, exampleSCRAM)
	case "django":
		return entry(t, "pbkdf2-sha256", exampleTextSalt, exampleDjango, 600_000)
	case "django-scrypt":
		return entry(t, "scrypt", exampleTextSalt, exampleDjangoS, 16384, 8, 5)
	}
	t.Fatal(name)
	return format.Entry{}
}

// fields returns columns from pairs of name and value.
func fields(pairs ...string) (all []source.Field) {
	for i := 0; i < len(pairs); i += 2 {
		all = append(all, source.Field{Name: pairs[i], Value: pairs[i+1]})
	}
	return all
}

// examples are users and what each target's file says of them.
var examples = []struct {
	target, settings, algorithm string
	user                        string
	fields                      []source.Field
	want                        string
}{
	{"auth0", "", "bcrypt", "ada@example.org", fields("email_verified", "true"),
		`{"email":"ada@example.org","email_verified":true,"password_hash":"` + exampleBcrypt + `"}`},
	{"auth0", "", "argon2id", "bob", fields("email", "bob@example.org"),
		`{"email":"bob@example.org","custom_password_hash":{"algorithm":"argon2","hash":{"value":"` + exampleArgon2 + `","encoding":"utf8"}}}`},
	{"auth0", "", "pbkdf2-sha512", "eve@example.org", nil,
		`{"email":"eve@example.org","custom_password_hash":{"algorithm":"pbkdf2","hash":{"encoding":"utf8","value":"$pbkdf2-sha512$i=210000,l=64$jx0MWncy6UtgocLT5PUGFw$` + strings.TrimRight(exampleSHA512, "=") + `"}}}`},
	{"auth0", "", "scrypt", "joe@example.org", nil,
		`{"email":"joe@example.org","custom_password_hash":{"algorithm":"scrypt","hash":{"value":"67e789474546f544e8d997feef8b1dc9444fee7abcc0843bb6da5553a3ba5f0d","encoding":"hex"},"salt":{"value":"8f1d0c5a7732e94b60a1c2d3e4f50617","encoding":"hex"},"keylen":32,"cost":16384}}`},
	{"firebase", "email-verified=yes", "pbkdf2-sha256", "ada@example.org", fields("localId", "u1"),
		`{"localId":"u1","email":"ada@example.org","emailVerified":true,"passwordHash":"` + exampleSHA256 + `","salt":"jx0MWncy6UtgocLT5PUGFw=="}`},
	{"firebase", "", "bcrypt", "u2", fields("E-Mail", "bob@example.org"),
		`{"localId":"u2","email":"bob@example.org","passwordHash":"JDJiJDEwJEd2eUtlNUV5US5LWkJUWllXQnFhVnVrV1gxa0VubWY3bUc3aDlnSWVGRC9nVmVSTTltYzlD"}`},
	{"firebase", "", "scrypt", "u3", fields("email", "eve@example.org"),
		`{"localId":"u3","email":"eve@example.org","passwordHash":"` + exampleScrypt + `","salt":"jx0MWncy6UtgocLT5PUGFw=="}`},
	{"keycloak", "", "pbkdf2-sha512", "ada", nil,
		`{"username":"ada","enabled":true,"credentials":[{"type":"password","credentialData":"{\"hashIterations\":210000,\"algorithm\":\"pbkdf2-sha512\",\"additionalParameters\":{}}","secretData":"{\"value\":\"` + exampleSHA512 + `\",\"salt\":\"jx0MWncy6UtgocLT5PUGFw==\",\"additionalParameters\":{}}"}]}`},
	{"keycloak", "", "keycloak", "bob", nil,
		`{"username":"bob","enabled":true,"credentials":[{"type":"password","credentialData":"{\"hashIterations\":5,\"algorithm\":\"argon2\",\"additionalParameters\":{\"hashLength\":[\"32\"],\"memory\":[\"7168\"],\"type\":[\"id\"],\"version\":[\"1.3\"],\"parallelism\":[\"1\"]}}","secretData":"{\"value\":\"` + exampleKeycloak + `\",\"salt\":\"jx0MWncy6UtgocLT5PUGFw==\",\"additionalParameters\":{}}"}]}`},
	{"okta", "", "bcrypt", "ada@example.org", fields("firstName", "Ada", "lastName", "L"),
		`{"profile":{"login":"ada@example.org","email":"ada@example.org","firstName":"Ada","lastName":"L"},"credentials":{"password":{"hash":{"algorithm":"BCRYPT","workFactor":10,"salt":"GvyKe5EyQ.KZBTZYWBqaVu","value":"kWX1kEnmf7mG7h9gIeFD/gVeRM9mc9C"}}}}`},
	{"okta", "", "pbkdf2-sha512", "ada@example.org", nil,
		`{"profile":{"login":"ada@example.org","email":"ada@example.org"},"credentials":{"password":{"hash":{"algorithm":"PBKDF2","digestAlgorithm":"SHA512_HMAC","iterationCount":210000,"keySize":64,"salt":"jx0MWncy6UtgocLT5PUGFw==","value":"` + exampleSHA512 + `"}}}}`},
	{"cognito", "hash-column=password_hash email-verified=yes", "argon2id", "ada@example.org", fields("name", "Lovelace, Ada"),
		`ada@example.org,Lovelace\, Ada,false,ada@example.org,true,` + strings.ReplaceAll(exampleArgon2, ",", `\,`)},
	{"cognito", "hash-column=h", "bcrypt", "bob", fields("phone_number", "+441", "phone_number_verified", "True", "email", ""),
		`bob,+441,True,,false,,` + exampleBcrypt},
	{"fusionauth", "", "bcrypt", "ada@example.org", nil,
		`{"email":"ada@example.org","encryptionScheme":"bcrypt","factor":10,"salt":"GvyKe5EyQ.KZBTZYWBqaVu","password":"kWX1kEnmf7mG7h9gIeFD/gVeRM9mc9C"}`},
	{"fusionauth", "", "pbkdf2-sha512", "bob@example.org", nil,
		`{"email":"bob@example.org","encryptionScheme":"salted-pbkdf2-hmac-sha512-512","factor":210000,"salt":"jx0MWncy6UtgocLT5PUGFw==","password":"` + exampleSHA512 + `"}`},
	{"fusionauth", "", "pbkdf2-sha256", "bob@example.org", nil,
		`{"email":"bob@example.org","encryptionScheme":"salted-pbkdf2-hmac-sha256","factor":120000,"salt":"jx0MWncy6UtgocLT5PUGFw==","password":"` + exampleSHA256 + `"}`},
	{"kratos", "", "scrypt", "ada@example.org", nil,
		`{"create":{"schema_id":"default","traits":{"email":"ada@example.org"},"credentials":{"password":{"config":{"hashed_password":"$scrypt$ln=16384,r=8,p=1$jx0MWncy6UtgocLT5PUGFw==$` + exampleScrypt + `"}}}}}`},
	{"kratos", "schema-id=person", "pbkdf2-sha512", "ada", fields("age", "7", "phone", ""),
		`{"create":{"schema_id":"person","traits":{"username":"ada","age":"7"},"credentials":{"password":{"config":{"hashed_password":"$pbkdf2-sha512$i=210000,l=64$jx0MWncy6UtgocLT5PUGFw$` + strings.TrimRight(exampleSHA512, "=") + `"}}}}}`},
	{"kratos", "", "sha512crypt", "ada@example.org", nil,
		`{"create":{"schema_id":"default","traits":{"email":"ada@example.org"},"credentials":{"password":{"config":{"hashed_password":"$sha512-crypt$` + exampleCrypt[3:] + `"}}}}}`},
	{"zitadel", "", "pbkdf2-sha512", "ada", nil,
		`{"userName":"ada","profile":{},"hashedPassword":{"value":"$pbkdf2-sha512$210000$jx0MWncy6UtgocLT5PUGFw$XZRNNMgv47Uy.DWWAGkpVyiKsrOIzeL41WGRaMsWq..PubU4szH55vAvwyyrCiOSrozkqhiZcKIXiJqdxWmOFA"}}`},
	{"zitadel", "", "scrypt", "ada@example.org", fields("given name", "Ada"),
		`{"userName":"ada@example.org","profile":{"firstName":"Ada"},"email":{"email":"ada@example.org"},"hashedPassword":{"value":"$scrypt$ln=14,r=8,p=1$jx0MWncy6UtgocLT5PUGFw$Z+eJR0VG9UTo2Zf+74sdyURP7nq8wIQ7ttpVU6O6Xw0"}}`},
	{"supabase", "email-verified=yes", "bcrypt", "ada@example.org", nil,
		`{"email":"ada@example.org","password_hash":"` + exampleBcrypt + `","email_confirm":true}`},
	{"clerk", "", "argon2id", "ada@example.org", nil,
		`{"email_address":["ada@example.org"],"password_hasher":"argon2id","password_digest":"` + exampleArgon2 + `"}`},
	{"clerk", "", "pbkdf2-sha256", "ada@example.org", nil,
		`{"email_address":["ada@example.org"],"password_hasher":"pbkdf2_sha256","password_digest":"pbkdf2_sha256$120000$jx0MWncy6UtgocLT5PUGFw==$` + exampleSHA256 + `"}`},
	{"workos", "", "bcrypt", "ada@example.org", nil,
		`{"email":"ada@example.org","password_hash":"` + exampleBcrypt + `","password_hash_type":"bcrypt"}`},
	{"workos", "", "argon2id", "ada@example.org", nil,
		`{"email":"ada@example.org","password_hash":"` + exampleArgon2 + `","password_hash_type":"argon2"}`},
	{"django", "", "django", "ada", nil, `ada,pbkdf2_sha256$600000$` + exampleTextSalt + `$` + exampleDjango},
	{"django", "", "django-scrypt", "ada", nil, `ada,scrypt$16384$` + exampleTextSalt + `$8$5$` + exampleDjangoS},
	{"django", "", "argon2id", "ada", nil, `ada,"argon2` + exampleArgon2 + `"`},
	{"django", "", "bcrypt", "ada", fields("note", `say "hi"`), `ada,bcrypt$` + exampleBcrypt + `,"say ""hi"""`},
	{"django", "", "django-bcrypt-sha256", "ada", nil, `ada,` + exampleDjangoBcrypt},
	{"wordpress", "", "wordpress", "ada", nil, `ada,` + exampleWordPress},
	{"postgres", "", "scram-sha-256", `a"da`, nil, `CREATE ROLE "a""da" LOGIN PASSWORD '` + exampleSCRAM + `';`},
	{"htpasswd", "", "apr1", "bob", nil, `bob:` + exampleApr1},
	{"dovecot", "", "ssha512", "ada", nil, `ada:` + exampleSSHA + `::::::`},
	{"ldap", "base-dn=dc=x", "ssha512", "ada", nil,
		"dn: uid=ada,dc=x\nchangetype: modify\nreplace: userPassword\nuserPassword: " + exampleSSHA + "\n-"},
	{"laravel", "", "bcrypt", "ada@example.org", nil, `ada@example.org,$2y$10$GvyKe5EyQ.KZBTZYWBqaVukWX1kEnmf7mG7h9gIeFD/gVeRM9mc9C`},
	{"htpasswd", "", "bcrypt", "ada", nil, `ada:$2y$10$GvyKe5EyQ.KZBTZYWBqaVukWX1kEnmf7mG7h9gIeFD/gVeRM9mc9C`},
	{"shadow", "changed=20785", "sha512crypt", "ada", nil, `ada:` + exampleCrypt + `:20785:0:99999:7:::`},
	{"dovecot", "", "bcrypt", "ada", nil, `ada:{BLF-CRYPT}$2y$10$GvyKe5EyQ.KZBTZYWBqaVukWX1kEnmf7mG7h9gIeFD/gVeRM9mc9C::::::`},
	{"dovecot", "", "argon2id", "ada", nil, `ada:{ARGON2ID}` + exampleArgon2 + `::::::`},
	{"dovecot", "", "sha512crypt", "ada", nil, `ada:{SHA512-CRYPT}` + exampleCrypt + `::::::`},
	{"ldap", "base-dn=ou=people,dc=x", "sha512crypt", "ada", nil,
		"dn: uid=ada,ou=people,dc=x\nchangetype: modify\nreplace: userPassword\nuserPassword: {CRYPT}" + exampleCrypt + "\n-"},
	{"ldap", "", "argon2id", "Zoë", fields("dn", "uid=Zoë,dc=x"),
		"dn:: dWlkPVpvw6ssZGM9eA==\nchangetype: modify\nreplace: userPassword\nuserPassword: {ARGON2}" + exampleArgon2 + "\n-"},
	{"ldap", "base-dn=dc=x", "pbkdf2-sha512", "a,b", nil,
		`dn: uid=a\,b,dc=x` + "\nchangetype: modify\nreplace: userPassword\nuserPassword: {PBKDF2-SHA512}210000$jx0MWncy6UtgocLT5PUGFw$XZRNNMgv47Uy.DWWAGkpVyiKsrOIzeL41WGRaMsWq..PubU4szH55vAvwyyrCiOSrozkqhiZcKIXiJqdxWmOFA\n-"},
}

// presetFor returns a target with parameters that need not be its own.
func presetFor(t *testing.T, name, settings string, p kdf.Params, saltBytes int) *Preset {
	t.Helper()
	target, err := Lookup(name)
	if err != nil {
		t.Fatal(err)
	}
	s, err := target.Settings(strings.Fields(settings))
	if err != nil {
		t.Fatal(err)
	}
	preset, err := target.New(s, p, saltBytes)
	if err != nil {
		t.Fatal(err)
	}
	return preset
}

func TestRecordsAreTheWorkedExamples(t *testing.T) {
	for _, x := range examples {
		t.Run(x.target+" "+x.algorithm, func(t *testing.T) {
			e := example(t, x.algorithm)
			e.User, e.Fields = x.user, x.fields
			p := presetFor(t, x.target, x.settings, e.Params, 16)
			planner := p.NewPlanner(nil)
			if err := planner.addColumns(e.Fields); err != nil {
				t.Fatal(err)
			}
			got, err := p.append(nil, &e, planner.columns)
			if err != nil {
				t.Fatal(err)
			}
			if !same(got, []byte(x.want)) {
				t.Errorf("got:\n%s\nwant:\n%s", got, x.want)
			}
		})
	}
}

// same reports whether both are the same JSON, or the same bytes.
func same(a, b []byte) bool {
	var x, y any
	if json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil {
		return reflect.DeepEqual(x, y)
	}
	return bytes.Equal(a, b)
}

func TestRecordsAreReadBack(t *testing.T) {
	for _, x := range examples {
		t.Run(x.target+" "+x.algorithm, func(t *testing.T) {
			e := example(t, x.algorithm)
			e.User, e.Fields = x.user, x.fields
			p := presetFor(t, x.target, x.settings, e.Params, 16)
			planner := p.NewPlanner(nil)
			if err := planner.addColumns(e.Fields); err != nil {
				t.Fatal(err)
			}
			in := p.file.in
			file := p.headOf(p.settings, planner.columns) + x.want + in.between + x.want + in.tail
			r := p.NewReader("file", strings.NewReader(file))
			for range 2 {
				got, err := r.Next()
				if err != nil || got.Err != nil {
					t.Fatal(err, got.Err)
				}
				want, err := p.Identity(x.user, x.fields)
				if err != nil || got.User != want || got.Params != e.Params || !bytes.Equal(got.Salt, e.Salt) || !bytes.Equal(got.Key, e.Key) {
					t.Errorf("%+v (%v), want user %q and\n%+v", got, err, want, e)
				}
			}
			if _, err := r.Next(); err == nil || err.Error() != "EOF" {
				t.Error(err)
			}
		})
	}
}
