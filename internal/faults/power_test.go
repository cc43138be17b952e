//go:build linux && amd64

package faults

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// A disk is an ext4 file system in a file, whose power can be cut.
type disk struct {
	image, folder string
}

// newDisk makes a disk and mounts it.
func newDisk(t *testing.T) *disk {
	t.Helper()
	needsRoot(t)
	d := &disk{filepath.Join(t.TempDir(), "image"), t.TempDir()}
	if err := os.WriteFile(d.image, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(d.image, 16<<20); err != nil {
		t.Fatal(err)
	}
	if e := run(t, ".", "mkfs.ext4", "-q", "-F", d.image); e.status != 0 {
		t.Skip(e)
	}
	d.mount(t)
	t.Cleanup(func() { unix.Unmount(d.folder, unix.MNT_DETACH) })
	return d
}

// mount mounts the disk. Nothing but a sync writes to it for five minutes.
func (d *disk) mount(t *testing.T) {
	t.Helper()
	if e := run(t, ".", "mount", "-o", "loop,commit=300", d.image, d.folder); e.status != 0 {
		t.Skipf("mount: %v", e)
	}
}

// cut ends the disk as a power cut does: what is not on it is gone.
func (d *disk) cut() error {
	f, err := os.Open(d.folder)
	if err != nil {
		return err
	}
	defer f.Close()
	const shutdown, noFlush = 0x8004587d, 2 // EXT4_IOC_SHUTDOWN, EXT4_GOING_FLAGS_NOLOGFLUSH
	return unix.IoctlSetPointerInt(int(f.Fd()), shutdown, noFlush)
}

// revive mounts the disk anew after a power cut.
func (d *disk) revive(t *testing.T) {
	t.Helper()
	if err := unix.Unmount(d.folder, 0); err != nil {
		t.Fatal(err)
	}
	d.mount(t)
}

// Files that are not synced are lost, and those that are stay: otherwise the
// tests below would find nothing.
func TestPowerCutLosesWhatIsNotSynced(t *testing.T) {
	needsLong(t, "mkfs.ext4", "mount")
	d := newDisk(t)
	for _, synced := range []bool{true, false} {
		f, err := os.Create(filepath.Join(d.folder, map[bool]string{true: "synced", false: "lost"}[synced]))
		if err != nil {
			t.Fatal(err)
		}
		f.WriteString("text")
		if synced {
			if err := f.Sync(); err != nil {
				t.Fatal(err)
			}
		}
		f.Close()
	}
	if err := d.cut(); err != nil {
		t.Skip(err)
	}
	d.revive(t)
	if got := strings.Join(list(t, d.folder), " "); got != "synced" {
		t.Errorf("after the power cut there is %q", got)
	}
}

// The power is cut before some call of a run, or when it has ended. What the
// run has called done is whole; the run after it ends as an undisturbed one.
func TestPowerCutKeepsWhatWasCalledDone(t *testing.T) {
	needsLong(t, "mkfs.ext4", "mount")
	needsTrace(t)
	for _, j := range tracedJobs() {
		t.Run(j.name, func(t *testing.T) {
			d := newDisk(t)
			u := j.undisturbed(t)
			points := append(spread(j.killPoints(t, j.fresh(t), j.command), 23), killPoint{at: math.MaxInt})
			vouched := 0
			for _, p := range points {
				n, err := u.cutAt(t, d, p.at)
				if vouched += n; err != nil {
					t.Errorf("power cut at call %d: %v", p.at, err)
				}
			}
			t.Logf("%d power cuts, before which %d outputs were called done", len(points), vouched)
		})
	}
}

// cutAt runs the job until a call, cuts the power there, and runs the job
// again. It returns how many outputs the first run had called done.
func (u undisturbed) cutAt(t *testing.T, d *disk, at int) (vouched int, err error) {
	t.Helper()
	dir := filepath.Join(d.folder, "job")
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	u.prepare(t, dir)
	unix.Sync()
	n, off := 0, false
	cut := func() {
		if err := d.cut(); err != nil {
			t.Errorf("cutting the power: %v", err)
		}
		off = true
	}
	e := u.trace(t, dir, append(u.command[:len(u.command):len(u.command)], "--verbose"), func(c *call) action {
		if !c.changes() || off {
			return action{}
		}
		if n++; n-1 < at {
			return action{}
		}
		cut()
		return action{kill: true}
	})
	if !off {
		cut()
	}
	d.revive(t)
	made := u.made(t, dir)
	for name, want := range u.files {
		if !u.calledDone(e, name) {
			continue
		}
		vouched++
		if got, ok := made[name]; !ok || !u.random && !isReport(name) && got != want {
			return vouched, fmt.Errorf("%s was called done, and is lost: %v", name, e)
		}
	}
	if err := u.torn(t, dir); err != nil {
		return vouched, err
	}
	return vouched, u.completed(t, dir, u.again)
}

// calledDone reports whether a run has called an output done.
func (u undisturbed) calledDone(e end, output string) bool {
	if e.status == u.status {
		return true
	}
	picture, ok := strings.CutPrefix(output, "out/")
	return ok && (strings.Contains(e.stderr, "fanout: done: in/"+picture) || strings.Contains(e.stderr, "fanout: damaged: in/"+picture))
}
