package cmd_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"fanout/cmd"
)

// naughty are texts that break out of what they are written into: the terminal,
// a table, a spreadsheet, markup, JSON.
var naughty = []string{
	"=1+2", "+1-2", "-x", "@SUM(1)", "\t=tab", "\r=return", "＝1", "－x", "'quoted", `"quoted"`, `a""b`, "a,b;c\td", "a|b", "`x`", "*x*_y_[z](w)",
	"line\nbreak", "car\rriage", "\x1b[31mred\x1b[0m", "\x1b]0;title\a", "bell\a", "back\b\bspace", "\u202eevil", "\u2066iso\u2069", "\u200bzero", "\ufeffmark", "nel\u0085x",
	"<script>alert(1)</script>", "&amp;", "<!-- x", "$(x) `y` ;z", "%s%n%d", "{{.}}", "\\", "\\n", "''", " ", " lead", "trail ", "Ω≈ç√", "田中さん", "👩\u200d👧", "Z\u0351\u036bA\u0334",
	"caf\xe9", "\xff\xfe", "half\xe2\x82", "NULL", "undefined", "None", "-0", "1e400", "NaN", "- list", "# head", "~~x~~", "CON", "http://x.y/",
}

// fanout runs a command line in this process.
func fanout(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, messages bytes.Buffer
	sys := cmd.IO{In: strings.NewReader(""), Out: &out, Err: &messages, Getenv: func(string) string { return "" }}
	status = cmd.Main(context.Background(), args, sys)
	return status, out.String(), messages.String()
}

// naughtyFiles makes a file of each naughty name and returns the paths.
func naughtyFiles(t *testing.T, dir, ext string, content func(name string) []byte) (paths []string) {
	t.Helper()
	for _, name := range naughty {
		path := filepath.Join(dir, strings.ReplaceAll(name, "/", "_")+ext)
		if err := os.WriteFile(path, content(name), 0o666); err != nil {
			t.Skipf("no file %q on this system: %v", name, err)
		}
		paths = append(paths, path)
	}
	return paths
}

// harmless checks what is shown to a person: no character moves the cursor, and
// bytes that are no UTF-8 are escaped.
func harmless(t *testing.T, what, text string) {
	t.Helper()
	bad := func(r rune) bool {
		return r == utf8.RuneError || r != '\n' && unicode.IsControl(r) || '\u202a' <= r && r <= '\u202e' || '\u2066' <= r && r <= '\u2069'
	}
	for _, line := range strings.Split(text, "\n") {
		if i := strings.IndexFunc(line, bad); i >= 0 {
			t.Errorf("%s: %q", what, line)
		}
	}
}

func TestNaughtyNamesStayTextInEveryReportOfAnalyze(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("most of these names are impossible there")
	}
	t.Chdir(t.TempDir())
	paths := naughtyFiles(t, ".", ".csv", func(name string) []byte {
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		name = strings.ToValidUTF8(strings.ReplaceAll(name, "\r", " "), "?")
		_ = w.WriteAll([][]string{{"n", name, "id"}, {"1", name, "a"}, {"2", name, "b"}, {"3", "plain", "c"}})
		return b.Bytes()
	})
	failing := "bad\xe9\n=1.csv"
	if err := os.WriteFile(failing, []byte("\x1f\x8b\x08\x00 no gzip"), 0o666); err != nil {
		t.Fatal(err)
	}
	paths = append(paths, failing)
	args := []string{"analyze", "-d", ",", "--encoding", "utf-8", "--headers", "--per-file", "--report", "report", "--summary-json", "summary", "--overwrite", "always", "--format"}
	run := func(format string) string {
		status, out, messages := fanout(t, slices.Concat(args, []string{format, "--"}, paths)...)
		if status != 3 {
			t.Fatalf("%s: status %d: %s", format, status, messages)
		}
		harmless(t, "messages", messages)
		return out
	}
	for _, format := range []string{"table", "md"} {
		harmless(t, format, run(format))
	}
	rows, err := csv.NewReader(strings.NewReader(run("csv"))).ReadAll()
	if err != nil || len(rows) != 1+3*len(naughty) {
		t.Fatalf("csv: %d rows, %v", len(rows), err)
	}
	for _, row := range rows {
		harmless(t, "file in CSV", row[0])
		for i, cell := range row {
			number := !strings.ContainsFunc(cell, func(r rune) bool { return !strings.ContainsRune("-+.e0123456789", r) })
			if first, _ := utf8.DecodeRuneInString(cell); cell != "" && !number && strings.ContainsRune("=+-@\t\r＝＋－＠", first) || !utf8.ValidString(cell) || strings.Contains(cell, "\x1b") {
				t.Errorf("CSV, %s: %q", rows[0][i], cell)
			}
		}
	}
	var reports []struct {
		Files       []string
		FilesBase64 []string `json:"files_base64"`
	}
	if err := json.Unmarshal([]byte(run("json")), &reports); err != nil || len(reports) != len(naughty) {
		t.Fatalf("%d reports, %v", len(reports), err)
	}
	for i, r := range reports {
		name := r.Files[0]
		if r.FilesBase64 != nil {
			name = unbase64(t, r.FilesBase64[0])
		}
		if name != paths[i] {
			t.Errorf("JSON has %q for %q", name, paths[i])
		}
	}
	checkItems(t, paths)
}

func TestNaughtyNamesStayTextInResizeAndHash(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("most of these names are impossible there")
	}
	picture, err := os.ReadFile("../testdata/photos/disc.png")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	pictures := naughtyFiles(t, ".", ".png", func(name string) []byte {
		if len(name)%3 == 0 {
			return picture[:40]
		}
		return picture
	})
	args := []string{"resize", "-v", "--width", "4", "-o", "out", "--report", "report", "--summary-json", "summary", "--"}
	status, _, messages := fanout(t, append(args, pictures...)...)
	if status != 3 {
		t.Fatalf("status %d: %s", status, messages)
	}
	harmless(t, "resize", messages)
	checkItems(t, pictures)
	for i, list := range naughtyFiles(t, ".", "", func(string) []byte { return []byte("one\n\xff\xfe\x00\n") }) {
		status, _, messages := fanout(t, "hash", "-v", "--iterations", "1", "-o", "hashes", "--report", "report", "--overwrite", "always", "--input", "lines", "--", list)
		if status != 3 && status != 0 {
			t.Fatalf("%q: status %d: %s", list, status, messages)
		}
		harmless(t, naughty[i], messages)
		checkItems(t, []string{list + ":1", list + ":2"})
	}
}

// checkItems reads the report: its items are the named ones, to the byte.
func checkItems(t *testing.T, want []string) {
	t.Helper()
	text, err := os.ReadFile("report")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		var item struct {
			Item       string
			ItemBase64 string `json:"item_base64"`
			Reason     string
		}
		if err := json.Unmarshal([]byte(line), &item); err != nil || !utf8.ValidString(line) {
			t.Fatalf("%q: %v", line, err)
		}
		if strings.ContainsRune(item.Reason, utf8.RuneError) {
			t.Errorf("reason %q", item.Reason)
		}
		if item.ItemBase64 != "" {
			item.Item = unbase64(t, item.ItemBase64)
		}
		got[item.Item] = true
	}
	for _, name := range want {
		if !got[name] {
			t.Errorf("the report has no item %q", name)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d items, want %d", len(got), len(want))
	}
}

func unbase64(t *testing.T, text string) string {
	t.Helper()
	name, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return string(name)
}
