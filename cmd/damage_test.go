package cmd_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"fanout/cmd"
)

// A damageBench holds what a hash run works on, in a folder of its own, with
// one row in the middle that is too long to be hashed.
type damageBench struct {
	t    *testing.T
	dir  string
	time time.Time // of the list
}

const (
	damageRows = 61
	damageLong = 41 // its line
)

func damageList() []string {
	lines := make([]string, damageRows)
	for i := range lines {
		lines[i] = fmt.Sprintf("password %02d", i+1)
	}
	lines[damageLong-1] = strings.Repeat("x", 70<<10)
	return lines
}

func newDamageBench(t *testing.T) *damageBench {
	b := &damageBench{t: t, dir: t.TempDir(), time: time.Now().Add(-time.Hour).Truncate(time.Second)}
	b.writeList(damageList())
	return b
}

func (b *damageBench) path(name string) string { return filepath.Join(b.dir, name) }

func (b *damageBench) read(name string) string {
	text, err := os.ReadFile(b.path(name))
	if err != nil {
		b.t.Fatal(err)
	}
	return string(text)
}

func (b *damageBench) write(name, text string) {
	if err := os.WriteFile(b.path(name), []byte(text), 0o600); err != nil {
		b.t.Fatal(err)
	}
}

// writeList writes the list, always with the same time.
func (b *damageBench) writeList(lines []string) {
	b.write("list", strings.Join(lines, "\n")+"\n")
	if err := os.Chtimes(b.path("list"), b.time, b.time); err != nil {
		b.t.Fatal(err)
	}
}

func (b *damageBench) run(flags ...string) (status int, errs string) {
	var out, err bytes.Buffer
	sys := cmd.IO{In: strings.NewReader(""), Out: &out, Err: &err, Getenv: func(string) string { return "" }}
	args := append([]string{"hash", b.path("list"), "-j", "1"}, flags...)
	if flags[0] == "-o" {
		args = append(args, "--iterations", "10")
	}
	status = cmd.Main(b.t.Context(), args, sys)
	return status, err.String()
}

// hash leaves an unfinished run, which ends at the long row, or a finished one.
func (b *damageBench) hash(finished bool) {
	limit, want := "0", 4
	if finished {
		limit, want = "1", 3
	}
	if status, errs := b.run("-o", b.path("out"), "--max-errors", limit); status != want {
		b.t.Fatalf("status %d, want %d\n%s", status, want, errs)
	}
}

// files returns the names in the folder, with digests of what they hold.
func (b *damageBench) files() string {
	var all strings.Builder
	entries, err := os.ReadDir(b.dir)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, e := range entries {
		what := e.Type().String()
		if e.Type().IsRegular() {
			text, _ := os.ReadFile(b.path(e.Name()))
			what = fmt.Sprintf("%d bytes, %x", len(text), sha256.Sum256(text))
		}
		fmt.Fprintf(&all, "%s: %s\n", e.Name(), what)
	}
	return all.String()
}

// wantRight checks that the output has each row of the list once, in order,
// with its hash.
func (b *damageBench) wantRight() {
	b.t.Helper()
	line := 0
	for text := range strings.Lines(b.read("out")) {
		var row struct{ Line int }
		if line++; line == damageLong {
			line++
		}
		if err := json.Unmarshal([]byte(text), &row); err != nil || row.Line != line {
			b.t.Fatalf("%v: %q in the place of line %d", err, text, line)
		}
	}
	if line != damageRows {
		b.t.Errorf("the last row is %d, not %d", line, damageRows)
	}
	if status, errs := b.run("--verify", b.path("out")); status != 3 || !strings.Contains(errs, fmt.Sprintf("%d match", damageRows-1)) {
		b.t.Errorf("verified: status %d\n%s", status, errs)
	}
	for _, name := range []string{".out.fanout-partial", ".out.fanout-state", ".out.fanout-lock"} {
		if _, err := os.Lstat(b.path(name)); err == nil {
			b.t.Errorf("%s is left", name)
		}
	}
}

// What resuming makes of damage.
const (
	goesOn  = true
	refuses = false
)

// A damage is something that can have happened since a run.
type damage struct {
	want bool
	do   func(b *damageBench)
}

// rewrite returns what changes the text of a file.
func rewrite(name string, change func(string) string) func(*damageBench) {
	return func(b *damageBench) {
		old := b.read(name)
		text := change(old)
		if text == old {
			b.t.Fatal("nothing was changed")
		}
		b.write(name, text)
	}
}

// rewriteRows returns what changes the rows of a file, or of the list.
func rewriteRows(name string, change func([]string) []string) func(*damageBench) {
	return func(b *damageBench) {
		rows := change(strings.Split(strings.TrimSuffix(b.read(name), "\n"), "\n"))
		if name == "list" {
			b.writeList(rows)
			return
		}
		b.write(name, strings.Join(rows, "\n")+"\n")
	}
}

