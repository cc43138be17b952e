package analyze

import (
	"bytes"
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// A knownFile is a small file of which it is known how it is written.
//
// In testdata/dialects the first line of each says so: the delimiter, the
// number of lines before the table as skip=N, whether there is a first name
// that the file leaves out (rownames), then the names, or "no" and the number
// of columns. A tab or a blank as delimiter is written as it is or as "space".
type knownFile struct {
	name      string
	text      string
	delimiter byte
	rowNames  bool
	columns   int    // of a file without names
	names     string // with blanks between
}

// readKnownFiles returns the files of testdata/dialects.
func readKnownFiles(t *testing.T) []knownFile {
	t.Helper()
	archives, err := filepath.Glob("testdata/dialects/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	var all []knownFile
	for _, path := range archives {
		a, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range a.Files {
			spec, text, _ := strings.Cut(string(f.Data), "\n")
			all = append(all, parseKnownFile(f.Name, spec, text))
		}
	}
	return all
}

func parseKnownFile(name, spec, text string) knownFile {
	k := knownFile{name: name, text: text, delimiter: spec[0]}
	if rest, ok := strings.CutPrefix(spec, "space"); ok {
		k.delimiter, spec = ' ', " "+rest
	}
	words := strings.Fields(spec[1:])
	for len(words) > 0 {
		switch w := words[0]; {
		case strings.HasPrefix(w, "skip="), strings.HasPrefix(w, "comment="), w == "sep":
		case w == "rownames":
			k.rowNames = true
		case w == "no" && len(words) == 2:
			k.columns = int(words[1][0] - '0')
			return k
		default:
			k.names = strings.Join(words, " ")
			return k
		}
		words = words[1:]
	}
	return k
}

// Files of every kind that people write are taken for what they are.
func TestDialectsAreDetected(t *testing.T) {
	files := readKnownFiles(t)
	files = append(files, rewritten(t, files)...)
	if len(files) < 200 {
		t.Fatalf("only %d files", len(files))
	}
	wrong := 0
	for _, k := range files {
		if got := detected(t, k); got != "" {
			wrong++
			t.Logf("%s: %s", k.name, got)
		}
	}
	t.Logf("%d of %d files are taken for something else", wrong, len(files))
	if wrong*100 > len(files) {
		t.Error("more than 1 %")
	}
}

// detected returns what k is taken for, or "" if that is right.
func detected(t *testing.T, k knownFile) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "f.csv")
	if err := os.WriteFile(path, []byte(k.text), 0o600); err != nil {
		t.Fatal(err)
	}
	opt := defaults(path)
	plan, err := NewPlan(context.Background(), opt)
	if err != nil {
		return err.Error()
	}
	if err := plan.Sources[0].Err; err != nil {
		return err.Error()
	}
	names := plan.Datasets[0].Names
	if k.rowNames {
		names = names[1:]
	}
	s := plan.Sources[0]
	var words []string
	for _, n := range names {
		words = append(words, strings.Fields(n)...)
	}
	got := strings.Join(words, " ")
	switch {
	case k.columns > 0 && (s.HasHeader || len(names) != k.columns):
	case k.columns == 0 && (!s.HasHeader || got != k.names):
	case s.Delimiter != k.delimiter && (k.columns > 1 || k.columns == 0 && len(names) > 1):
	default:
		return ""
	}
	return s.Describe() + ": " + got
}

// rewritten returns the plain comma-separated files of files, written in other
// ways.
func rewritten(t *testing.T, files []knownFile) []knownFile {
	t.Helper()
	var all []knownFile
	for _, k := range files {
		r := csv.NewReader(strings.NewReader(k.text))
		records, err := r.ReadAll()
		if err != nil || k.delimiter != ',' || k.rowNames || len(records) < 3 || len(records[0]) < 2 || strings.Contains(k.text, ", ") {
			continue
		}
		if k.columns == 0 && strings.Join(strings.Fields(strings.Join(records[0], " ")), " ") != strings.TrimSuffix(k.names, " column_4") {
			continue
		}
		for _, d := range []rune{';', '\t', '|'} {
			all = append(all, rewrite(t, k, records, d))
		}
		quoted := k
		quoted.name += " all quoted, CRLF"
		quoted.text = quoteAll(records)
		all = append(all, quoted)
	}
	return all
}

func rewrite(t *testing.T, k knownFile, records [][]string, delimiter rune) knownFile {
	t.Helper()
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Comma = delimiter
	if err := w.WriteAll(records); err != nil {
		t.Fatal(err)
	}
	k.name += " with " + string(delimiter)
	k.text, k.delimiter = b.String(), byte(delimiter)
	return k
}

// quoteAll writes every field in quotes.
func quoteAll(records [][]string) string {
	var b strings.Builder
	for _, r := range records {
		for i, f := range r {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(`"` + strings.ReplaceAll(f, `"`, `""`) + `"`)
		}
		b.WriteString("\r\n")
	}
	return b.String()
}
