package runes

import (
	"encoding/hex"
	"os/exec"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestFaultsAreMaximalSubparts(t *testing.T) {
	for in, want := range map[string]string{
		"":                              "",
		"abc\xe9":                       "abc?",
		"\xe2\x82":                      "?",
		"\xe2\x82x":                     "?x",
		"\xf0\x9f\x98":                  "?",
		"\xf0\x9f\x98x":                 "?x",
		"\xf0\x9f\xe9":                  "??",
		"\xed\xa0\x80":                  "???", // a surrogate
		"\xc0\xaf":                      "??",  // overlong
		"\xe0\x80\x80":                  "???",
		"\xf4\x90\x80\x80":              "????",
		"\xff\xfe":                      "??",
		"\x80é\xc3":                     "?é?",
		"\xf1\x80\x80\xe1\x80\xc2b\xff": "???b?",
	} {
		want = strings.ReplaceAll(want, "?", "\uFFFD")
		if got := Replaced([]byte(in)); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
		if got, want := Count([]byte(in)), utf8.RuneCountInString(want); got != want {
			t.Errorf("%q: %d characters, want %d", in, got, want)
		}
	}
}

// Python's decoder is the definition.
func TestFaultsAreThoseOfPython(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip(err)
	}
	var in, want strings.Builder
	edges := "\x00a\x7f\x80\x8f\x90\x9f\xa0\xbf\xc0\xc1\xc2\xdf\xe0\xec\xed\xee\xef\xf0\xf1\xf3\xf4\xf5\xff"
	for i := range edges {
		for j := range edges {
			for k := range edges {
				value := []byte{edges[i], edges[j], edges[k], edges[(i+j+k)%len(edges)], 0x80}
				in.WriteString(hex.EncodeToString(value) + "\n")
				want.WriteString(hex.EncodeToString([]byte(Replaced(value))) + "\n")
			}
		}
	}
	c := exec.Command(python, "-c", `import sys
for line in sys.stdin: print(bytes.fromhex(line).decode("utf-8", "replace").encode().hex())`)
	c.Stdin = strings.NewReader(in.String())
	out, err := c.Output()
	if err != nil {
		t.Fatal(err)
	}
	if string(out) != want.String() {
		t.Error("another result than Python's")
	}
}