// ofRows is damage to a file of hashes, finished or not.
func ofRows(name string) map[string]func(*damageBench) {
	flip := func(at int) func(string) string {
		return func(s string) string {
			digit := byte('0')
			if s[at] == digit {
				digit = '1'
			}
			return s[:at] + string(digit) + s[at+1:]
		}
	}
	return map[string]func(*damageBench){
		"zeroed block":       rewrite(name, func(s string) string { return s[:512] + strings.Repeat("\x00", 512) + s[1024:] }),
		"zeroed":             rewrite(name, func(s string) string { return strings.Repeat("\x00", len(s)) }),
		"digit of first key": rewrite(name, func(s string) string { return flip(strings.Index(s, `"hash":"`) + 10)(s) }),
		"digit of some key":  rewrite(name, func(s string) string { return flip(len(s)/2 + strings.Index(s[len(s)/2:], `"hash":"`) + 10)(s) }),
		"digit of last key":  rewrite(name, func(s string) string { return flip(strings.LastIndex(s, `"hash":"`) + 10)(s) }),
		"digit of a salt":    rewrite(name, func(s string) string { return flip(len(s)/3 + strings.Index(s[len(s)/3:], `"salt":"`) + 10)(s) }),
		"costs":              rewrite(name, func(s string) string { return strings.Replace(s, `"iterations":10`, `"iterations":11`, 1) }),
		"first rows cut":     rewriteRows(name, func(r []string) []string { return r[3:] }),
		"a row cut":          rewriteRows(name, func(r []string) []string { return append(r[:9], r[10:]...) }),
		"last row cut":       rewriteRows(name, func(r []string) []string { return r[:len(r)-1] }),
		"cut within a row":   rewrite(name, func(s string) string { return s[:len(s)-40] }),
		"two rows swapped":   rewriteRows(name, func(r []string) []string { r[4], r[5] = r[5], r[4]; return r }),
		"two keys swapped": rewriteRows(name, func(r []string) []string {
			a, b := strings.Index(r[4], `"salt"`), strings.Index(r[5], `"salt"`)
			r[4], r[5] = r[4][:a]+r[5][b:], r[5][:b]+r[4][a:]
			return r
		}),
		"a row doubled":  rewriteRows(name, func(r []string) []string { return append(r[:5], r[4:]...) }),
		"a row inserted": rewriteRows(name, func(r []string) []string { return append([]string{r[0]}, r...) }),
		"replaced":       rewrite(name, func(string) string { return "{}\n" }),
	}
}

// ofList is damage to the list before a row, in a file of the same size and
// time.
func ofList(last int) map[string]func(*damageBench) {
	return map[string]func(*damageBench){
		"first row changed": rewriteRows("list", func(r []string) []string { r[0] = "Password 01"; return r }),
		"some row changed":  rewriteRows("list", func(r []string) []string { r[16] = "passworD 17"; return r }),
		"last row changed":  rewriteRows("list", func(r []string) []string { r[last-1] = "passw0rd xx"; return r }),
		"two rows swapped":  rewriteRows("list", func(r []string) []string { r[7], r[8] = r[8], r[7]; return r }),
		"row moved to end":  rewriteRows("list", func(r []string) []string { return append(append(r[:1:1], r[2:]...), r[1]) }),
		"row empty":         rewriteRows("list", func(r []string) []string { r[3], r[4] = "", r[4]+r[3]; return r }),
		"rows joined":       rewriteRows("list", func(r []string) []string { r[3] += "\t" + r[4]; return append(r[:4], r[5:]...) }),
		"all rows are other": rewriteRows("list", func(r []string) []string {
			return strings.Split(strings.ReplaceAll(strings.Join(r, "\n"), "pass", "word"), "\n")
		}),
	}
}

