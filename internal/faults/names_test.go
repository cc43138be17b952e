//go:build linux

package faults

import (
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// hostileNames are what a file, a column or a user may be called, without an
// extension.
var hostileNames = append([]string{
	"new\nline", "carriage\rreturn", "tab\there", "bell\a", "back\bspace", "nul-like\x01", "delete\x7f", "\n", " ", "\t",
	"escape\x1b[31mred\x1b[2J", "title\x1b]0;pwned\a", "c1\u0085next\u009b31m", "not utf-8 \xff\xfe", "cut \xe2\x82", "overlong \xc0\xaf",
	"-dash", "--width", "-", "--", "trailing space ", "trailing dot.", "...", "..a", "~", "~root", "@list",
	"caf\u00e9", "cafe\u0301", "\ufeffmark", "bidi \u202egnp.exe", "zero\u200bwidth", "line\u2028separator", "\U0001F600", "\u212a", "fullwidth \uff0f",
	"CON", "nul", "AUX", "COM1", "LPT9", "a:b", `back\slash`, `..\..\up`, `<|>`, "star*", "what?", "[a-z]", "{a,b}", `quote"s`, "apo'strophe",
	"$(touch pwned)", "`touch pwned`", "; touch pwned", "&& touch pwned", "| touch pwned", "%s%n%d", "%2e%2e%2f", "#", "!history", "^",
	"=1+1", "+1", "@SUM(A1)", "=cmd|' calc'!A0", "<script>alert(1)</script>", "fanout: error: forged", strings.Repeat("x", 240),
}, naughtyStrings()...)

// naughtyStrings returns a public collection where it is present.
func naughtyStrings() (names []string) {
	var all []string
	text, err := os.ReadFile("../../../shared/data/hostile/naughty-strings/blns.json")
	if err != nil || json.Unmarshal(text, &all) != nil {
		return nil
	}
	for _, s := range all {
		if s != "" && len(s) < 240 && !strings.ContainsAny(s, "/\x00") && s != "." && s != ".." {
			names = append(names, s)
		}
	}
	return names
}

// someNames are the hostile names that the level tests.
func someNames() []string {
	if level == "long" {
		return hostileNames
	}
	return hostileNames[:min(len(hostileNames), 70)]
}

// raw returns what in a text could do something to a terminal, or would forge a
// line of another kind.
func raw(text string) error {
	if !utf8.ValidString(text) {
		return errors.New("not UTF-8")
	}
	for _, r := range text {
		if r != '\n' && unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp, unicode.Bidi_Control) {
			return fmt.Errorf("%q reaches the terminal", r)
		}
	}
	return nil
}

// tame returns an error if messages hold something raw or a forged line.
func tame(stderr string) error {
	for line := range strings.Lines(stderr) {
		if !strings.HasPrefix(line, "fanout: ") || strings.HasPrefix(line, "fanout: error: forged") {
			return fmt.Errorf("a forged line: %q", line)
		}
	}
	return raw(stderr)
}

// items returns the names of a report's lines by their bytes.
func items(t *testing.T, report string) (names []string) {
	t.Helper()
	for line := range strings.Lines(report) {
		var record struct {
			Item   string
			Base64 []byte `json:"item_base64"`
		}
		if err := json.Unmarshal([]byte(line), &record); err != nil {
			t.Fatalf("%v: %q", err, line)
		}
		if record.Base64 != nil {
			record.Item = string(record.Base64)
		}
		names = append(names, record.Item)
	}
	return names
}

// makeFiles makes a file of each name that the file system takes, and returns
// their paths below dir.
func makeFiles(t *testing.T, dir, folder, extension, content string) (paths []string) {
	t.Helper()
	taken := map[string]bool{}
	for _, name := range someNames() {
		folded := cases.Fold().String(norm.NFC.String(name))
		if taken[folded] {
			continue // one output for two pictures is refused
		}
		taken[folded] = true
		path := folder + "/" + name + extension
		if strings.HasPrefix(name, ".") || strings.Contains(name, "/") {
			continue // hidden, or a path
		}
		err := os.MkdirAll(filepath.Join(dir, folder), 0o777)
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, path), []byte(content), 0o666)
		}
		if errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.EILSEQ) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

