//go:build linux && amd64

package faults

import (
	"fmt"
	"os"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// A lossyDisk fails one of the syncs of a run, as Linux does when it cannot
// write: once, and what was not written before is gone. The next sync of the
// file would succeed.
type lossyDisk struct {
	fail   int // the number of the sync that fails
	err    syscall.Errno
	syncs  int
	failed *call
	safe   map[uint64]int64 // how much of a file is on the disk, by its inode
}

// before is what the tracer asks.
func (d *lossyDisk) before(c *call) action {
	if c.name != "fsync" && c.name != "fdatasync" {
		return action{}
	}
	d.syncs++
	var info unix.Stat_t
	if unix.Stat(c.fd, &info) != nil {
		return action{}
	}
	if d.syncs-1 != d.fail {
		d.safe[info.Ino] = info.Size
		return action{}
	}
	d.failed = c
	if info.Mode&unix.S_IFMT == unix.S_IFREG {
		lose(c.fd, d.safe[info.Ino], info.Size)
	}
	return action{fail: d.err}
}

// lose zeroes a range of a file.
func lose(name string, from, to int64) {
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil || to <= from {
		return
	}
	defer f.Close()
	_, _ = f.WriteAt(make([]byte, to-from), from)
}

// A sync that fails once ends the run with status 1, and nothing that it may
// have lost is vouched for: the run after it makes it anew.
func TestFailedSyncIsNeverForgotten(t *testing.T) {
	needsTrace(t)
	for _, j := range tracedJobs() {
		t.Run(j.name, func(t *testing.T) {
			u := j.undisturbed(t)
			tried := 0
			for _, err := range []syscall.Errno{syscall.EIO, syscall.ENOSPC, syscall.EDQUOT} {
				tried += u.failSyncs(t, err)
			}
			t.Logf("%d syncs failed", tried)
		})
	}
}

// failSyncs has one sync after the other fail with err: all in the long form,
// some in the short one. It returns how many.
func (u undisturbed) failSyncs(t *testing.T, err syscall.Errno) (tried int) {
	t.Helper()
	step := 1
	if level == "short" {
		step = 7
	}
	for k := 0; ; k += step {
		dir := u.fresh(t)
		disk := &lossyDisk{fail: k, err: err, safe: map[uint64]int64{}}
		e := u.trace(t, dir, u.command, disk.before)
		if disk.failed == nil {
			return tried
		}
		tried++
		if err := u.noticed(t, dir, e); err != nil {
			t.Errorf("sync %d, %v, fails with %v: %v\n%v", k, disk.failed, disk.err, err, e)
		}
	}
}

// noticed returns an error unless a run whose sync failed has ended as it
// should, and the run after it ends as an undisturbed one.
func (u undisturbed) noticed(t *testing.T, dir string, e end) error {
	t.Helper()
	if e.status != 1 {
		return fmt.Errorf("status %d", e.status)
	}
	if err := unexplained(e); err != nil {
		return err
	}
	if !quoted.MatchString(e.stderr) {
		return fmt.Errorf("an error that names nothing")
	}
	if err := u.torn(t, dir); err != nil {
		return err
	}
	if err := u.vouched(t, dir); err != nil {
		return err
	}
	return u.completed(t, dir, u.again)
}