// damages returns all kinds, by name, for an unfinished or a finished run.
func damages(finished bool) map[string]damage {
	all := map[string]damage{}
	add := func(what string, want bool, kinds map[string]func(*damageBench)) {
		for name, do := range kinds {
			all[what+": "+name] = damage{want, do}
		}
	}
	add("list", refuses, map[string]func(*damageBench){
		"row appended": func(b *damageBench) { b.writeList(append(damageList(), "more")) },
		"row removed":  func(b *damageBench) { b.writeList(damageList()[1:]) },
	})
	if finished {
		add("output", refuses, ofRows("out"))
		add("output", refuses, map[string]func(*damageBench){
			"empty":            rewrite("out", func(string) string { return "" }),
			"garbage appended": rewrite("out", func(s string) string { return s + "garbage\n" }),
			"row appended":     rewriteRows("out", func(r []string) []string { return append(r, r[0]) }),
			"without last LF":  rewrite("out", func(s string) string { return s[:len(s)-1] }),
		})
		add("output", goesOn, map[string]func(*damageBench){
			"deleted": func(b *damageBench) { os.Remove(b.path("out")) },
		})
		add("list", refuses, ofList(damageRows))
		return all
	}
	const part, state = ".out.fanout-partial", ".out.fanout-state"
	add("list", refuses, ofList(damageLong-2))
	add("list", refuses, map[string]func(*damageBench){
		"touched": func(b *damageBench) { os.Chtimes(b.path("list"), time.Now(), time.Now()) },
	})
	add("partial", refuses, ofRows(part))
	add("partial", goesOn, map[string]func(*damageBench){
		"deleted":          func(b *damageBench) { os.Remove(b.path(part)) },
		"empty":            rewrite(part, func(string) string { return "" }),
		"garbage appended": rewrite(part, func(s string) string { return s + "\x00\x00garbage" }),
		"rows appended":    rewrite(part, func(s string) string { return s + s }),
	})
	edit := func(old, new string) func(*damageBench) {
		return rewrite(state, func(s string) string { return strings.Replace(s, old, new, 1) })
	}
	add("state", refuses, map[string]func(*damageBench){
		"empty":           rewrite(state, func(string) string { return "" }),
		"cut":             rewrite(state, func(s string) string { return s[:len(s)/2] }),
		"zeroed":          rewrite(state, func(s string) string { return strings.Repeat("\x00", len(s)) }),
		"huge":            func(b *damageBench) { os.Truncate(b.path(state), 17<<20) },
		"other version":   edit(`"version":2`, `"version":1`),
		"smaller offset":  edit(`"offset":`, `"offset":-`),
		"larger offset":   edit(`"offset":`, `"offset":1`),
		"other line":      edit(`"line":`, `"line":1`),
		"fewer rows":      edit(`"rows":`, `"rows":0.`),
		"a broken row":    edit(`"state":{`, `"state":{"broken":[3],`),
		"other key":       edit(`Size\":`, `Size\":1`),
		"other digest":    edit(`"digest":"`, `"digest":"0`),
		"a folder":        func(b *damageBench) { os.Remove(b.path(state)); os.Mkdir(b.path(state), 0o700) },
		"of another list": func(b *damageBench) { b.write(state, otherState(b.t)) },
	})
	add("state", goesOn, map[string]func(*damageBench){
		"deleted":       func(b *damageBench) { os.Remove(b.path(state)) },
		"new one begun": func(b *damageBench) { b.write(state+"-new", "{\"vers") },
	})
	return all
}

// otherState returns the state of a run of the same kind in another folder.
func otherState(t *testing.T) string {
	b := newDamageBench(t)
	b.hash(false)
	return b.read(".out.fanout-state")
}

// Whatever happens to the output, the state or the list: the run that goes on
// ends with the right output, or is refused, changes nothing, and says how to
// start over.
func TestResumingAfterDamage(t *testing.T) {
	for what, finished := range map[string]bool{"unfinished": false, "finished": true} {
		kinds := damages(finished)
		if len(kinds) < 30 {
			t.Errorf("%s: %d kinds of damage", what, len(kinds))
		}
		for name, d := range kinds {
			t.Run(strings.ReplaceAll(what+"/"+name, ": ", "/"), func(t *testing.T) {
				t.Parallel()
				b := newDamageBench(t)
				b.hash(finished)
				d.do(b)
				b.wantResumed(d.want)
			})
		}
	}
}

// Files that others have put in the place of ours are neither read nor written
// through.
func TestResumingAfterReplacement(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no links for everybody")
	}
	for _, name := range []string{".out.fanout-partial", ".out.fanout-state"} {
		for kind, replace := range map[string]func(b *damageBench) error{
			"link": func(b *damageBench) error {
				if err := os.Rename(b.path(name), b.path("elsewhere")); err != nil {
					return err
				}
				return os.Symlink("elsewhere", b.path(name))
			},
			"link to nowhere": func(b *damageBench) error { os.Remove(b.path(name)); return os.Symlink("nowhere", b.path(name)) },
			"pipe":            func(b *damageBench) error { os.Remove(b.path(name)); return makePipe(b.path(name)) },
			"folder":          func(b *damageBench) error { os.Remove(b.path(name)); return os.Mkdir(b.path(name), 0o700) },
		} {
			t.Run(name[len(".out.fanout-"):]+"/"+kind, func(t *testing.T) {
				t.Parallel()
				b := newDamageBench(t)
				b.hash(false)
				if err := replace(b); err != nil {
					t.Skip(err)
				}
				b.wantResumed(refuses)
			})
		}
	}
}

// wantResumed goes on with the run, and begins anew where that is refused.
func (b *damageBench) wantResumed(want bool) {
	b.t.Helper()
	before := b.files()
	status, errs := b.run("-o", b.path("out"), "--max-errors", "1", "--resume")
	switch {
	case status == 3 && want == goesOn:
		b.wantRight()
		return
	case status != 2 || want == goesOn:
		b.t.Fatalf("status %d, goes on: %v\n%s", status, want, errs)
	}
	if !strings.Contains(errs, "fanout: error: ") || !strings.Contains(errs, "fanout: hint: ") {
		b.t.Errorf("no error with a hint:\n%s", errs)
	}
	if after := b.files(); after != before {
		b.t.Errorf("changed from\n%.2000s\nto\n%.2000s", before, after)
	}
	b.writeList(damageList())
	if status, errs := b.run("-o", b.path("out"), "--max-errors", "1", "--overwrite", "always"); status != 3 {
		b.t.Fatalf("begun anew: status %d\n%s", status, errs)
	}
	b.wantRight()
}
