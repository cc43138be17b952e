package hash

import (
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"fanout/processors/hash/kdf"
)

// cheap has parameters of every algorithm that take next to no time.
var cheap = []kdf.Params{
	{Algorithm: kdf.PBKDF2SHA512, Iterations: 2, KeyBytes: 64},
	{Algorithm: kdf.PBKDF2SHA256, Iterations: 2, KeyBytes: 32},
	{Algorithm: kdf.Argon2id, MemoryKiB: 8, Time: 1, Parallelism: 1, KeyBytes: 32},
	{Algorithm: kdf.Bcrypt, Cost: 4},
	{Algorithm: kdf.Scrypt, N: 16, R: 1, P: 1, KeyBytes: 32},
	{Algorithm: kdf.SHA512Crypt, Rounds: 1000},
}

func TestRecordsHaveTheFormOfTheArticle(t *testing.T) {
	want := map[kdf.Algorithm]string{
		kdf.PBKDF2SHA512: `{"line":7,"algorithm":"pbkdf2-sha512","iterations":2,"salt":"000102030405060708090a0b0c0d0e0f","hash":"2a2a2a"}`,
		kdf.PBKDF2SHA256: `{"line":7,"algorithm":"pbkdf2-sha256","iterations":2,"salt":"000102030405060708090a0b0c0d0e0f","hash":"2a2a2a"}`,
		kdf.Argon2id:     `{"line":7,"algorithm":"argon2id","memory_kib":8,"time":1,"parallelism":1,"salt":"000102030405060708090a0b0c0d0e0f","hash":"2a2a2a"}`,
		kdf.Bcrypt:       `{"line":7,"algorithm":"bcrypt","cost":4,"hash":"$2b$04$..CA.uOD/eaGAOmJB.yMBuIgmoIgmoIgmoIgmoIgmoIgmoIgmoIgm"}`,
		kdf.Scrypt:       `{"line":7,"algorithm":"scrypt","n":16,"r":1,"p":1,"salt":"000102030405060708090a0b0c0d0e0f","hash":"2a2a2a"}`,
		kdf.SHA512Crypt:  `{"line":7,"algorithm":"sha512crypt","rounds":1000,"hash":"$6$rounds=1000$0123456789abcdef$` + strings.Repeat("ecW8", 21) + `e."}`,
	}
	salt := []byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}
	for _, p := range cheap {
		key := []byte(strings.Repeat("*", 3))
		if p.SaltBytes() > 0 { // the length is the algorithm's
			key = []byte(strings.Repeat("*", p.KeyLength()))
		}
		if p.Algorithm == kdf.SHA512Crypt {
			salt = []byte("0123456789abcdef")
		}
		got, err := appendRecord(nil, 7, p, salt, key)
		if err != nil || string(got) != want[p.Algorithm]+"\n" {
			t.Errorf("%s: got %s want %s (%v)", p.Algorithm, got, want[p.Algorithm], err)
		}
	}
}

func TestRecordsComeBackAsTheyWere(t *testing.T) {
	for _, p := range cheap {
		salt, key := []byte("0123456789abcdef"), []byte(strings.Repeat("k", p.KeyLength()))
		text, err := appendRecord(nil, 1, p, salt, key)
		if err != nil {
			t.Fatal(err)
		}
		r, err := newRecordReader("", strings.NewReader(string(text))).next()
		if err != nil {
			t.Fatal(err)
		}
		gotP, gotSalt, gotKey, err := r.parse()
		if err != nil || gotP != p || string(gotSalt) != string(salt) || string(gotKey) != string(key) {
			t.Errorf("%s: %+v %q %q %v", p.Algorithm, gotP, gotSalt, gotKey, err)
		}
	}
}

func TestHostileRecordsAreRefused(t *testing.T) {
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
		var r Record
		if err := json.Unmarshal([]byte(text), &r); err != nil {
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
		"too long":       `{"line":1,"hash":"` + strings.Repeat("hunter2", maxRecord) + `"}`,
		"cut off":        good + `{"line":3,"algorithm":"hunter2`,
	} {
		_, err := CheckRecords("list", strings.NewReader(text))
		var wrong *FormatError
		if !errors.As(err, &wrong) {
			t.Errorf("%s: %v, want a FormatError", name, err)
		} else if strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "12345678") {
			t.Errorf("%s: shown: %v", name, err)
		}
	}
}

func TestRecordsMayHaveBlankLinesCRsAndOtherFields(t *testing.T) {
	text := byteOrderMark + `{"line":2,"algorithm":"bcrypt","cost":4,"hash":"x","user":"ann"}` + "\r\n\r\n" + `{"line":5}`
	r := newRecordReader("list", strings.NewReader(text))
	for _, want := range []int64{2, 5} {
		if rec, err := r.next(); err != nil || rec.Line != want {
			t.Errorf("line %d, %v, want %d", rec.Line, err, want)
		}
	}
	if _, err := r.next(); err != io.EOF {
		t.Errorf("at the end: %v", err)
	}
}

func FuzzRecords(f *testing.F) {
	for _, p := range cheap {
		text, _ := appendRecord(nil, 1, p, make([]byte, 16), make([]byte, p.KeyLength()))
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		records := newRecordReader("list", strings.NewReader(string(text)))
		for last := int64(0); ; {
			r, err := records.next()
			if err != nil {
				return
			}
			if r.Line <= last {
				t.Fatalf("line %d after %d", r.Line, last)
			}
			last = r.Line
			p, _, key, err := r.parse()
			if err == nil && (p.Check() != nil || p.Nominal() > maxVerify || len(key) != p.KeyLength()) {
				t.Fatalf("accepted: %+v", r)
			}
		}
	})
}
