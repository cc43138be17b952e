//go:build linux

package faults

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// changes are what others do to an input, by a shell in the folder of a job:
// $F is the file, $O another one of its kind.
var changes = []struct{ name, shell string }{
	{"deleted", `rm "$F"`},
	{"grown", `printf 'secret more\nx,1,2\n' >>"$F"`},
	{"replaced by another", `cp "$O" "$F.new" && mv "$F.new" "$F"`},
	{"truncated", `truncate -s 300 "$F"`},
	{"emptied", `: >"$F"`},
	{"overwritten in place", `tr 0-8 1-9 <"$F" >/tmp/$$ && dd if=/tmp/$$ of="$F" conv=notrunc status=none; rm /tmp/$$`},
	{"replaced by a folder", `rm "$F" && mkdir "$F"`},
	{"replaced by a link", `rm "$F" && ln -s "$(pwd)/$O" "$F"`},
	{"replaced by a link to nowhere", `rm "$F" && ln -s nowhere "$F"`},
	{"replaced by a pipe", `rm "$F" && mkfifo "$F"`},
	{"moved away and back", `mv "$F" "$F.away" && mv "$F.away" "$F"`},
}

// A changed is a job with an input that changes while it runs.
type changed struct {
	job
	file, other string
	all         bool // one failure ends the run, or is that of all inputs
}

func changedJobs() (all []changed) {
	for _, j := range jobs {
		switch j.name {
		case "resize":
			all = append(all, changed{j, "in/a.jpg", "in/sub/b.jpg", false})
		case "hash":
			all = append(all, changed{j, "list.txt", "users.csv", true})
		case "preset":
			all = append(all, changed{j, "users.csv", "list.txt", true})
		case "analyze":
			all = append(all, changed{j, "tables/1.csv", "tables/2.csv", false})
			exact := j
			exact.name = "exact"
			exact.command = []string{"analyze", "tables", "-o", "made/profile.json", "--report", "reports/report.jsonl", "--exact", "--max-distinct", "20"}
			all = append(all, changed{exact, "tables/1.csv", "tables/2.csv", true})
		}
	}
	return all
}

// An input that vanishes or changes at any moment of a run fails by name, and
// the others go on; or the result is that of its content before or after, but
// never of half of each.
func TestInputThatVanishesOrChangesFailsByName(t *testing.T) {
	needsFUSE(t)
	moments := []string{"open 1", "open 2", "open 3", "read 1", "read 2", "read 3", "read 5", "read 8", "read 12"}
	tried, failed := 0, 0
	for i, c := range changedJobs() {
		before := c.outcome(t, "")
		for k, change := range changes {
			later := c.outcome(t, change.shell)
			for m, moment := range moments {
				if level != "long" && (i+k+m)%13 != 0 {
					continue
				}
				if strings.HasPrefix(moment, "open") && strings.HasSuffix(change.name, "pipe") {
					continue // our file system would wait for it, not the program
				}
				tried++
				t.Run(fmt.Sprintf("%s %s before %s", c.name, change.name, moment), func(t *testing.T) {
					if c.changes(t, change.shell, moment, before, later) {
						failed++
					}
				})
			}
		}
	}
	t.Logf("%d changes, %d of them seen and named", tried, failed)
}

// shell returns a change as a shell runs it.
func (c changed) shell(text string) string {
	return fmt.Sprintf("F=%s; O=%s; %s", c.file, c.other, text)
}

// outcome returns the outputs of an undisturbed run after a change, or of one
// without it. It has none if the input is then not to be read.
func (c changed) outcome(t *testing.T, text string) map[string]string {
	t.Helper()
	if strings.Contains(text, "mkfifo") {
		return nil
	}
	dir := c.fresh(t)
	c.change(t, dir, text)
	e := run(t, dir, append([]string{program}, c.command...)...)
	if err := unexplained(e); err != nil {
		t.Errorf("%s: %v: %v", text, err, e)
	}
	return c.results(t, dir, text)
}

