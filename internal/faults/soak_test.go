//go:build linux

package faults

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A soak is the state of a round: a job whose runs are disturbed.
type soak struct {
	undisturbed
	dir    string
	random *rand.Rand
	said   []string // what was done, for the message of a failure
}

// faults of a soak, each a run that is disturbed or a change between runs.
var soakFaults = []struct {
	name string
	do   func(t *testing.T, s *soak, arguments []string) end
}{
	{"signal", signalled},
	{"error", injected},
	{"file too large", func(t *testing.T, s *soak, arguments []string) end {
		return finish(t, limited(fmt.Sprintf("ulimit -f %d", s.random.IntN(8)), s.dir, arguments, nil))
	}},
	{"few files", func(t *testing.T, s *soak, arguments []string) end {
		return finish(t, limited(fmt.Sprintf("ulimit -n %d", 10+s.random.IntN(20)), s.dir, arguments, nil))
	}},
	{"damage", damaged},
}

// Runs are disturbed at random, and each is followed by the step that its
// message advises, until one ends well: nothing is lost, nothing is doubled,
// and no message is without a next step. FANOUT_SOAK is the time it takes.
func TestSoakOfRandomFaultsLosesNothing(t *testing.T) {
	needsLong(t, "bash", "strace")
	last, err := time.ParseDuration(os.Getenv("FANOUT_SOAK"))
	if err != nil {
		last = 2 * time.Minute
	}
	random := newRandom(t)
	var runs []undisturbed
	for _, j := range jobs {
		runs = append(runs, j.undisturbed(t))
	}
	rounds, counts := 0, map[string]int{}
	for end := time.Now().Add(last); time.Now().Before(end); rounds++ {
		u := runs[random.IntN(len(runs))]
		t.Run(fmt.Sprintf("%d %s", rounds, u.name), func(t *testing.T) {
			s := &soak{undisturbed: u, dir: u.fresh(t), random: random}
			s.round(t, counts)
		})
	}
	t.Logf("%d rounds in %v, faults: %v", rounds, last, counts)
}

// round disturbs a few runs of the job and then lets it end.
func (s *soak) round(t *testing.T, counts map[string]int) {
	arguments := s.command
	for range 1 + s.random.IntN(4) {
		fault := soakFaults[s.random.IntN(len(soakFaults))]
		counts[fault.name]++
		e := fault.do(t, s, arguments)
		s.said = append(s.said, fmt.Sprintf("%s: %v", fault.name, e))
		s.check(t, e)
		arguments = s.advised(e)
	}
	for range 6 {
		e := run(t, s.dir, append([]string{program}, arguments...)...)
		s.said = append(s.said, fmt.Sprintf("%q: %v", arguments, e))
		s.check(t, e)
		if e.status == s.status {
			if err := s.whole(t, s.dir); err != nil {
				t.Fatalf("%v\n%s", err, strings.Join(s.said, "\n"))
			}
			return
		}
		arguments = s.advised(e)
	}
	t.Fatalf("it does not come to an end:\n%s", strings.Join(s.said, "\n"))
}

// check fails the test if a run ended without saying what to do.
func (s *soak) check(t *testing.T, e end) {
	t.Helper()
	if err := unexplained(e); err != nil {
		t.Errorf("%v\n%s", err, strings.Join(s.said, "\n"))
	}
}

// advised returns the arguments of the run that the hint of another advises:
// those of the first flag that it names.
func (s *soak) advised(e end) []string {
	_, hint, _ := strings.Cut(e.stderr, "fanout: hint: ")
	if strings.HasPrefix(hint, "move it away") { // the journal
		os.Remove(filepath.Join(s.dir, "out", ".fanout-journal"))
	}
	first, advised := len(hint), s.again
	for flag, arguments := range map[string][]string{
		"--resume": s.again, "--retry-failed": s.afterFailures(),
		"--update":           append(s.command[:len(s.command):len(s.command)], "--update"),
		"--overwrite always": append(s.command[:len(s.command):len(s.command)], "--overwrite", "always"),
	} {
		if at := strings.Index(hint, flag); at >= 0 && at < first {
			first, advised = at, arguments
		}
	}
	return advised
}

// signalled ends a run by a signal at a random moment.
func signalled(t *testing.T, s *soak, arguments []string) end {
	signals := []syscall.Signal{syscall.SIGKILL, syscall.SIGKILL, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP}
	signal := signals[s.random.IntN(len(signals))]
	after := time.Duration(s.random.Int64N(int64(s.took)))
	cmd := exec.Command("timeout", append([]string{"-s", fmt.Sprint(int(signal)), "--preserve-status", fmt.Sprintf("%f", after.Seconds()), program}, arguments...)...)
	cmd.Dir = s.dir
	return finish(t, cmd)
}

// injected has one call of a run fail.
func injected(t *testing.T, s *soak, arguments []string) end {
	calls := []string{"fsync", "write", "renameat2", "openat", "mkdirat", "read", "pread64", "fchmod", "flock", "unlinkat", "close"}
	errnos := []string{"EIO", "ENOSPC", "EDQUOT", "EACCES", "EROFS", "ESTALE", "EMFILE"}
	rule := fmt.Sprintf("inject=%s:error=%s:when=%d", calls[s.random.IntN(len(calls))], errnos[s.random.IntN(len(errnos))], 1+s.random.IntN(30))
	cmd := exec.Command("strace", append([]string{"-f", "-qq", "-o", "/dev/null", "-e", "trace=none", "-e", rule, program}, arguments...)...)
	cmd.Dir = s.dir
	e := finish(t, cmd)
	e.stdout = rule + "\n" + e.stdout
	return e
}

// age makes files older than any run.
func age(t *testing.T, dir string, names []string) {
	t.Helper()
	old := time.Now().AddDate(0, -1, 0)
	for _, name := range names {
		if err := os.Chtimes(filepath.Join(dir, name), old, old); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
}

// damaged cuts, blanks or deletes something that an earlier run has left to be
// resumed, and runs the job.
func damaged(t *testing.T, s *soak, arguments []string) end {
	var left []string
	for _, name := range list(t, s.dir) {
		if strings.Contains(filepath.Base(name), ".fanout-") {
			left = append(left, name)
		}
	}
	said := "nothing to damage"
	if len(left) > 0 {
		name := left[s.random.IntN(len(left))]
		content := []byte(read(t, filepath.Join(s.dir, name)))
		how := s.random.IntN(4)
		said = fmt.Sprintf("damage %d of %s", how, name)
		at := s.random.IntN(len(content) + 1)
		switch {
		case how == 0:
			content = content[:at]
		case how == 1:
			clear(content[at:])
		case how == 2 && at < len(content):
			content[at] ^= 1 << s.random.IntN(8)
		}
		path := filepath.Join(s.dir, name)
		err := os.WriteFile(path, content, 0o600)
		if how == 3 {
			err = os.Remove(path)
			age(t, s.dir, left) // temporaries without a lock are swept when they are old
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	e := run(t, s.dir, append([]string{program}, arguments...)...)
	e.stdout = said + "\n" + e.stdout
	return e
}
