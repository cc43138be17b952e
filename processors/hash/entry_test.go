package hash

import (
	"errors"
	"io"
	"strings"
	"testing"

	"fanout/processors/hash/kdf"
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

// cheap has parameters of every algorithm that take next to no time.
var cheap = []kdf.Params{
	params("pbkdf2-sha512", 2),
	params("pbkdf2-sha256", 2),
	params("argon2id", 8, 1, 1),
	params("bcrypt", 4),
	params("scrypt", 16, 1, 1),
	params("sha512crypt", 1000),
}

func TestEntriesHaveTheirForm(t *testing.T) {
	want := map[string]string{
		"pbkdf2-sha512": `{"line":7,"algorithm":"pbkdf2-sha512","iterations":2,"salt":"000102030405060708090a0b0c0d0e0f","hash":"2a2a2a"}`,
		"pbkdf2-sha256": `{"line":7,"algorithm":"pbkdf2-sha256","iterations":2,"salt":"000102030405060708090a0b0c0d0e0f","hash":"2a2a2a"}`,
		"argon2id":      `{"line":7,"algorithm":"argon2id","memory_kib":8,"time":1,"parallelism":1,"salt":"000102030405060708090a0b0c0d0e0f","hash":"2a2a2a"}`,
		"bcrypt":        `{"line":7,"algorithm":"bcrypt","cost":4,"hash":"$2b$04$..CA.uOD/eaGAOmJB.yMBuIgmoIgmoIgmoIgmoIgmoIgmoIgmoIgm"}`,
		"scrypt":        `{"line":7,"algorithm":"scrypt","n":16,"r":1,"p":1,"salt":"000102030405060708090a0b0c0d0e0f","hash":"2a2a2a"}`,
		"sha512crypt":   `{"line":7,"algorithm":"sha512crypt","rounds":1000,"hash":"$6$rounds=1000$0123456789abcdef$` + strings.Repeat("ecW8", 21) + `e."}`,
	}
	salt := []byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}
	for _, p := range cheap {
		key := []byte(strings.Repeat("*", 3))
		if p.Scheme.FixedKey { // the length is the algorithm's
			key = []byte(strings.Repeat("*", p.KeyLength()))
		}
		if p.Scheme.Name == "sha512crypt" {
			salt = []byte("0123456789abcdef")
		}
		if got := appendEntry(nil, 7, p, salt, key); string(got) != want[p.Scheme.Name]+"\n" {
			t.Errorf("%s: got %s want %s", p.Scheme.Name, got, want[p.Scheme.Name])
		}
	}
}

func TestEntriesComeBackAsTheyWere(t *testing.T) {
	for _, p := range cheap {
		salt, key := []byte("0123456789abcdef"), []byte(strings.Repeat("k", p.KeyLength()))
		text := appendEntry(nil, 1, p, salt, key)
		r, err := newEntryReader("", strings.NewReader(string(text))).next()
		if err != nil {
			t.Fatal(err)
		}
		gotP, gotSalt, gotKey, err := r.parse()
		if err != nil || gotP != p || string(gotSalt) != string(salt) || string(gotKey) != string(key) {
			t.Errorf("%s: %+v %q %q %v", p.Scheme.Name, gotP, gotSalt, gotKey, err)
		}
	}
}

