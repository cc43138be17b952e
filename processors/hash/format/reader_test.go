package format_test

import (
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"unicode/utf16"

	"fanout/processors/hash/format"
	"fanout/processors/hash/source"
)

// all reads a whole list.
func all(text string) (entries []format.Entry, notes []string, err error) {
	r := format.NewReader("list", strings.NewReader(text))
	for {
		e, err := r.Next()
		if err == io.EOF {
			return entries, r.Notes(), nil
		}
		if err != nil {
			return entries, r.Notes(), err
		}
		entries = append(entries, e)
	}
}

// What a format writes is read as it was, for every algorithm that it takes,
// with users and without.
func TestEveryFormatIsReadAsItWasWritten(t *testing.T) {
	for _, name := range format.Names() {
		f := lookup(t, name)
		for _, e := range cheap() {
			if !f.Takes(e.Params.Scheme) {
				continue
			}
			if n := f.KeyBytes(e.Params.Scheme); n > 0 {
				e.Params.KeyBytes = n
				e.Key = []byte(strings.Repeat("k", e.Params.KeyLength()))
			}
			for _, users := range []bool{false, true} {
				style := &format.Style{Users: users, LDAPBase: "ou=people,dc=example,dc=org"}
				if f.NeedsUser && !users {
					continue
				}
				e := e
				if users {
					e.User = "Jörg O'Neill, Dr."
				}
				if name == "csv" || name == "jsonl" {
					e.Fields = []source.Field{{Name: "note", Value: "a \"b\",\n c"}}
					style.Columns = []string{"note"}
				}
				if err := f.Check(e.Params, 16, style); err != nil {
					t.Errorf("%s, %s: %v", name, e.Params.Scheme.Name, err)
				}
				text := f.Begin(nil, style)
				for range 6 {
					if !f.Numbered {
						text = f.AppendGap(text, &format.Style{})
					}
				}
				text, err := f.Append(text, &e, style)
				if err != nil {
					t.Errorf("%s, %s: %v", name, e.Params.Scheme.Name, err)
					continue
				}
				got, err := one(string(text))
				got.At = e.At
				if users && !f.Numbered {
					got.Line = e.Line
				}
				if err != nil || !reflect.DeepEqual(got, e) {
					t.Errorf("%s, %s: %+v, %v, want %+v from\n%s", name, e.Params.Scheme.Name, got, err, e, text)
				}
			}
		}
	}
}

const (
	bcryptHash = "$2b$04$KBCwKxOzLha2MUDgW0PjXeIgmoIgmoIgmoIgmoIgmoIgmoIgmoIgm"
	argon2Hash = "$argon2id$v=19$m=8,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$KioqKioqKioqKioqKioqKioqKioqKioqKioqKioqKio"
	scramHash  = "SCRAM-SHA-256$4096:jx0MWncy6UtgocLT5PUGFw==$Iz1uRSR2DcQWeTcYMn95k58MqRpqZ+visVNKcEN3hX8=:66g9UQL9y4DbN2aPDXDpEUBMyy7cz1M0uoelwQgBFaE="
)

