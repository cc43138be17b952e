package format_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"fanout/processors/hash/format"
)

// Each of these is the same hash in other notations.
func TestOneHashIsReadInManyNotations(t *testing.T) {
	for name, others := range map[string][]string{
		"argon2id": {
			"$argon2id$v=19$t=2,m=19456,p=1$jx0MWncy6UtgocLT5PUGFw$TNdpDR6l4uRuC/tybLEySH9wrGRD8oSXhPdxo5mcrgo",
			"$argon2id$v=19$p=1,t=2,m=19456$jx0MWncy6UtgocLT5PUGFw$TNdpDR6l4uRuC/tybLEySH9wrGRD8oSXhPdxo5mcrgo",
			target(t, "django_argon2"), target(t, "ldap_argon2"), target(t, "dovecot_argon2"),
			"{argon2id.b64}JGFyZ29uMmlkJHY9MTkkbT0xOTQ1Nix0PTIscD0xJGp4ME1XbmN5NlV0Z29jTFQ1UFVHRnckVE5kcERSNmw0dVJ1Qy90eWJMRXlTSDl3ckdSRDhvU1hoUGR4bzVtY3Jnbw==",
		},
		"bcrypt": {
			target(t, "bcrypt_2y"), target(t, "dovecot_blf"), "bcrypt$" + target(t, "bcrypt"), "{CRYPT}" + target(t, "bcrypt"),
			strings.Replace(target(t, "bcrypt"), "$2b$", "$2a$", 1),
		},
		"kratos_pbkdf2": {
			target(t, "zitadel_pbkdf2"), target(t, "zitadel_pbkdf2") + "==",
			"$pbkdf2-sha512$l=64,i=210000$jx0MWncy6UtgocLT5PUGFw==$XZRNNMgv47Uy+DWWAGkpVyiKsrOIzeL41WGRaMsWq++PubU4szH55vAvwyyrCiOSrozkqhiZcKIXiJqdxWmOFA==",
			"{PBKDF2-SHA512}210000$jx0MWncy6UtgocLT5PUGFw$XZRNNMgv47Uy.DWWAGkpVyiKsrOIzeL41WGRaMsWq..PubU4szH55vAvwyyrCiOSrozkqhiZcKIXiJqdxWmOFA",
		},
		"kratos_scrypt": {target(t, "zitadel_scrypt")},
		"sha512crypt": {
			target(t, "ldap_crypt"), target(t, "dovecot_sha512crypt"), "$sha512-crypt$" + target(t, "sha512crypt")[3:],
		},
		"ssha512": {
			"{ssha512}" + target(t, "ssha512")[9:], "{SSHA512.b64}" + target(t, "ssha512")[9:],
		},
		"clerk_pbkdf2_sha256": {
			"$pbkdf2-sha256$i=120000,l=32$jx0MWncy6UtgocLT5PUGFw$JO+E8oM+gqUBwo8iZ0H7I2saeLKs7V9ooqqAxsIJm9Y",
		},
	} {
		want, err := format.Parse(target(t, name))
		if err != nil || want.Err != nil {
			t.Errorf("%s: %v, %v", name, err, want.Err)
			continue
		}
		for _, text := range others {
			e, err := format.Parse(text)
			if err != nil || e.Err != nil || e.Params != want.Params || !bytes.Equal(e.Salt, want.Salt) || !bytes.Equal(e.Key, want.Key) {
				t.Errorf("%s: %+v, %v", text, e, err)
			}
		}
	}
}

func TestWerkzeugIsRead(t *testing.T) {
	const key = "cc206a1d8f2213f3712f12f68b525b614ae5ed1063000102030405060708090a"
	for text, want := range map[string]string{
		"pbkdf2:sha256:600000$salt$" + key: "pbkdf2-sha256 600,000",
		"scrypt:32768:8:1$salt$" + key:     "scrypt n 32,768, r 8, p 1",
	} {
		for _, line := range []string{text, "ada:" + text, "ada:" + text + ":x:y"} {
			if e, err := one(line); err != nil || e.Err != nil || e.Params.String() != want || string(e.Salt) != "salt" {
				t.Errorf("%s: %+v, %v", line, e, err)
			}
		}
	}
}

