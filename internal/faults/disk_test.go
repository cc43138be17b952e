//go:build linux

package faults

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A diskCase is a file system that a run does not fit into, mounted on the
// folder of the job's outputs.
type diskCase struct {
	name   string
	mount  string // on "$1"
	more   string // makes room on "$1"
	limits string // of the run, in a shell
}

var diskCases = []diskCase{
	{name: "full", mount: `mount -t tmpfs -o size=4k none "$1"`, more: `mount -o remount,size=4m "$1"`},
	{name: "nearly full", mount: `mount -t tmpfs -o size=16k none "$1"`, more: `mount -o remount,size=4m "$1"`},
	{name: "no inodes", mount: `mount -t tmpfs -o nr_inodes=2 none "$1"`, more: `mount -o remount,nr_inodes=100 "$1"`},
	{name: "few inodes", mount: `mount -t tmpfs -o nr_inodes=3 none "$1"`, more: `mount -o remount,nr_inodes=100 "$1"`},
	{name: "read-only", mount: `mount -t tmpfs -o ro none "$1"`, more: `mount -o remount,rw "$1"`},
	{name: "file too large", mount: `mount -t tmpfs none "$1"`, more: `:`, limits: `ulimit -f 3; `},
}

// A full disk, one without inodes, one that is read-only and a file that grows
// too large end the run with status 1, the file's name and a next step. Nothing
// but what a later run goes on with stays; once there is room, it ends as an
// undisturbed run.
func TestDiskFullIsNamedAndResumed(t *testing.T) {
	needs(t, "unshare", "mount")
	if e := run(t, t.TempDir(), "unshare", "-Urm", "mount", "-t", "tmpfs", "none", "."); e.status != 0 {
		t.Skipf("no namespaces: %v", e)
	}
	tried := 0
	for _, j := range jobs {
		u := j.undisturbed(t)
		for i, c := range diskCases {
			if level == "short" && i%2 == 1 {
				continue
			}
			tried++
			t.Run(j.name+" "+c.name, func(t *testing.T) { c.test(t, u) })
		}
	}
	t.Logf("%d disks", tried)
}

// test runs the job on the disk, looks at what is there, makes room, and runs
// it again, all in one namespace.
func (c diskCase) test(t *testing.T, u undisturbed) {
	dir, saved := u.fresh(t), t.TempDir()
	folder := filepath.Dir(u.outputs[0] + "/x")
	if filepath.Ext(u.outputs[0]) != "" {
		folder = filepath.Dir(u.outputs[0])
	}
	if err := os.Mkdir(filepath.Join(dir, folder), 0o777); err != nil {
		t.Fatal(err)
	}
	script := fmt.Sprintf(`set -e
%s
set +e
(%s%s) >"$2/out" 2>"$2/err"; echo $? >"$2/status"
cp -a . "$2/then"
%s
%s >"$2/out2" 2>"$2/err2"; echo $? >"$2/status2"
cp -a . "$2/end"
`, c.mount, c.limits, words(u.command), c.more, words(u.again))
	if e := run(t, dir, "unshare", "-Urm", "sh", "-c", script, "sh", folder, saved); e.status != 0 {
		t.Fatal(e)
	}
	first, second := savedEnd(t, saved, ""), savedEnd(t, saved, "2")
	switch err := unexplained(first); {
	case first.status == u.status:
		if err := u.whole(t, filepath.Join(saved, "then")); err != nil {
			t.Errorf("it fits, but %v\n%v", err, first)
		}
		return
	case first.status != 1 && first.status != 2:
		t.Errorf("%v", first)
	case err != nil:
		t.Errorf("%v\n%v", err, first)
	case !strings.Contains(first.stderr, `"`+folder):
		t.Errorf("nothing below %s is named: %v", folder, first)
	}
	if err := u.torn(t, filepath.Join(saved, "then")); err != nil {
		t.Errorf("after the first run: %v\n%v", err, first)
	}
	for _, name := range list(t, filepath.Join(saved, "then")) {
		if base := filepath.Base(name); strings.HasSuffix(base, ".tmp") || strings.HasSuffix(base, ".lock") {
			t.Errorf("the first run left %s\n%v", name, first)
		}
	}
	if second.status != u.status {
		t.Errorf("with room, the second run: %v\nthe first: %v", second, first)
	} else if err := u.whole(t, filepath.Join(saved, "end")); err != nil {
		t.Errorf("after the second run: %v\n%v", err, second)
	}
}

// words returns a command of the program for a shell.
func words(arguments []string) string {
	return "'" + strings.Join(append([]string{program}, arguments...), "' '") + "'"
}

// savedEnd reads how a run ended that a script has saved.
func savedEnd(t *testing.T, dir, number string) end {
	t.Helper()
	var e end
	if _, err := fmt.Sscan(read(t, filepath.Join(dir, "status"+number)), &e.status); err != nil {
		t.Fatal(err)
	}
	e.stdout, e.stderr = read(t, filepath.Join(dir, "out"+number)), read(t, filepath.Join(dir, "err"+number))
	return e
}
