package preset

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"fanout/processors/hash/format"
)

// SCRAM's example is computed here, as its record holds no key that could be
// given.
func TestPostgresStoresWhatSCRAMNeeds(t *testing.T) {
	params, err := postgres.Default("")
	if err != nil {
		t.Fatal(err)
	}
	e := entry(t, "pbkdf2-sha256", exampleSalt, exampleSHA256)
	e.Params, e.Key = params, make([]byte, params.KeyLength())
	if err := params.New(1).Hash(t.Context(), [][]byte{e.Key}, [][]byte{[]byte("Correct-Horse-7")}, [][]byte{e.Salt}); err != nil {
		t.Fatal(err)
	}
	e.User = `a"b`
	got, err := presetFor(t, "postgres", "", params, 16).append(nil, &e, nil)
	want := `CREATE ROLE "a""b" LOGIN PASSWORD 'SCRAM-SHA-256$4096:jx0MWncy6UtgocLT5PUGFw==$Iz1uRSR2DcQWeTcYMn95k58MqRpqZ+visVNKcEN3hX8=:66g9UQL9y4DbN2aPDXDpEUBMyy7cz1M0uoelwQgBFaE=';`
	if err != nil || string(got) != want {
		t.Errorf("%s, %v\nwant %s", got, err, want)
	}
}

func TestFilesThatAreNotOfTheTarget(t *testing.T) {
	for _, c := range []struct{ target, file string }{
		{"auth0", `{"users":[]}`}, {"auth0", `[{"email":"a@x","password_hash":"$2b$`}, {"auth0", ``}, {"auth0", `[7]`},
		{"auth0", `[{"email":"` + strings.Repeat("x", maxRecord+1) + `"}]`},
		{"firebase", `[]`}, {"firebase", `{"hosts":[]}`}, {"firebase", `{"users":{}}`}, {"firebase", `{"users":[{]}`},
		{"okta", "password\nother\n"}, {"cognito", "a,b\nc,d\n"}, {"cognito", strings.Repeat("x", maxRecord+1)},
		{"django", "a\nb\n"},
	} {
		target, err := Lookup(c.target)
		if err != nil {
			t.Fatal(err)
		}
		params := cheap(t, target, "")
		r := presetFor(t, c.target, settingsFor[c.target], params, 16).NewReader("f", strings.NewReader(c.file))
		for err == nil {
			_, err = r.Next()
		}
		if wrong := (*format.FormatError)(nil); !errors.As(err, &wrong) || strings.Contains(err.Error(), "password") {
			t.Errorf("%s %.20s: %v", c.target, c.file, err)
		}
	}
}

func TestEntriesThatCannotBeChecked(t *testing.T) {
	for _, c := range []struct{ target, record, want string }{
		{"okta", `{"credentials":{"password":{"hash":{"algorithm":"MD5"}}}}`, "its algorithm is not computed"},
		{"okta", `{"credentials":{"password":{"hash":{"algorithm":"BCRYPT","workFactor":10,"salt":"GvyKe5EyQ.KZBTZYWBqaVukWX"}}}}`, "its salt has 25 characters, not 22"},
		{"okta", `{"credentials":{"password":{"hash":{"algorithm":"PBKDF2","digestAlgorithm":"SHA512_HMAC","iterationCount":1,"keySize":32,"salt":"jx0MWncy6UtgocLT5PUGFw==","value":"` + exampleSHA512 + `"}}}}`, "its keySize is not the hash's"},
		{"fusionauth", `{"encryptionScheme":"salted-md5"}`, "its encryptionScheme is not computed"},
		{"fusionauth", `{"encryptionScheme":"salted-pbkdf2-hmac-sha256","factor":1,"salt":"jx0","password":""}`, "its salt or hash is not in base64 with padding"},
		{"keycloak", `{"username":"a","credentials":[]}`, "it has not one credential that is a password"},
		{"keycloak", `{"username":"a","credentials":[{"type":"password","credentialData":"{}","secretData":"{}"}]}`, "its algorithm is not computed"},
		{"firebase", `{"localId":"a","passwordHash":"AAAA","salt":"AAAA"}`, "bcrypt's hashes hold it"},
		{"auth0", `{"email":"a","custom_password_hash":{"algorithm":"md5","hash":{"value":"x"},"salt":{"value":"y"}}}`, "its salt stands apart"},
		{"auth0", `{"email":"a","custom_password_hash":{"algorithm":"argon2","password":{"encoding":"latin1"}}}`, "in a way that is not computed"},
		{"clerk", `{"password_hasher":"pbkdf2_sha256","password_digest":"x"}`, "has not the form of its password_hasher"},
		{"ldap", "dn: uid=a", "it sets no userPassword"},
		{"postgres", "DROP ROLE a;", "it is no statement that fanout wrote"},
		{"htpasswd", "a", "is no hash"},
	} {
		target, err := Lookup(c.target)
		if err != nil {
			t.Fatal(err)
		}
		params := cheap(t, target, "")
		in := target.file.in
		p := presetFor(t, c.target, "", params, saltBytes(params))
		e, err := p.NewReader("f", strings.NewReader(p.headOf(p.settings, nil)+c.record+in.tail)).Next()
		if err != nil || e.Err == nil || !strings.Contains(e.Err.Error(), c.want) {
			t.Errorf("%s %s: %v, %v", c.target, c.record, err, e.Err)
		}
	}
}

func TestErrorsOfReadingAreNoEnd(t *testing.T) {
	broken := errors.New("broken disk")
	for _, target := range targets {
		params := cheap(t, target, "")
		p := presetFor(t, target.Name, settingsFor[target.Name], params, saltBytes(params))
		r := p.NewReader("f", io.MultiReader(strings.NewReader(p.headOf(p.settings, nil)), failing{broken}))
		if _, err := r.Next(); !errors.Is(err, broken) {
			t.Errorf("%s: %v", target.Name, err)
		}
	}
}

type failing struct{ error }

func (f failing) Read([]byte) (int, error) { return 0, f.error }

func FuzzReader(f *testing.F) {
	for i, target := range targets {
		for _, x := range examples {
			if x.target == target.Name {
				f.Add(byte(i), []byte(target.headOf(&Settings{}, nil)+x.want+target.file.in.tail))
			}
		}
	}
	f.Fuzz(func(t *testing.T, which byte, text []byte) {
		target := targets[int(which)%len(targets)]
		params := cheap(t, target, "")
		r := presetFor(t, target.Name, settingsFor[target.Name], params, saltBytes(params)).NewReader("f", bytes.NewReader(text))
		for n := 0; ; n++ {
			e, err := r.Next()
			if err != nil {
				return
			}
			if n > len(text) {
				t.Fatal("more entries than bytes")
			}
			if e.Err == nil && (e.Params.Check() != nil || len(e.Key) != e.Params.KeyLength()) {
				t.Errorf("%+v", e)
			}
		}
	})
}

func FuzzStringsOfJSON(f *testing.F) {
	f.Add("a\"b\\c\n\t\x00<&>\u2028é")
	f.Fuzz(func(t *testing.T, s string) {
		checkJSONString(t, s)
	})
}