func TestHashesThatCannotBeCheckedSayWhy(t *testing.T) {
	const salt, key = "jx0MWncy6UtgocLT5PUGFw", "Z+eJR0VG9UTo2Zf+74sdyURP7nq8wIQ7ttpVU6O6Xw0"
	for text, want := range map[string]string{
		"$2x$04$KBCwKxOzLha2MUDgW0PjXeIgmoIgmoIgmoIgmoIgmoIgmoIgmoIgm":                   "$2x$",
		"$2$04$KBCwKxOzLha2MUDgW0PjXeIgmoIgmoIgmoIgmoIgmoIgmoIgmoIgm":                    "$2$",
		"$2b$04$KBCwKxOzLha2MUDgW0PjXfIgmoIgmoIgmoIgmoIgmoIgmoIgmoIgm":                   `only its spelling is wrong: the last character of the salt should be 'e', not 'f'`,
		"$2b$04$KBCwKxOzLha2MUDgW0PjXeIgmoIgmoIgmoIgmoIgmoIgmoIgmoIgn":                   `only its spelling is wrong: the last character of the hash should be 'm', not 'n'`,
		"$2b$4$KBCwKxOzLha2MUDgW0PjXeIgmoIgmoIgmoIgmoIgmoIgmoIgmoIgm":                    "bcrypt",
		"$2b$04$KBCwKxOzLha2MUDgW0PjXeIgmoIgmoIgmoIgmoIgmoIgmo":                          "bcrypt",
		"$argon2id$v=19$m=64,t=1,p=1,keyid=Y3R4$" + salt + "$" + key:                     "keyid",
		"$argon2id$v=19$m=64,p=1,t=2,data=Y3R4$" + salt + "$" + key:                      "data",
		"$argon2id$v=20$m=64,t=1,p=1$" + salt + "$" + key:                                "version",
		"$argon2id$v=19$m=64,t=1$" + salt + "$" + key:                                    "missing",
		"$argon2id$v=19$m=64,t=1,p=1,p=1$" + salt + "$" + key:                            "twice",
		"$argon2id$v=19$m=064,t=1,p=1$" + salt + "$" + key:                               "no number",
		"$argon2id$v=19$m=64,t=1,p=+1$" + salt + "$" + key:                               "no number",
		"$argon2id$v=19$m=64,t=1,p=1$" + salt + "==$" + key:                              "base 64",
		"$argon2id$v=19$m=64,t=1,p=1$" + salt + "$" + salt:                               "", // 16 bytes
		"$argon2id$v=19$m=64,t=1,p=1$" + salt + "$" + key[:20]:                           "cut to 15 bytes",
		"$argon2id$v=19$m=64,t=1,p=1$" + salt:                                            "all parts",
		"$scrypt$ln=14,r=8,p=1$" + salt + "==$" + key + "=":                              "base 64",
		"$scrypt$ln=16384,r=8,p=1$" + salt + "$" + key:                                   "base 64",
		"$scrypt$ln=40,r=8,p=1$" + salt + "$" + key:                                      "2^30",
		"$scrypt$ln=16383,r=8,p=1$" + salt + "==$" + key + "=":                           "power of two",
		"$pbkdf2-sha512$210000$" + salt + "$" + key:                                      "base 64", // of PHC, not passlib
		"$pbkdf2-sha512$i=210000,l=32$" + salt + "$" + strings.ReplaceAll(key, "+", "."): "base 64",
		"$pbkdf2-sha512$i=210000,l=64$" + salt + "$" + key:                               "l is 64, but the hash has 32",
		"$pbkdf2-sha512$i=210000$" + salt + "$" + key:                                    "missing",
		"$pbkdf2-md5$1$" + salt + "$" + key:                                              "another digest",
		"pbkdf2_sha256$1$salt$" + key:                                                    "base 64", // no padding
		"pbkdf2_sha256$1$$" + key + "=":                                                  "salt is empty",
		"pbkdf2_sha256$1$jx0MWncy6U=$" + key + "=":                                       "base 64",
		"$6$rounds=10$salt$" + strings.Repeat("e", 85) + ".":                             "rounds",
		"$6$salt$" + strings.Repeat("e", 40):                                             "characters",
		"{SSHA512}" + key + "=":                                                          "bytes",
		"{LANMAN}x":                                                                      "{LANMAN}",
		"{PLAIN}hunter2":                                                                 "the password itself",
		"{CRYPT}hunter2hunter":                                                           "DES",
		"{CRYPT}hunter2":                                                                 "all parts",
		"$sha1$1$x$y":                                                                    "NetBSD",
		"$fbscrypt$v=1,n=14,r=8,p=1,ss=,sk=$" + salt + "$" + key:                         "Firebase",
		"$argon2id$v=19$m=64,t=1,p=1$" + salt + "$" + key[:10] + "\n" + key:              "character",
	} {
		e, err := format.Parse(text)
		if err != nil || (want == "") != (e.Err == nil) || e.Err != nil && !strings.Contains(e.Err.Error(), want) {
			t.Errorf("%s: %v, %v, want %q", text, e.Err, err, want)
		}
		if e.Err != nil && (strings.Contains(e.Err.Error(), "hunter2") || strings.Contains(e.Err.Error(), key[:8])) {
			t.Errorf("%s: shown: %v", text, e.Err)
		}
	}
	for text, want := range map[string]string{
		"hunter2":                                   "no hash",
		"5f4dcc3b5aa765d61d8327deb882cf99":          "MD5 or NT",
		"*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19": "MySQL",
		"md55f4dcc3b5aa765d61d8327deb882cf99":       "PostgreSQL",
	} {
		if _, err := format.Parse(text); !errors.Is(err, format.ErrNoHash) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}

// What Parse takes is right in itself, and comes back from the format that has
// it.
func FuzzParse(f *testing.F) {
	for line := range strings.Lines(vectors) {
		if field := strings.Split(line, "\t"); len(field) > 3 {
			f.Add(field[2])
		}
	}
	for _, text := range []string{argon2Hash, scramHash, "scrypt:32768:8:1$salt$00", "$7$C6..../....SodiumChloride$kBGj9fHznVYFQMEn/qDCfrDevf9YDtcDdKvEqHJLV8D", "{SSHA.hex}00"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		e, err := format.Parse(text)
		if err != nil || e.Err != nil {
			return
		}
		if err := e.Params.Check(); err != nil || len(e.Key) != e.Params.KeyLength() || len(e.Key) < 16 {
			t.Fatalf("%+v: %v", e, err)
		}
		for _, name := range []string{"csv", "phc", "mcf", "passlib", "django"} {
			format, err := format.Lookup(name)
			if err != nil {
				t.Fatal(err)
			}
			if !format.Takes(e.Params.Scheme) {
				continue
			}
			written, err := format.Append(nil, &e, &styleOfFuzz)
			if err != nil || name == "csv" {
				continue
			}
			again, err := one(string(written))
			if err != nil || again.Err != nil || again.Params != e.Params || !bytes.Equal(again.Salt, e.Salt) || !bytes.Equal(again.Key, e.Key) {
				t.Errorf("%s of %q is %q, which is read as %+v, %v", name, text, written, again, err)
			}
		}
	})
}

var styleOfFuzz format.Style

func FuzzReader(f *testing.F) {
	for _, text := range []string{
		bcryptHash, "ada:" + bcryptHash + ":x", "dn: uid=a\n b\nuserPassword:: e1NTSEF9\n\n", "user,hash\n\"a\nb\"," + bcryptHash,
		`{"line":1,"algorithm":"bcrypt","cost":4,"hash":"` + bcryptHash + `","input":{"a":[1]}}`, "ada:!!:1:2:3:4:::", wide(bcryptHash),
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		entries, _, _ := all(text)
		last := int64(0)
		for _, e := range entries {
			if e.At <= last {
				t.Fatalf("line %d after %d", e.At, last)
			}
			last = e.At
			if e.Err == nil && !e.Locked && (e.Params.Check() != nil || len(e.Key) != e.Params.KeyLength() || e.User == "" && e.Line < 1) {
				t.Fatalf("accepted: %+v", e)
			}
		}
	})
}
