package csvscan

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os/exec"
	"reflect"
	"strings"
	"testing"
)

// readByPython reads a list of texts and prints the records of each.
const readByPython = `
import csv, io, json, sys
texts, kind = json.load(sys.stdin), json.loads(sys.argv[1])
json.dump([[r for r in csv.reader(io.StringIO(t, newline=""), **kind) if r] for t in texts], sys.stdout)
`

// Extended dialects are read as Python's csv module reads them, but for an
// escape before CRLF, which is one line break here, and for one at the end.
func TestExtendedDialectsAreReadAsByPython(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("needs python3")
	}
	for kind, d := range map[string]Dialect{
		`{"escapechar": "\\"}`:       mysql,
		`{"skipinitialspace": true}`: spacing,
		`{"escapechar": "!", "skipinitialspace": true, "quotechar": "'", "delimiter": ";"}`:  both,
		`{"escapechar": "\\", "delimiter": "\t", "quoting": 3}`:                              {Delimiter: '\t', Escape: '\\'},
		`{"escapechar": "\\", "delimiter": "|", "skipinitialspace": true, "quoting": 3}`:     {Delimiter: '|', Escape: '\\', SkipInitialSpace: true},
		`{"skipinitialspace": false, "delimiter": "|", "quotechar": "'"}`:                    {Delimiter: '|', Quote: '\''},
		`{"escapechar": "\"", "skipinitialspace": true, "quotechar": "'", "delimiter": "|"}`: {Delimiter: '|', Quote: '\'', Escape: '"', SkipInitialSpace: true},
	} {
		rnd := rand.New(rand.NewPCG(7, 7))
		var texts []string
		for len(texts) < 1500 {
			if text := randomText(rnd, d); text != "" {
				texts = append(texts, text)
			}
		}
		input, _ := json.Marshal(texts)
		cmd := exec.Command(python, "-c", readByPython, kind)
		cmd.Stdin = bytes.NewReader(input)
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%s: %v: %s", kind, err, err.(*exec.ExitError).Stderr)
		}
		var want [][][]string
		if err := json.Unmarshal(out, &want); err != nil {
			t.Fatal(err)
		}
		for i, text := range texts {
			cut := rnd.IntN(len(text) + 1)
			if cut > 0 && cut < len(text) && text[cut-1] == '\r' && text[cut] == '\n' {
				cut = 0
			}
			got := records(New(d), []byte(text), cut)
			if len(got)+len(want[i]) > 0 && !reflect.DeepEqual(got, want[i]) {
				t.Fatalf("%s: %q cut at %d: %q, want %q", kind, text, cut, got, want[i])
			}
		}
	}
}

// randomText returns a short text in which most bytes mean something to d, or
// "" if Python reads it otherwise.
func randomText(rnd *rand.Rand, d Dialect) string {
	alphabet := "ab \n\r\t" + string([]byte{d.Delimiter, d.Delimiter})
	if d.Quote != 0 {
		alphabet += string([]byte{d.Quote, d.Quote, d.Quote})
	}
	if d.Escape != 0 {
		alphabet += string([]byte{d.Escape, d.Escape})
	}
	var b strings.Builder
	for range 1 + rnd.IntN(24) {
		b.WriteByte(alphabet[rnd.IntN(len(alphabet))])
	}
	text := b.String()
	if d.Escape != 0 && (strings.HasSuffix(text, string(d.Escape)) || strings.Contains(text, string(d.Escape)+"\r\n")) {
		return ""
	}
	return text
}