// briefly tells what was read of an entry.
func briefly(e format.Entry) string {
	name := "-"
	if e.Params.Scheme != nil {
		name = e.Params.Scheme.Name
	}
	text := fmt.Sprintf("%d@%d %q %s", e.Line, e.At, e.User, name)
	if e.Locked {
		text += " locked"
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

func TestListsAreReadInAnyMix(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"bare strings": {
			"\n" + bcryptHash + "\r\n\n  " + argon2Hash + " \nx y\n",
			[]string{`2@2 "" bcrypt`, `4@4 "" argon2id`, `5@5 "" -: it is no hash in a notation that is known`},
		},
		"htpasswd": {
			"# the users\nada:" + bcryptHash + "\nbob:" + bcryptHash + ":a comment: with a colon\n\nJörg O'N:{CRYPT}" + bcryptHash,
			[]string{`0@2 "ada" bcrypt`, `0@3 "bob" bcrypt`, `0@5 "Jörg O'N" bcrypt`},
		},
		"shadow": {
			"root:*:19000:0:99999:7:::\nbin:!!:19000:0:99999:7:::\nada:" + bcryptHash + ":19000:0:99999:7:::\nbob:!" + bcryptHash + ":19000:0:99999:7:::\neve::19000:0:99999:7:::\n",
			[]string{
				`0@1 "root" - locked`, `0@2 "bin" - locked`, `0@3 "ada" bcrypt`, `0@4 "bob" bcrypt locked`,
				`0@5 "eve" -: the user has no password`,
			},
		},
		"dovecot": {
			"ada:{BLF-CRYPT}" + bcryptHash + ":1000:1000::/home/ada::\nbob:{ARGON2ID}" + argon2Hash + "::::::",
			[]string{`0@1 "ada" bcrypt`, `0@2 "bob" argon2id`},
		},
		"strings with colons": {
			scramHash + "\nada:" + scramHash + "\nbob:" + scramHash + ":comment",
			[]string{`1@1 "" scram-sha-256`, `0@2 "ada" scram-sha-256`, `0@3 "bob" scram-sha-256`},
		},
		"Django's": {
			"ada:bcrypt$" + bcryptHash + "\nbob:!kXzq8n4Lq0Zt7Wc2Yb9Xe5Rj1KuXXXXXXXXXXXXXX\n",
			[]string{`0@1 "ada" bcrypt`, `0@2 "bob" - locked`},
		},
		"records and strings": {
			`{"line":9,"user":"ada","algorithm":"bcrypt","cost":4,"hash":"` + bcryptHash + "\"}\n" + bcryptHash + "\nbob:" + bcryptHash,
			[]string{`9@1 "ada" bcrypt`, `2@2 "" bcrypt`, `0@3 "bob" bcrypt`},
		},
		"a table": {
			"id,Email,password_hash\n1,ada@example.org," + bcryptHash + "\n2,\"bob, \"\"B\"\"\",\"" + argon2Hash + "\"\n\n3,x\n4,\"a\nb\"," + bcryptHash + "\n5,eve,hunter2\n6,\"cut",
			[]string{
				`0@2 "ada@example.org" bcrypt`, `0@3 "bob, \"B\"" argon2id`, `0@5 "" -: it has not as many fields as the header`,
				`0@6 "a\nb" bcrypt`, `0@8 "eve" -: it is no hash in a notation that is known`, `0@9 "" -: its quotes do not pair`,
			},
		},
		"a table with semicolons": {
			"line;hash\r\n7;" + bcryptHash + "\r\n0;" + bcryptHash,
			[]string{`7@2 "" bcrypt`, `0@3 "" bcrypt: its line is no number above 0`},
		},
		"LDIF": {
			"version: 1\n\n# people\ndn: uid=a\\,da,ou=people,\n dc=example\nuserPassword:: e0NSWVBUfSQyYiQwNCRLQkN3S3hPekxoYTJNVURnVzBQalhlSWdtb0lnbW9JZ21vSWdt\n b0lnbW9JZ21vSWdtb0lnbQ==\n\ndn: ou=groups\nou: groups\n\n" +
				"dn: cn=bob\nUID: bob\nuserpassword: {CRYPT}" + bcryptHash + "\njpegPhoto:: " + strings.Repeat("AAAA", 1000) + strings.Repeat("\n "+strings.Repeat("AAAA", 1000), 10) + "\n\n" +
				"dn: cn=eve\nuserPassword: {CRYPT}" + bcryptHash + "\nuserPassword: {CRYPT}" + bcryptHash + "\n",
			[]string{`0@4 "a,da" bcrypt`, `0@12 "bob" bcrypt`, `0@27 "cn=eve" -: it has several values of userPassword`},
		},
		"UTF-16": {
			wide("ada:" + bcryptHash + "\r\nJörg:" + bcryptHash + "\r\n"),
			[]string{`0@1 "ada" bcrypt`, `0@2 "Jörg" bcrypt`},
		},
	} {
		entries, _, err := all(c.text)
		var got []string
		for _, e := range entries {
			got = append(got, briefly(e))
		}
		if err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %v\n%s\nwant\n%s", name, err, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
		}
	}
}

// wide returns text in UTF-16 with a mark, as PowerShell writes it.
func wide(text string) string {
	b := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(text)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return string(b)
}

func TestListsOfPasswordsAreNoHashes(t *testing.T) {
	for name, text := range map[string]string{
		"users and passwords": "ada:hunter2\nbob:hunter3\n",
		"locks":               "ada:!hunter2\nbob:*hunter2*\n",
		"passwd":              "root:x:0:0:root:/root:/bin/bash\n",
		"a table":             "user,password\nada,hunter2\n",
		"LDIF":                "dn: cn=ada\nuserPassword: hunter2\n",
		"hexadecimal":         "5f4dcc3b5aa765d61d8327deb882cf99\n",
		"thirteen characters": "hunter2hunter\n",
	} {
		entries, _, err := all(text)
		if err == nil || len(entries) > 0 || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %d entries, %v", name, len(entries), err)
		}
	}
}

func TestWhatIsTakenForGrantedIsSaid(t *testing.T) {
	for text, want := range map[string]string{
		"email,hash\na," + bcryptHash: `"email"`,
		"# x\n" + bcryptHash:          "comments: 1",
		"pbkdf2_sha256$100$0Kztm9f6nfL5$0+0XlKOQRPxszmwm8U03A8nJJNiXeZ7YhBqHQ2Am73Q=": "1 could be either",
	} {
		if _, notes, err := all(text); err != nil || len(notes) != 1 || !strings.Contains(notes[0], want) {
			t.Errorf("%s: %q, %v", text, notes, err)
		}
	}
	if _, notes, err := all(bcryptHash); err != nil || len(notes) > 0 {
		t.Errorf("%q, %v", notes, err)
	}
}