func TestHostileNamesOfPicturesAreNamedSafelyAndStayBelowTheOutput(t *testing.T) {
	needs(t)
	dir := t.TempDir()
	paths := makeFiles(t, dir, "w/in", ".png", read(t, "../../testdata/photos/disc.png"))
	broken := makeFiles(t, dir, "w/in/broken", ".png", "x")
	work := filepath.Join(dir, "w")
	e := run(t, work, program, "resize", "in", "-r", "-o", "out", "--width", "4", "--report", "r.jsonl", "--summary-json", "s.json", "-v", "--progress", "plain", "--on-error", "skip")
	if err := tame(e.stderr); e.status != 3 || err != nil || e.stdout != "" {
		t.Errorf("%v: %.2000v", err, e)
	}
	var want []string
	for _, path := range append(paths, broken...) {
		want = append(want, strings.TrimPrefix(path, "w/"))
	}
	slices.Sort(want)
	if got := items(t, read(t, filepath.Join(work, "r.jsonl"))); !slices.Equal(slices.Sorted(slices.Values(got)), want) {
		t.Errorf("the report has other names: %q, want %q", got, want)
	}
	if err := wholeJSON(read(t, filepath.Join(work, "s.json"))); err != nil {
		t.Error(err)
	}
	made := 0
	for _, name := range list(t, dir) {
		switch {
		case strings.HasPrefix(name, "w/out/"):
			made++
		case !strings.HasPrefix(name, "w/in/") && name != "w/r.jsonl" && name != "w/s.json":
			t.Errorf("%q was made outside of the output", name)
		}
	}
	if made < len(paths) {
		t.Errorf("%d outputs, want %d", made, len(paths))
	}
	e = run(t, work, program, "resize", "in", "-r", "-o", "other", "--width", "4", "--dry-run")
	if err := raw(e.stderr + e.stdout); err != nil {
		t.Errorf("dry run: %v: %.2000v", err, e)
	}
}

func TestHostileNamesOfTablesAreNamedSafely(t *testing.T) {
	needs(t)
	dir := t.TempDir()
	paths := makeFiles(t, dir, "in", ".csv", "id,v\n1,2\n")
	makeFiles(t, dir, "bad", ".csv", "id,v\n1,2,3\n\"")
	for _, format := range []string{"table", "markdown", "json", "jsonl", "csv"} {
		os.Remove(filepath.Join(dir, "r.jsonl"))
		e := run(t, dir, program, "analyze", "in", "bad", "--per-file", "--bad-rows", "error", "--format", format, "--report", "r.jsonl", "-v")
		if err := tame(e.stderr); e.status != 3 || err != nil {
			t.Errorf("%s: %v: %.2000v", format, err, e)
		}
		got := items(t, read(t, filepath.Join(dir, "r.jsonl")))
		if len(got) < 2*len(paths) || !slices.Equal(slices.Sorted(slices.Values(got[:len(paths)])), paths) {
			t.Errorf("%s: the report has other names: %q", format, got)
		}
		checkFormat(t, format, e.stdout)
	}
}

// checkFormat holds data on standard output to its format.
func checkFormat(t *testing.T, format, data string) {
	t.Helper()
	if !utf8.ValidString(data) {
		t.Errorf("%s: not UTF-8", format)
	}
	switch format {
	case "json", "jsonl":
		if err := wholeJSON(data); err != nil {
			t.Errorf("%s: %v", format, err)
		}
	case "csv":
		records, err := csv.NewReader(strings.NewReader(data)).ReadAll()
		if err != nil {
			t.Error(err)
		}
		for _, record := range records {
			for _, field := range record[:min(2, len(record))] {
				_, notNumber := strconv.ParseFloat(field, 64)
				if notNumber != nil && field != "" && strings.ContainsRune("=+-@\t\r", rune(field[0])) {
					t.Errorf("a formula: %q", field)
				}
			}
		}
	default:
		if err := raw(data); err != nil {
			t.Errorf("%s: %v", format, err)
		}
	}
}

