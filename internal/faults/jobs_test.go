package faults

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// A job is a run of a subcommand that faults are tried on, in a folder of its
// own. Its paths are relative to that folder.
type job struct {
	name    string
	prepare func(t *testing.T, dir string) // makes the inputs
	command []string                       // arguments of the program
	again   []string                       // arguments of the run that follows one that was stopped
	retry   []string                       // arguments of the run that follows one with failures; nil: those of again
	status  int                            // of a run that nothing disturbs
	outputs []string                       // files and folders that it makes
	kept    []string                       // files that may stay beside them, such as a journal
	random  bool                           // the outputs hold salts, so that no two runs are alike
	check   []string                       // arguments of a run that verifies a random output, in which one password has no hash

	keepsState, slow bool // see tracedJobs
}

// jobs are small, so that every call that they make can be tried. The pictures
// include a damaged one, one that is none, and a text.
var jobs = []job{
	{
		name: "resize", prepare: preparePictures, status: 3,
		command: []string{"resize", "in", "-r", "-o", "out", "--width", "40", "--report", "reports/report.jsonl", "--summary-json", "summary.json"},
		again:   []string{"resize", "in", "-r", "-o", "out", "--width", "40", "--report", "reports/report.jsonl", "--summary-json", "summary.json", "--resume"},
		retry:   []string{"resize", "in", "-r", "-o", "out", "--width", "40", "--report", "reports/report.jsonl", "--summary-json", "summary.json", "--retry-failed"},
		outputs: []string{"out", "reports/report.jsonl", "summary.json"}, kept: []string{"out/.fanout-journal"},
	},
	{
		name: "hash", prepare: prepareList, random: true, status: 3, keepsState: true,
		command: []string{"hash", "list.txt", "-o", "made/hashes.jsonl", "--algo", "bcrypt", "--cost", "4"},
		again:   []string{"hash", "list.txt", "-o", "made/hashes.jsonl", "--algo", "bcrypt", "--cost", "4", "--resume"},
		check:   []string{"hash", "list.txt", "--verify", "made/hashes.jsonl"},
		outputs: []string{"made/hashes.jsonl"},
	},
	{
		name: "preset", prepare: prepareList, random: true, status: 3, keepsState: true,
		command: []string{"hash", "users.csv", "--preset", "auth0", "-o", "import", "--algo", "bcrypt", "--cost", "4"},
		again:   []string{"hash", "users.csv", "--preset", "auth0", "-o", "import", "--algo", "bcrypt", "--cost", "4", "--resume"},
		check:   []string{"hash", "users.csv", "--verify", "import", "--preset", "auth0"},
		outputs: []string{"import"},
	},
	{
		name: "analyze", prepare: prepareTables,
		command: []string{"analyze", "tables", "-o", "made/profile.json", "--report", "reports/report.jsonl", "--per-file"},
		again:   []string{"analyze", "tables", "-o", "made/profile.json", "--report", "reports/report.jsonl", "--per-file", "--overwrite", "always"},
		outputs: []string{"made/profile.json", "reports/report.jsonl"},
	},
}

func preparePictures(t *testing.T, dir string) {
	for from, to := range map[string]string{
		"photos/orientation-1.jpg": "in/a.jpg", "photos/orientation-6.jpg": "in/sub/b.jpg", "photos/disc.png": "in/sub/c.png",
		"broken/truncated.jpg": "in/d-truncated.jpg", "broken/headless.jpg": "in/e-headless.jpg", "broken/notes.txt": "in/notes.txt",
	} {
		write(t, filepath.Join(dir, to), read(t, filepath.Join("../../testdata", from)))
	}
}

func prepareList(t *testing.T, dir string) {
	var list, users strings.Builder
	users.WriteString("email,password\n")
	for i := range 40 {
		fmt.Fprintf(&list, "secret %d\n", i)
		fmt.Fprintf(&users, "u%d@example.com,secret %d\n", i, i)
		if i == 20 { // too long for bcrypt: it fails
			long := strings.Repeat("x", 80)
			fmt.Fprintf(&list, "%s\n", long)
			fmt.Fprintf(&users, "long@example.com,%s\n", long)
		}
	}
	write(t, filepath.Join(dir, "list.txt"), list.String())
	write(t, filepath.Join(dir, "users.csv"), users.String())
}

func prepareTables(t *testing.T, dir string) {
	for i := range 3 {
		var b strings.Builder
		b.WriteString("id,name,amount\n")
		for row := range 200 {
			fmt.Fprintf(&b, "%d,name %d,%d.%d\n", row, row%7, row*i, row%10)
		}
		write(t, filepath.Join(dir, fmt.Sprintf("tables/%d.csv", i)), b.String())
	}
}

// An undisturbed run of a job, to compare with.
type undisturbed struct {
	job
	stderr string
	took   time.Duration
	inputs []string          // their paths
	files  map[string]string // its outputs: content by path
}

// undisturbed runs the job in a folder of its own.
func (j job) undisturbed(t *testing.T) undisturbed {
	t.Helper()
	dir := j.fresh(t)
	inputs := list(t, dir)
	start := time.Now()
	e := run(t, dir, append([]string{program}, j.command...)...)
	took := time.Since(start)
	if e.status != j.status {
		t.Fatalf("%s: %v", j.name, e)
	}
	u := undisturbed{j, e.stderr, took, inputs, j.made(t, dir)}
	if err := u.whole(t, dir); err != nil {
		t.Fatalf("%s: an undisturbed run: %v", j.name, err)
	}
	return u
}

