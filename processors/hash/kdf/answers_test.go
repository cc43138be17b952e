package kdf

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"fanout/processors/hash/kdf/kdftest"
)

// An answer is the hash of a password as another program computed it.
type answer struct {
	p         Params
	password  string
	saltText  string
	hash      string
	salt, key []byte
}

// answers reads testdata/answers.tsv. Its hashes were made by Node's crypto,
// its packages argon2 and bcrypt, libxcrypt, OpenSSL, passlib and Python's
// hashlib.
func answers(t *testing.T) (all []answer) {
	t.Helper()
	text, err := os.ReadFile("testdata/answers.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		a := answer{p: params(f[0]), password: f[2], saltText: f[3], hash: f[4]}
		for i, c := range strings.FieldsFunc(f[1], func(r rune) bool { return r == ',' }) {
			if a.p.Costs[i], err = strconv.Atoi(c); err != nil {
				t.Fatal(err)
			}
		}
		if a.p, a.salt, a.key, err = a.p.Decode([]byte(a.saltText), []byte(a.hash)); err != nil {
			t.Fatalf("%s: %v", a.p, err)
		}
		all = append(all, a)
	}
	return all
}

// Every scheme computes what other programs do, and writes it as it was read.
func TestEverySchemeHasKnownAnswers(t *testing.T) {
	known := map[*Scheme]int{}
	for _, a := range answers(t) {
		known[a.p.Scheme]++
		if !kdftest.Verify(t, a.p, []byte(a.password), a.salt, a.key) {
			t.Errorf("%s: no match for %q", a.p, a.password)
		}
		if saltText, hash := a.p.Encode(a.salt, a.key); saltText != a.saltText || hash != a.hash {
			t.Errorf("%s: %s and %s, want %s and %s", a.p, saltText, hash, a.saltText, a.hash)
		}
	}
	for _, s := range slices.Concat(table...) {
		if known[s] < 3 {
			t.Errorf("testdata/answers.tsv has %d answers for %s, of three", known[s], s.Name)
		}
	}
}

// Every scheme stops when it is asked, and looks while a hash takes long.
func TestEverySchemeCanBeCancelled(t *testing.T) {
	for _, a := range answers(t) {
		p, times := a.p.Scheme.Default(), 3
		library := p.Scheme.Name == "yescrypt"
		if library || p.ReferenceTime().Milliseconds() < 5 {
			times = 1
		}
		kdftest.Cancels(t, p, a.salt, times)
	}
}

// Every scheme refuses costs that no hash has, keys of another length, and
// hashes that are cut.
func TestEverySchemeRefusesWhatItCannotCompute(t *testing.T) {
	for _, a := range answers(t) {
		for i, c := range a.p.Scheme.Costs {
			p := a.p
			for _, v := range []int{-1, 0} {
				if p.Costs[i] = v; p.Check() == nil {
					t.Errorf("%s %d of %s is taken", c.Name, v, p.Scheme.Name)
				}
			}
		}
		p := a.p
		if p.KeyBytes = -1; !p.Scheme.FixedKey && p.Check() == nil {
			t.Errorf("a key of %d bytes is taken by %s", p.KeyBytes, p.Scheme.Name)
		}
		for _, hash := range []string{a.hash[:len(a.hash)-1], a.hash + ".", "", "$", "é"} {
			if _, _, _, err := a.p.Decode([]byte(a.saltText), []byte(hash)); err == nil && (hash != "" || p.Scheme.FixedKey) {
				t.Errorf("%s: %q is taken for a hash", a.p, hash)
			}
		}
	}
}
