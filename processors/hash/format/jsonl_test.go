package format_test

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"

	"fanout/processors/hash/format"
	"fanout/processors/hash/kdf"
	"fanout/processors/hash/source"
)

// params returns the default parameters with these costs in place of their own.
func params(algorithm string, costs ...int) kdf.Params {
	s, err := kdf.Lookup(algorithm)
	if err != nil {
		panic(err)
	}
	p := s.Default()
	copy(p.Costs[:], costs)
	return p
}

// cheap returns parameters of every algorithm for new hashes that take next to
// no time, and an entry with each.
func cheap() (all []format.Entry) {
	for _, p := range []kdf.Params{
		params("pbkdf2-sha512", 2),
		params("pbkdf2-sha256", 2),
		params("argon2id", 8, 1, 1),
		params("bcrypt", 4),
		params("scrypt", 16, 1, 1),
		params("sha512crypt", 1000),
		params("apr1"),
		params("ssha512"),
		params("bcrypt-sha256", 4),
		params("django-bcrypt-sha256", 4),
		params("wordpress", 4),
		params("scram-sha-256", 2),
	} {
		salt := []byte("0123456789abcdef")
		if p.Scheme.Name == "apr1" {
			salt = salt[:8]
		}
		all = append(all, format.Entry{
			Line: 7, At: 1, Params: p,
			Salt: salt, Key: []byte(strings.Repeat("*", p.KeyLength())),
		})
	}
	return all
}