// afterFailures returns the arguments of the run that follows one with failed
// items.
func (j job) afterFailures() []string {
	if j.retry != nil {
		return j.retry
	}
	return j.again
}

// fresh returns a folder with the inputs of the job.
func (j job) fresh(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	j.prepare(t, dir)
	return dir
}

// made returns the outputs that are there, by path.
func (j job) made(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	for _, output := range j.outputs {
		path := filepath.Join(dir, output)
		info, err := os.Lstat(path)
		switch {
		case err != nil:
		case info.IsDir():
			for _, name := range list(t, path) {
				rel := output + "/" + name
				if !strings.HasPrefix(filepath.Base(name), ".") {
					files[rel] = read(t, filepath.Join(dir, rel))
				}
			}
		default:
			files[output] = read(t, path)
		}
	}
	return files
}

// strays returns the files that are neither inputs nor outputs nor kept.
func (u undisturbed) strays(t *testing.T, dir string) []string {
	t.Helper()
	var strays []string
	for _, name := range list(t, dir) {
		if _, made := u.files[name]; !made && !slices.Contains(u.inputs, name) && !slices.Contains(u.kept, name) {
			strays = append(strays, name)
		}
	}
	return strays
}

// torn returns an error if an output that is there is not what an undisturbed
// run makes. Reports and summaries name what has happened, so that only their
// being whole is looked at.
func (u undisturbed) torn(t *testing.T, dir string) error {
	t.Helper()
	for name, content := range u.made(t, dir) {
		want, ok := u.files[name]
		switch {
		case !ok:
			return fmt.Errorf("%s: no output of this job", name)
		case isReport(name):
			if err := wholeJSON(content); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		case u.random:
			if lines(content) != lines(want) || !strings.HasSuffix(content, want[len(want)-1:]) {
				return fmt.Errorf("%s: %d lines, want %d", name, lines(content), lines(want))
			}
		case content != want:
			return fmt.Errorf("%s: %d bytes, which differ from the %d wanted", name, len(content), len(want))
		}
	}
	return nil
}

func isReport(name string) bool {
	return strings.HasSuffix(name, "summary.json") || strings.HasSuffix(name, "report.jsonl")
}

func lines(text string) int { return strings.Count(text, "\n") }

// wholeJSON returns an error unless text is JSON values with a line break after
// the last.
func wholeJSON(text string) error {
	if text != "" && !strings.HasSuffix(text, "\n") {
		return errors.New("it ends in the middle of a line")
	}
	values := json.NewDecoder(strings.NewReader(text))
	for {
		var value json.RawMessage
		if err := values.Decode(&value); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// resumed runs the job again after a fault, and returns an error unless it ends
// as an undisturbed run does.
func (u undisturbed) resumed(t *testing.T, dir string) error {
	t.Helper()
	if err := u.torn(t, dir); err != nil {
		return fmt.Errorf("after the fault: %w", err)
	}
	return u.completed(t, dir, u.again)
}

// completed runs the job by arguments, and returns an error unless it ends as
// an undisturbed run does: with its status, its outputs, and no other files.
func (u undisturbed) completed(t *testing.T, dir string, arguments []string) error {
	t.Helper()
	return u.ended(t, dir, run(t, dir, append([]string{program}, arguments...)...))
}

// ended returns an error unless the run whose end is e has ended so.
func (u undisturbed) ended(t *testing.T, dir string, e end) error {
	t.Helper()
	if e.status != u.status {
		return fmt.Errorf("the second run: %v", e)
	}
	if err := u.whole(t, dir); err != nil {
		return fmt.Errorf("after the second run: %w", err)
	}
	if missing := u.untold(e); missing != "" {
		return fmt.Errorf("the second run does not say %q:\n%s", missing, e.stderr)
	}
	return nil
}

// whole returns an error unless the outputs are those of an undisturbed run,
// with no other files beside them.
func (u undisturbed) whole(t *testing.T, dir string) error {
	t.Helper()
	if err := u.torn(t, dir); err != nil {
		return err
	}
	made := u.made(t, dir)
	for name, want := range u.files {
		content, ok := made[name]
		switch {
		case !ok:
			return fmt.Errorf("%s is missing", name)
		case strings.HasSuffix(name, "report.jsonl") && lines(content) != lines(want):
			return fmt.Errorf("%s: %d lines, want %d", name, lines(content), lines(want))
		}
	}
	if strays := u.strays(t, dir); strays != nil {
		return fmt.Errorf("strays: %q", strays)
	}
	if u.check != nil {
		if e := run(t, dir, append([]string{program}, u.check...)...); e.status != 6 || !strings.Contains(e.stderr, "40 match, 1 unmatched") {
			return fmt.Errorf("verifying the output: %v", e)
		}
	}
	return nil
}

// untold returns a line about a failed or damaged item that an undisturbed run
// prints and e does not.
func (u undisturbed) untold(e end) string {
	for _, line := range strings.Split(u.stderr, "\n") {
		told := strings.HasPrefix(line, "fanout: failed: ") || strings.HasPrefix(line, "fanout: damaged: ")
		if told && !bytes.Contains([]byte(e.stderr), []byte(line)) {
			return line
		}
	}
	return ""
}