func (c changed) change(t *testing.T, dir, text string) {
	t.Helper()
	if e := run(t, dir, "sh", "-c", c.shell(text)); e.status != 0 {
		t.Fatal(e)
	}
}

// results returns the outputs but for reports. Of hashes, whose salts differ,
// it returns what a check says of them, with a list that has been changed so.
func (c changed) results(t *testing.T, dir, text string) map[string]string {
	t.Helper()
	files := c.made(t, dir)
	maps.DeleteFunc(files, func(name, _ string) bool { return isReport(name) })
	if !c.random || len(files) == 0 || strings.Contains(text, "mkfifo") {
		return files
	}
	if err := os.RemoveAll(filepath.Join(dir, c.file)); err != nil {
		t.Fatal(err)
	}
	c.prepare(t, dir)
	c.change(t, dir, text)
	e := run(t, dir, append([]string{program}, c.check...)...)
	said := ""
	for line := range strings.Lines(e.stderr) {
		if counts, _, found := strings.Cut(line, ", in "); found && strings.Contains(line, "match") {
			said += counts // without the time that it took
		}
	}
	return map[string]string{"check": fmt.Sprintf("status %d, %s", e.status, said)}
}

// changes runs the job while a change is made before a call for the input. It
// reports whether that was seen as a failure.
func (c changed) changes(t *testing.T, text, moment string, before, later map[string]string) bool {
	t.Helper()
	dir := c.fresh(t)
	call, when, _ := strings.Cut(moment, " ")
	mountpoint, unmount := errfs(t, dir, "read "+c.file+" * max=1000", fmt.Sprintf("%s %s %s sh %s", call, c.file, when, c.shell(text)))
	e := run(t, mountpoint, append([]string{program}, c.command...)...)
	unmount()
	if err := unexplained(e); err != nil {
		t.Errorf("%v: %v", err, e)
	}
	strays := temporaries(t, dir)
	got := c.results(t, dir, text)
	if later != nil && len(got) > 0 && maps.Equal(got, later) {
		return false
	}
	if got = c.results(t, dir, ""); maps.Equal(got, before) {
		return false
	}
	if !strings.Contains(e.stderr, c.file) || e.status == 0 {
		t.Fatalf("neither the result of the content before nor of that after, and nobody says so: %v\n%.300q", e, got)
	}
	switch {
	case c.all && len(got) > 0:
		t.Errorf("the run has failed, and has an output: %v\n%.300q", e, got)
	case !c.all && len(got) < len(before)-1:
		t.Errorf("others have failed, too: %v", e)
	}
	if strays != nil {
		t.Errorf("it leaves %q", strays)
	}
	return true
}

// A folder that vanishes while it is walked fails by name or is left out.
func TestFolderThatVanishesDuringTheWalkFailsByName(t *testing.T) {
	needsFUSE(t)
	for _, c := range changedJobs() {
		folder := filepath.Dir(c.file)
		if folder == "." {
			continue
		}
		for _, moment := range []string{"opendir " + folder + " 1", "lookup " + c.file + " 1", "getattr " + c.file + " 1", "open " + c.file + " 1"} {
			t.Run(c.name+" before "+moment, func(t *testing.T) {
				dir := c.fresh(t)
				mountpoint, unmount := errfs(t, dir, moment+" sh rm -r "+folder)
				e := run(t, mountpoint, append([]string{program}, c.command...)...)
				unmount()
				if err := unexplained(e); err != nil {
					t.Errorf("%v: %v", err, e)
				}
				if _, err := os.Stat(filepath.Join(dir, folder)); err == nil {
					t.Fatalf("the folder is still there: %v", e)
				}
				if e.status == 0 || !strings.Contains(e.stderr, folder) {
					t.Errorf("nobody says so: %v", e)
				}
			})
		}
	}
}