// record returns the JSON line of e.
func record(t *testing.T, e *format.Entry) string {
	t.Helper()
	text, err := format.JSONLines.Append(nil, e, &format.Style{})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// one reads a list with a single entry.
func one(text string) (format.Entry, error) {
	return format.NewReader("list", strings.NewReader(text)).Next()
}

func TestRecordsHaveTheirForm(t *testing.T) {
	const salt = `"salt":"30313233343536373839616263646566"`
	key := func(n int) string { return `"hash":"` + strings.Repeat("2a", n) + `"}` }
	want := map[string]string{
		"pbkdf2-sha512": `{"line":7,"algorithm":"pbkdf2-sha512","iterations":2,"key_bytes":64,` + salt + `,` + key(64),
		"pbkdf2-sha256": `{"line":7,"algorithm":"pbkdf2-sha256","iterations":2,"key_bytes":32,` + salt + `,` + key(32),
		"argon2id":      `{"line":7,"algorithm":"argon2id","memory_kib":8,"time":1,"parallelism":1,"version":19,"key_bytes":32,` + salt + `,` + key(32),
		"bcrypt":        `{"line":7,"algorithm":"bcrypt","cost":4,"hash":"$2b$04$KBCwKxOzLha2MUDgW0PjXeIgmoIgmoIgmoIgmoIgmoIgmoIgmoIgm"}`,
		"scrypt":        `{"line":7,"algorithm":"scrypt","n":16,"r":1,"p":1,"key_bytes":32,` + salt + `,` + key(32),
		"apr1":          `{"line":7,"algorithm":"apr1","hash":"$apr1$01234567$` + strings.Repeat("ecW8", 5) + `e."}`,
		"ssha512":       `{"line":7,"algorithm":"ssha512",` + salt + `,` + key(64),
		"sha512crypt":   `{"line":7,"algorithm":"sha512crypt","rounds":1000,"hash":"$6$rounds=1000$0123456789abcdef$` + strings.Repeat("ecW8", 21) + `e."}`,
	}
	for _, e := range cheap() {
		if want[e.Params.Scheme.Name] == "" {
			continue
		}
		if got := record(t, &e); got != want[e.Params.Scheme.Name]+"\n" {
			t.Errorf("got %s want %s", got, want[e.Params.Scheme.Name])
		}
	}
}

func TestRecordsHoldUserAndCarriedFields(t *testing.T) {
	e := cheap()[0]
	e.User = "Jörg \"J\" \\ \x01"
	e.Fields = []source.Field{{Name: "hash", Value: "not it"}, {Name: "roles", Value: `["a",1]`, JSON: true}}
	text := record(t, &e)
	for _, part := range []string{
		`{"line":7,"user":"Jörg \"J\" \\ \u0001","algorithm":`, `"input":{"hash":"not it","roles":["a",1]}}` + "\n",
	} {
		if !strings.Contains(text, part) {
			t.Errorf("%s has no %s", text, part)
		}
	}
	if got, err := one(text); err != nil || !reflect.DeepEqual(got, e) {
		t.Errorf("comes back as %+v, %v", got, err)
	}
	e.User = "\xff"
	if _, err := format.JSONLines.Append(nil, &e, &format.Style{}); err == nil {
		t.Error("a user that is not UTF-8 was written")
	}
}

func TestRecordsComeBackAsTheyWere(t *testing.T) {
	for _, e := range cheap() {
		text := record(t, &e)
		if got, err := one(text); err != nil || !reflect.DeepEqual(got, e) {
			t.Errorf("%s comes back as %+v, %v", text, got, err)
		}
	}
}

func TestEarlierRecordsAreRead(t *testing.T) {
	for _, text := range []string{
		`{"line":3,"algorithm":"argon2id","memory_kib":8,"time":1,"parallelism":1,"salt":"00","hash":"000102030405060708090a0b0c0d0e0f"}`,
		`{"line":3,"algorithm":"pbkdf2-sha256","iterations":2,"salt":"00","hash":"000102030405060708090a0b0c0d0e0f"}`,
	} {
		if e, err := one(text); err != nil || e.Err != nil || e.Line != 3 || e.Params.KeyBytes != 16 {
			t.Errorf("%s: %+v, %v", text, e, err)
		}
	}
}

func TestRecordsThatAreNotUnderstoodCannotBeChecked(t *testing.T) {
	const hash = `"hash":"000102030405060708090a0b0c0d0e0f"`
	bcryptHash := func(cost string) string {
		return `"hash":"$2b$` + cost + `$..CA.uOD/eaGAOmJB.yMBuIgmoIgmoIgmoIgmoIgmoIgmoIgmoIgm"}`
	}
	sha512Hash := func(begin string) string { return `"hash":"` + begin + strings.Repeat("e", 85) + `."}` }
	for text, want := range map[string]string{
		`{"line":1,"algorithm":"md9","salt":"00",` + hash + `}`:                                                          `algorithm "md9"`,
		`{"line":1,"algorithm":"pbkdf2-sha512","iterations":2,"salt":"00","hash":""}`:                                    "cut to 0 bytes",
		`{"line":1,"algorithm":"pbkdf2-sha512","iterations":2,"salt":"00","hash":"0001020304050607"}`:                    "cut to 8 bytes",
		`{"line":1,"algorithm":"pbkdf2-sha512","iterations":2,"salt":"0",` + hash + `}`:                                  "salt",
		`{"line":1,"algorithm":"pbkdf2-sha512","iterations":2,"salt":"00","hash":"xx"}`:                                  "hash",
		`{"line":1,"algorithm":"pbkdf2-sha512","iterations":-2,"salt":"00",` + hash + `}`:                                "iterations -2",
		`{"line":1,"algorithm":"pbkdf2-sha512","iterations":"2","salt":"00",` + hash + `}`:                               "no whole number",
		`{"line":1,"algorithm":"pbkdf2-sha512","salt":"00",` + hash + `}`:                                                `no member "iterations"`,
		`{"line":1,"algorithm":"pbkdf2-sha512","iterations":2,"cost":10,"salt":"00",` + hash + `}`:                       `"cost", which pbkdf2-sha512 does not have`,
		`{"line":1,"algorithm":"pbkdf2-sha512","iterations":2,"version":19,"salt":"00",` + hash + `}`:                    `"version"`,
		`{"line":1,"algorithm":"pbkdf2-sha512","iterations":2,"pepper2":"x","salt":"00",` + hash + `}`:                   `"pepper2" that is not known`,
		`{"line":1,"algorithm":"pbkdf2-sha512","iterations":2,"Iterations":2,"salt":"00",` + hash + `}`:                  `"Iterations" that is not known`,
		`{"line":1,"algorithm":"pbkdf2-sha512","iterations":2,"iterations":3,"salt":"00",` + hash + `}`:                  `"iterations" twice`,
		`{"line":1,"algorithm":"pbkdf2-sha512","iterations":2,"iteration\u0073":2,"salt":"00",` + hash + `}`:             `"iterations" twice`,
		`{"line":1,"algorithm":"pbkdf2-sha512","iterations":2,"key_bytes":64,"salt":"00",` + hash + `}`:                  "key_bytes is 64, but the hash has 16",
		`{"line":1,"algorithm":"pbkdf2-sha512","iterations":2,"salt":"00","input":"x",` + hash + `}`:                     `"input" is no object`,
		`{"line":-1,"algorithm":"pbkdf2-sha512","iterations":2,"salt":"00",` + hash + `}`:                                "line",
		`{"line":1,"algorithm":"scrypt","n":1073741824,"r":1048575,"p":1048575,"salt":"00",` + hash + `}`:                "r 1048575",
		`{"line":1,"algorithm":"scrypt","n":3,"r":1,"p":1,"salt":"00",` + hash + `}`:                                     "n 3",
		`{"line":1,"algorithm":"bcrypt","cost":4,` + bcryptHash("05"):                                                    "cost 4",
		`{"line":1,"algorithm":"bcrypt","cost":4,"hash":"x"}`:                                                            "bcrypt",
		`{"line":1,"algorithm":"bcrypt","cost":4,"salt":"00",` + bcryptHash("04"):                                        "the hash holds the salt",
		`{"line":1,"algorithm":"bcrypt","cost":4,"iterations":4,` + bcryptHash("04"):                                     `"iterations"`,
		`{"line":1,"algorithm":"sha512crypt","rounds":5000,` + sha512Hash("$6$rounds=5001$x$"):                           "rounds 5000",
		`{"line":1,"algorithm":"sha512crypt","rounds":5000,` + sha512Hash("$5$x$"):                                       "sha512crypt",
		`{"line":1,"algorithm":"argon2x","memory_kib":8,"time":1,"parallelism":1,"salt":"00","hash":"00000000"}`:         `"argon2x"`,
		`{"line":1,"algorithm":"argon2id","memory_kib":8,"time":1,"parallelism":1,"version":1,"salt":"00",` + hash + `}`: "version",
	} {
		e, err := one(text)
		if err != nil || e.Err == nil || !strings.Contains(fmt.Sprint(e.Err), want) {
			t.Errorf("%s: %v, %v, want an error about %s", text, e.Err, err, want)
		}
	}
}

func TestListsThatAreNoHashesAreRefusedWithoutShowingThem(t *testing.T) {
	for name, text := range map[string]string{
		"passwords":      "hunter2\nother\n",
		"a number":       "12345678\n",
		"another object": `{"hunter2":1}` + "\n",
		"two on a line":  `{"line":1} {"line":2}` + "\n",
		"too long":       `{"line":1,"hash":"` + strings.Repeat("hunter2", format.MaxLine) + `"}`,
		"cut off":        `{"line":3,"algorithm":"hunter2`,
		"many":           strings.Repeat("hunter2\n", 1000) + `{"line":1,"hash":"x"}`,
	} {
		_, err := one(text)
		var wrong *format.FormatError
		if !errors.As(err, &wrong) || wrong.Line != 1 {
			t.Errorf("%s: %v, want a FormatError", name, err)
		} else if strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "12345678") {
			t.Errorf("%s: shown: %v", name, err)
		}
	}
}

func TestListsMayHaveBlankLinesMarksAndStrangeLines(t *testing.T) {
	text := "\ufeff{\"line\":2,\"hash\":\"x\"}\r\n\r\nhunter2\n" + strings.Repeat("x", 1<<20) + "\n{\"line\":5,\"hash\":\"x\"}"
	r := format.NewReader("list", strings.NewReader(text))
	for _, want := range []int64{2, 3, 4, 5} {
		if e, err := r.Next(); err != nil || e.Line != want || e.Err == nil {
			t.Errorf("line %d, %v, %v, want %d", e.Line, e.Err, err, want)
		}
	}
	if _, err := r.Next(); err != io.EOF {
		t.Errorf("at the end: %v", err)
	}
}
