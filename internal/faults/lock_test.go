//go:build linux && amd64

package faults

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// locks say how the file system of a test treats locks.
var locks = []struct {
	name string
	err  syscall.Errno // 0: it has them
}{{"with locks", 0}, {"without locks", syscall.ENOLCK}, {"without support for locks", syscall.EOPNOTSUPP}}

// lockedBy returns before for a file system whose locks fail with err, if any.
func lockedBy(err syscall.Errno, before func(*call) action) func(*call) action {
	return func(c *call) action {
		if err != 0 && c.name == "flock" {
			return action{fail: err}
		}
		return before(c)
	}
}

func pass(*call) action { return action{} }

// What a dead run has left is swept and gone on with where there are no locks.
func TestKilledRunIsResumedWithoutLocks(t *testing.T) {
	needsTrace(t)
	for _, j := range jobs {
		for _, lock := range locks[1:] {
			t.Run(j.name+" "+lock.name, func(t *testing.T) {
				u := j.undisturbed(t)
				points := spread(j.killPoints(t, j.fresh(t), j.command), 20)
				if level == "short" {
					points = spread(points, 3)
				}
				for _, p := range points {
					dir, n := j.fresh(t), 0
					first := trace(t, dir, j.command, lockedBy(lock.err, func(c *call) action {
						if c.changes() {
							n++
						}
						return action{kill: n-1 == p.at && c.changes()}
					}))
					ageTorn(t, dir)
					second := trace(t, dir, j.again, lockedBy(lock.err, pass))
					if err := u.ended(t, dir, second); err != nil {
						t.Errorf("killed at call %d: %v\nfirst run: %v", p.at, err, first)
					}
				}
				t.Logf("%d kill points", len(points))
			})
		}
	}
}

// ageTorn makes lock files without an owner old. A run that was killed between
// making and writing one may as well be about to write it, where the kernel has
// no locks; after an hour it counts as dead.
func ageTorn(t *testing.T, dir string) {
	t.Helper()
	for _, name := range list(t, dir) {
		path := filepath.Join(dir, name)
		if info, err := os.Lstat(path); err == nil && info.Size() == 0 && strings.HasSuffix(name, "lock") {
			old := time.Now().Add(-2 * time.Hour)
			if err := os.Chtimes(path, old, old); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// Two runs on one output lose, tear and double nothing, whether there are locks
// or not: one stands still at some call while the other runs to its end.
func TestTwoRunsOnOneOutputDoNotDisturbEachOther(t *testing.T) {
	needsTrace(t)
	for _, j := range jobs {
		for _, lock := range locks {
			t.Run(j.name+" "+lock.name, func(t *testing.T) {
				u := j.undisturbed(t)
				points := spread(j.killPoints(t, j.fresh(t), j.command), 20)
				if level == "short" {
					points = spread(points, 3)
				}
				statuses := map[string]int{}
				for _, p := range points {
					first, second, err := u.together(t, lock.err, p.at)
					if err != nil {
						t.Errorf("at call %d: %v\nfirst run: %v\nsecond run: %v", p.at, err, first, second)
					}
					statuses[fmt.Sprint(first.status, second.status)]++
				}
				t.Logf("%d moments; statuses of both: %v", len(points), statuses)
			})
		}
	}
}

// together has a second run of the job go from start to end before a call of
// the first.
func (u undisturbed) together(t *testing.T, lock syscall.Errno, at int) (first, second end, err error) {
	t.Helper()
	dir, n := u.fresh(t), 0
	first = trace(t, dir, u.command, lockedBy(lock, func(c *call) action {
		if !c.changes() {
			return action{}
		}
		if n++; n-1 == at {
			second, err = traced(dir, append([]string{program}, u.again...), lockedBy(lock, pass))
		}
		return action{}
	}))
	if err != nil {
		return first, second, err
	}
	for _, e := range []end{first, second} {
		if err := unexplained(e); err != nil {
			return first, second, err
		}
	}
	if err := u.torn(t, dir); err != nil {
		return first, second, err
	}
	if missing := u.missing(t, dir); missing != "" && first.status == u.status && second.status == u.status {
		return first, second, fmt.Errorf("%s is missing", missing)
	}
	return first, second, u.completed(t, dir, u.again)
}

// A list that is being hashed is refused to a second run, which names the
// first.
func TestSecondRunOnAPartialOutputIsRefused(t *testing.T) {
	needsTrace(t)
	for _, j := range jobs {
		if !j.keepsState {
			continue
		}
		for _, lock := range locks {
			t.Run(j.name+" "+lock.name, func(t *testing.T) {
				u := j.undisturbed(t)
				dir := j.fresh(t)
				var second end
				first := trace(t, dir, j.command, lockedBy(lock.err, func(c *call) action {
					if c.name == "pwrite64" && second.status == 0 {
						second, _ = traced(dir, append([]string{program}, j.again...), lockedBy(lock.err, pass))
					}
					return action{}
				}))
				if err := unexplained(second); err != nil {
					t.Errorf("%v\n%v", err, second)
				}
				if second.status != 2 || !strings.Contains(second.stderr, "another run") {
					t.Errorf("the second run: %v", second)
				}
				if err := u.ended(t, dir, first); err != nil {
					t.Errorf("the first run: %v", err)
				}
			})
		}
	}
}