func TestHostileColumnsAndUsersAreNamedSafely(t *testing.T) {
	needs(t)
	dir := t.TempDir()
	var table, users strings.Builder
	columns, rows := csv.NewWriter(&table), csv.NewWriter(&users)
	values := append([]string{"first"}, someNames()...)
	_ = columns.Write(values)
	_ = columns.Write(values)
	_ = rows.Write([]string{"user", "password"})
	for i, user := range values {
		_ = rows.Write([]string{user, fmt.Sprintf("secret %d", i)})
	}
	columns.Flush()
	rows.Flush()
	write(t, filepath.Join(dir, "table.csv"), table.String())
	write(t, filepath.Join(dir, "users.csv"), users.String())
	for _, format := range []string{"table", "markdown", "json", "jsonl", "csv"} {
		e := run(t, dir, program, "analyze", "table.csv", "--headers", "--encoding", "utf-8", "--format", format)
		if err := tame(e.stderr); e.status != 0 || err != nil {
			t.Errorf("%s: %v: %.2000v", format, err, e)
		}
		checkFormat(t, format, e.stdout)
	}
	e := run(t, dir, program, "hash", "users.csv", "-o", "h.jsonl", "--iterations", "10", "-v", "--input-encoding", "utf-8")
	if err := tame(e.stderr); e.status != 0 && e.status != 3 || err != nil {
		t.Errorf("%v: %.2000v", err, e)
	}
	if err := wholeJSON(read(t, filepath.Join(dir, "h.jsonl"))); err != nil {
		t.Error(err)
	}
	e = run(t, dir, program, "hash", "users.csv", "--verify", "h.jsonl", "--input-encoding", "utf-8")
	if err := tame(e.stderr); err != nil {
		t.Errorf("verify: %v: %.2000v", err, e)
	}
}

// Any name serves for an output, and is said safely.
func TestHostileNamesOfOutputsServe(t *testing.T) {
	needs(t)
	names := []string{"new\nline", "escape\x1b[31m", "not utf-8 \xff", "star*?[", "bidi \u202e", "trailing. ", "-dash", strings.Repeat("n", 255), strings.Repeat("\u00e9", 127), `$(touch pwned)`, "~", "COM1"}
	if level != "long" {
		names = names[:5]
	}
	for i, name := range names {
		dir := t.TempDir()
		prepareList(t, dir)
		prepareTables(t, dir)
		preparePictures(t, dir)
		for job, c := range map[string]struct {
			status    int
			arguments []string
		}{
			"hash":    {0, []string{"hash", "users.csv", "--iterations", "10", "-o", "./h/" + name}},
			"report":  {0, []string{"analyze", "tables", "-o", "./a/" + name, "--report", "./r/" + name, "--summary-json", "./s/" + name}},
			"resize":  {3, []string{"resize", "in", "-r", "--width", "9", "-o", "./p/" + name}},
			"missing": {2, []string{"hash", "./none/" + name, "-o", "x"}},
			"exists":  {2, []string{"hash", "users.csv", "-o", "./e/" + name}},
		} {
			write(t, filepath.Join(dir, "e", name), "x")
			e := run(t, dir, append([]string{program}, c.arguments...)...)
			if err := tame(e.stderr); e.status != c.status || err != nil {
				t.Errorf("%d, %s: %v: %.2000v", i, job, err, e)
			}
		}
		folders := map[string]bool{}
		for _, path := range list(t, dir) {
			top, _, _ := strings.Cut(path, "/")
			folders[top] = true
		}
		want := []string{"a", "e", "h", "in", "list.txt", "p", "r", "s", "tables", "users.csv"}
		if got := slices.Sorted(maps.Keys(folders)); !slices.Equal(got, want) {
			t.Errorf("%q made %q, want %q", name, got, want)
		}
	}
}