func TestHostileEntriesAreRefused(t *testing.T) {
	for _, text := range []string{
		`{"line":1,"algorithm":"md5","salt":"00","hash":"00"}`,
		`{"line":1,"algorithm":"pbkdf2-sha512","iterations":2,"salt":"00","hash":""}`,
		`{"line":1,"algorithm":"pbkdf2-sha512","iterations":2,"salt":"0","hash":"00"}`,
		`{"line":1,"algorithm":"pbkdf2-sha512","iterations":2,"salt":"00","hash":"xx"}`,
		`{"line":1,"algorithm":"pbkdf2-sha512","iterations":-2,"salt":"00","hash":"00"}`,
		`{"line":1,"algorithm":"pbkdf2-sha512","iterations":2147483647,"salt":"00","hash":"00"}`,
		`{"line":1,"algorithm":"argon2id","memory_kib":2147483647,"time":2147483647,"parallelism":1,"salt":"00","hash":"00000000"}`,
		`{"line":1,"algorithm":"scrypt","n":1073741824,"r":1048575,"p":1,"salt":"00","hash":"00"}`,
		`{"line":1,"algorithm":"scrypt","n":3,"r":1,"p":1,"salt":"00","hash":"00"}`,
		`{"line":1,"algorithm":"bcrypt","cost":31,"hash":"$2b$31$..CA.uOD/eaGAOmJB.yMBuIgmoIgmoIgmoIgmoIgmoIgmoIgmoIgm"}`,
		`{"line":1,"algorithm":"bcrypt","cost":4,"hash":"$2b$05$..CA.uOD/eaGAOmJB.yMBuIgmoIgmoIgmoIgmoIgmoIgmoIgmoIgm"}`,
		`{"line":1,"algorithm":"bcrypt","cost":4,"hash":"x"}`,
		`{"line":1,"algorithm":"sha512crypt","rounds":999999999,"hash":"$6$rounds=999999999$x$XXX"}`,
		`{"line":1,"algorithm":"sha512crypt","rounds":5000,"hash":"$6$rounds=5001$x$XXX"}`,
		`{"line":1,"algorithm":"sha512crypt","rounds":5000,"hash":"$5$x$XXX"}`,
		`{"line":1,"algorithm":"argon2x","memory_kib":8,"time":1,"parallelism":1,"salt":"00","hash":"00000000"}`,
	} {
		text = strings.ReplaceAll(text, "XXX", strings.Repeat("e", 85)+".")
		r, err := parseEntry([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if _, _, _, err := r.parse(); err == nil {
			t.Errorf("accepted: %s", text)
		}
	}
}

func TestListsThatAreNoHashesAreRefusedWithoutShowingThem(t *testing.T) {
	good := `{"line":2,"algorithm":"bcrypt","cost":4,"hash":"x"}` + "\n"
	for name, text := range map[string]string{
		"passwords":      "hunter2\n",
		"a number":       "12345678\n",
		"another object": `{"hunter2":1}` + "\n",
		"two on a line":  `{"line":1} {"line":2}` + "\n",
		"line twice":     good + good,
		"line falls":     good + `{"line":1,"algorithm":"bcrypt"}` + "\n",
		"too long":       `{"line":1,"hash":"` + strings.Repeat("hunter2", maxEntry) + `"}`,
		"cut off":        good + `{"line":3,"algorithm":"hunter2`,
	} {
		_, err := countEntries(t.Context(), "list", strings.NewReader(text))
		var wrong *FormatError
		if !errors.As(err, &wrong) {
			t.Errorf("%s: %v, want a FormatError", name, err)
		} else if strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "12345678") {
			t.Errorf("%s: shown: %v", name, err)
		}
	}
}

func TestEntriesMayHaveBlankLinesCRsAndOtherFields(t *testing.T) {
	text := "\ufeff" + `{"line":2,"algorithm":"bcrypt","cost":4,"hash":"x","user":"ann"}` + "\r\n\r\n" + `{"line":5}`
	r := newEntryReader("list", strings.NewReader(text))
	for _, want := range []int64{2, 5} {
		if rec, err := r.next(); err != nil || rec.line != want {
			t.Errorf("line %d, %v, want %d", rec.line, err, want)
		}
	}
	if _, err := r.next(); err != io.EOF {
		t.Errorf("at the end: %v", err)
	}
}

func FuzzEntries(f *testing.F) {
	for _, p := range cheap {
		text := appendEntry(nil, 1, p, make([]byte, 16), make([]byte, p.KeyLength()))
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		records := newEntryReader("list", strings.NewReader(string(text)))
		for last := int64(0); ; {
			r, err := records.next()
			if err != nil {
				return
			}
			if r.line <= last {
				t.Fatalf("line %d after %d", r.line, last)
			}
			last = r.line
			p, _, key, err := r.parse()
			if err == nil && (p.Check() != nil || p.ReferenceTime() > maxVerify || len(key) != p.KeyLength()) {
				t.Fatalf("accepted: %+v", r)
			}
		}
	})
}
