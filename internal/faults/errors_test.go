//go:build linux && amd64

package faults

import (
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// callErrors are what the calls can fail with. Those that only read have an
// entry of their own where it differs.
var callErrors = map[string][]syscall.Errno{
	"openat":          {syscall.ENOSPC, syscall.EACCES, syscall.EROFS, syscall.EMFILE, syscall.EDQUOT, syscall.EIO, syscall.ESTALE, syscall.ENFILE, syscall.EINTR},
	"openat to read":  {syscall.EIO, syscall.EACCES, syscall.ESTALE, syscall.EMFILE, syscall.ENOENT, syscall.EINTR},
	"read":            {syscall.EIO, syscall.ESTALE, syscall.EINTR},
	"pread64":         {syscall.EIO, syscall.ESTALE, syscall.EINTR},
	"write":           {syscall.ENOSPC, syscall.EIO, syscall.EDQUOT, syscall.EFBIG, syscall.EINTR},
	"pwrite64":        {syscall.ENOSPC, syscall.EIO},
	"fsync":           {syscall.EIO, syscall.ENOSPC, syscall.EDQUOT, syscall.ESTALE, syscall.EROFS},
	"close":           {syscall.EIO, syscall.EDQUOT, syscall.ENOSPC, syscall.EINTR},
	"close to read":   {syscall.EIO, syscall.EINTR},
	"renameat":        {syscall.EIO, syscall.ENOSPC, syscall.EROFS, syscall.EACCES, syscall.ESTALE},
	"renameat2":       {syscall.EIO, syscall.ENOSPC, syscall.EROFS, syscall.EACCES, syscall.ESTALE, syscall.EINVAL, syscall.ENOSYS},
	"linkat":          {syscall.EIO, syscall.EPERM, syscall.EMLINK},
	"unlinkat":        {syscall.EIO, syscall.EROFS, syscall.EACCES, syscall.ESTALE},
	"mkdirat":         {syscall.ENOSPC, syscall.EACCES, syscall.EROFS, syscall.EIO, syscall.EDQUOT},
	"ftruncate":       {syscall.EIO, syscall.EROFS, syscall.EINTR},
	"fchmod":          {syscall.EPERM, syscall.EIO, syscall.EROFS},
	"fchmodat":        {syscall.EPERM, syscall.EIO, syscall.EROFS},
	"flock":           {syscall.ENOLCK, syscall.EOPNOTSUPP, syscall.EIO, syscall.EINTR},
	"getdents64":      {syscall.EIO, syscall.ESTALE},
	"fstat":           {syscall.EIO, syscall.ESTALE},
	"newfstatat":      {syscall.EIO, syscall.EACCES, syscall.ESTALE},
	"lseek":           {syscall.EIO},
	"readlinkat":      {syscall.EIO, syscall.EACCES},
	"symlinkat":       {syscall.EIO, syscall.EPERM},
	"utimensat":       {syscall.EPERM},
	"copy_file_range": {syscall.EIO, syscall.ENOSPC},
	"fallocate":       {syscall.ENOSPC, syscall.EOPNOTSUPP},
	"fdatasync":       {syscall.EIO},
}

// kind returns the key of callErrors.
func (c *call) kind() string {
	if (c.name == "openat" || c.name == "close") && !c.changes() {
		return c.name + " to read"
	}
	return c.name
}

// A callFault is a call that fails, once or with all of its kind after it.
type callFault struct {
	at    int // the call's number
	kind  string
	err   syscall.Errno
	after bool // those after it too
}

// callFaults returns faults for every call of a run, each time with another
// error, so that all are met.
func (j job) callFaults(t *testing.T, dir string, arguments []string) []callFault {
	t.Helper()
	var faults []callFault
	seen := map[string]int{}
	n := 0
	j.trace(t, dir, arguments, func(c *call) action {
		n++
		if j.slow && c.name != "fsync" && !strings.Contains(c.path, ".fanout-state") {
			return action{} // not at another pace
		}
		kind := c.kind()
		for _, after := range []bool{false, true} {
			errs := callErrors[kind]
			err := errs[seen[kind]%len(errs)]
			seen[kind]++
			if after && err == syscall.EINTR {
				continue // Go would try for ever, as it should
			}
			faults = append(faults, callFault{n - 1, kind, err, after})
		}
		return action{}
	})
	return faults
}

// failAt runs the program with a fault, and returns the call that it met, or
// nil.
func (j job) failAt(t *testing.T, dir string, arguments []string, f callFault) (end, *call) {
	t.Helper()
	n := 0
	var met *call
	e := j.trace(t, dir, arguments, func(c *call) action {
		n++
		hit := n-1 == f.at || f.after && n-1 > f.at
		if !hit || c.kind() != f.kind {
			return action{}
		}
		if met == nil {
			met = c
		}
		return action{fail: f.err}
	})
	return e, met
}

func TestErrorsOfEveryCallAreNamedAndResumed(t *testing.T) {
	needsTrace(t)
	for _, j := range tracedJobs() {
		t.Run(j.name, func(t *testing.T) {
			u := j.undisturbed(t)
			faults := j.callFaults(t, j.fresh(t), j.command)
			if level == "short" {
				faults = spread(faults, 8)
			}
			ends := map[int]int{}
			for _, f := range faults {
				dir := j.fresh(t)
				e, met := j.failAt(t, dir, j.command, f)
				ends[e.status]++
				if err := u.survived(t, dir, e); err != nil {
					t.Errorf("call %d, %v fails with %v (for good: %t): %v\nfirst run: %v", f.at, met, f.err, f.after, err, e)
				}
			}
			t.Logf("%d errors; runs by status: %v", len(faults), ends)
		})
	}
}

var quoted = regexp.MustCompile(`fanout: error: .*"[^"]+"`)

// survived returns an error unless a run in which a call failed has ended so
// that nothing is wrong or untold, and the run after it ends as an undisturbed
// one.
func (u undisturbed) survived(t *testing.T, dir string, e end) error {
	t.Helper()
	if err := unexplained(e); err != nil {
		return err
	}
	whole, failures := u, u.newFailures(e)
	if failures > 0 {
		u = u.without(t, dir)
	}
	if err := u.torn(t, dir); err != nil {
		return err
	}
	if err := u.vouched(t, dir); err != nil {
		return err
	}
	switch {
	case e.status == u.status && failures == 0:
		if missing := u.missing(t, dir); missing != "" {
			return fmt.Errorf("%s is missing", missing)
		}
		return u.finishedAgain(t, dir)
	case e.status == 3 && failures > 0:
		return whole.completed(t, dir, u.afterFailures())
	case e.status != 1 && e.status != 2:
		return fmt.Errorf("a status that tells nothing")
	case !quoted.MatchString(e.stderr):
		return fmt.Errorf("an error that names nothing")
	case strings.Contains(e.stderr, "fanout: next: "):
		return fmt.Errorf("a run that failed says what to do with its output")
	}
	return u.completed(t, dir, u.again)
}

// without returns u for a run in which files failed that others have. What
// analyze has made of the others is then right as it is.
func (u undisturbed) without(t *testing.T, dir string) undisturbed {
	t.Helper()
	const profile = "made/profile.json"
	made := u.made(t, dir)
	if made[profile] != "" && json.Valid([]byte(made[profile])) {
		u.files = maps.Clone(u.files)
		u.files[profile] = made[profile]
	}
	return u
}

// newFailures counts the items of which only e says that they failed.
func (u undisturbed) newFailures(e end) (n int) {
	for line := range strings.Lines(e.stderr) {
		if strings.HasPrefix(line, "fanout: failed: ") && !strings.Contains(u.stderr, line) {
			n++
		}
	}
	return n
}

// finishedAgain runs a job again whose first run was complete, for what may be
// left beside its outputs.
func (u undisturbed) finishedAgain(t *testing.T, dir string) error {
	t.Helper()
	if u.strays(t, dir) == nil {
		return u.whole(t, dir)
	}
	return u.completed(t, dir, u.again)
}

// missing returns an output that is not there.
func (u undisturbed) missing(t *testing.T, dir string) string {
	t.Helper()
	made := u.made(t, dir)
	for name := range u.files {
		if _, ok := made[name]; !ok {
			return name
		}
	}
	return ""
}

var doneLine = regexp.MustCompile(`"status":"done".*"output":"([^"]+)"`)

// vouched returns an error if a report calls an output done that is not there.
func (u undisturbed) vouched(t *testing.T, dir string) error {
	t.Helper()
	made := u.made(t, dir)
	for name, content := range made {
		if !strings.HasSuffix(name, "report.jsonl") {
			continue
		}
		for _, done := range doneLine.FindAllStringSubmatch(content, -1) {
			if _, ok := made[filepath.ToSlash(done[1])]; !ok {
				return fmt.Errorf("the report calls %s done, which is not there", done[1])
			}
		}
	}
	return nil
}