// Names of users that are not UTF-8 are kept as bytes.
func TestUsersThatAreNotUTF8AreKept(t *testing.T) {
	needs(t)
	dir := t.TempDir()
	write(t, filepath.Join(dir, "users.csv"), "user,password\n\xff\xfea,secret\n")
	e := run(t, dir, program, "hash", "users.csv", "-o", "h.jsonl", "--iterations", "10", "--input-encoding", "utf-8")
	if err := tame(e.stderr); err != nil {
		t.Errorf("%v: %v", err, e)
	}
	if e.status == 0 && !strings.Contains(read(t, filepath.Join(dir, "h.jsonl")), base64.StdEncoding.EncodeToString([]byte("\xff\xfea"))) {
		t.Errorf("the user is lost: %s", read(t, filepath.Join(dir, "h.jsonl")))
	}
}

// Paths as long as the system allows, and links and mounts that lead back, are
// walked to their end.
func TestDeepPathsAndLoopsEnd(t *testing.T) {
	needs(t)
	dir := t.TempDir()
	prepareTables(t, dir)
	preparePictures(t, dir)
	for _, folder := range []string{"tables", "in"} {
		for link, to := range map[string]string{"loop": ".", "up": "..", "a": "b", "b": "a", "self": "self", "gone": "nowhere", "far": "/"} {
			if err := os.Symlink(to, filepath.Join(dir, folder, link)); err != nil {
				t.Fatal(err)
			}
		}
	}
	deepFile(t, dir, "tables", "deep.csv", "id,v\n1,2\n")
	deepFile(t, dir, "in", "deep.png", read(t, "../../testdata/photos/disc.png"))
	e := run(t, dir, program, "analyze", "tables", "-r", "--per-file", "-o", "made/profile.json", "--report", "r.jsonl")
	if err := tame(e.stderr); err != nil || e.status != 0 && e.status != 3 || !strings.Contains(read(t, filepath.Join(dir, "r.jsonl")), "deep.csv") {
		t.Errorf("%v: %.3000v", err, e)
	}
	e = run(t, dir, program, "resize", "in", "-r", "-o", "out", "--width", "4", "--report", "r2.jsonl")
	if err := tame(e.stderr); err != nil || e.status != 3 || !strings.Contains(read(t, filepath.Join(dir, "r2.jsonl")), "deep.png") {
		t.Errorf("%v: %.3000v", err, e)
	}
}

// deepFile makes a file at a path of nearly 4,096 bytes.
func deepFile(t *testing.T, dir, folder, name, content string) {
	t.Helper()
	root, err := os.OpenRoot(filepath.Join(dir, folder))
	if err != nil {
		t.Fatal(err)
	}
	part := strings.Repeat("d", 200)
	for length := len(dir) + len(folder) + 2; length+len(part)+len(name)+2 < 4096; length += len(part) + 1 {
		if err := root.Mkdir(part, 0o777); err != nil && !errors.Is(err, fs.ErrExist) {
			t.Fatal(err)
		}
		next, err := root.OpenRoot(part)
		root.Close()
		if err != nil {
			t.Fatal(err)
		}
		root = next
	}
	defer root.Close()
	if err := root.WriteFile(name, []byte(content), 0o666); err != nil {
		t.Fatal(err)
	}
}

// A folder that is mounted into itself is walked to its end. Its files count
// once for each place, as hard links do.
func TestFolderMountedIntoItselfEnds(t *testing.T) {
	needs(t, "unshare")
	dir := t.TempDir()
	prepareTables(t, dir)
	if err := os.MkdirAll(filepath.Join(dir, "tables/x/self"), 0o777); err != nil {
		t.Fatal(err)
	}
	if e := run(t, dir, "unshare", "-Urm", "mount", "--rbind", "tables", "tables/x/self"); e.status != 0 {
		t.Skip(e)
	}
	e := run(t, dir, "unshare", "-Urm", "sh", "-c", `mount --rbind tables tables/x/self && exec "$0" analyze tables -r --format json -q`, program)
	if e.status != 0 || !strings.Contains(e.stdout, `"rows": 1200,`) {
		t.Errorf("%.2000v", e)
	}
}
