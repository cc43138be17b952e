//go:build linux

package faults

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// newRandom returns a source of random numbers whose seed is logged, and can be
// given by FANOUT_SEED.
func newRandom(t *testing.T) *rand.Rand {
	t.Helper()
	seed, err := strconv.ParseUint(os.Getenv("FANOUT_SEED"), 10, 64)
	if err != nil {
		seed = rand.Uint64()
	}
	t.Logf("FANOUT_SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

// A blow is one or more signals, and what becomes of a run that gets them.
type blow struct {
	signals []syscall.Signal
	ends    bool // with 128 and one of them; else as an undisturbed run
	tidy    bool // it ends in order: with no file but what can be resumed
}

var blows = []blow{
	{[]syscall.Signal{syscall.SIGINT}, true, true},
	{[]syscall.Signal{syscall.SIGTERM}, true, true},
	{[]syscall.Signal{syscall.SIGHUP}, true, true},
	{[]syscall.Signal{syscall.SIGINT, syscall.SIGINT}, true, false},
	{[]syscall.Signal{syscall.SIGTERM, syscall.SIGINT}, true, false},
	{[]syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP}, true, false},
	{[]syscall.Signal{syscall.SIGQUIT}, true, false},
	{[]syscall.Signal{syscall.SIGKILL}, true, false},
	{[]syscall.Signal{syscall.SIGTSTP, syscall.SIGCONT}, false, true},
	{[]syscall.Signal{syscall.SIGSTOP, syscall.SIGCONT}, false, true},
	{[]syscall.Signal{syscall.SIGSTOP, syscall.SIGINT, syscall.SIGCONT}, true, true},
	{[]syscall.Signal{syscall.SIGWINCH}, false, true},
	{[]syscall.Signal{syscall.SIGPIPE}, false, true},
	{[]syscall.Signal{syscall.SIGUSR1}, false, true},
}

// A signal at any moment of a run on a terminal: the terminal is as before,
// what can be stopped in order leaves nothing behind, and the next run goes on.
func TestSignalsAtRandomMomentsLeaveTheTerminalAsItWas(t *testing.T) {
	needs(t)
	random := newRandom(t)
	trials, ended := 10, 0
	if level == "long" {
		trials = 300
	}
	var runs []undisturbed
	for _, j := range jobs {
		runs = append(runs, j.undisturbed(t))
	}
	for trial := range trials {
		u, b := runs[trial%len(runs)], blows[random.IntN(len(blows))]
		after := time.Duration(random.Int64N(int64(u.took + u.took/4)))
		t.Run(fmt.Sprintf("%s %v after %v", u.name, b.signals, after), func(t *testing.T) {
			if b.strike(t, u, after, random) {
				ended++
			}
		})
	}
	t.Logf("%d signals, %d of them ended a run", trials, ended)
}

// strike runs the job on a terminal, sends the signals after a while, and runs
// the job again. It reports whether the signals have ended the first run.
func (b blow) strike(t *testing.T, u undisturbed, after time.Duration, random *rand.Rand) (ended bool) {
	t.Helper()
	dir, term := u.fresh(t), newTerminal(t)
	cmd := term.start(t, dir, u.command)
	time.Sleep(after) // the moment is what is tested
	for i, signal := range b.signals {
		if i > 0 {
			time.Sleep(time.Duration(random.IntN(3000)) * time.Microsecond)
		}
		if err := cmd.Process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
			t.Fatal(err)
		}
	}
	got := wait(t, cmd)
	if err := term.restored(t); err != nil {
		t.Error(err)
	}
	early := term.text() == "" // the runtime handles no signal yet
	ended = (b.ends || early) && b.statusFits(got)
	switch {
	case got == u.status && !ended: // the signals came too late, or do nothing
		if err := u.whole(t, dir); err != nil {
			t.Errorf("%v\n%s", err, term.text())
		}
		return false
	case !ended:
		t.Fatalf("status %d\n%s", got, term.text())
	case b.tidy:
		if left := temporaries(t, dir); left != nil {
			t.Errorf("it leaves %q\n%s", left, term.text())
		}
	}
	if err := u.resumed(t, dir); err != nil {
		t.Errorf("%v\nfirst run: %s", err, term.text())
	}
	return true
}

// statusFits reports whether a status is that of a run which the signals ended.
// Go answers SIGQUIT with 2 and a trace, which is what it is sent for.
func (b blow) statusFits(status int) bool {
	for _, signal := range b.signals {
		if status == 128+int(signal) || signal == syscall.SIGQUIT && status == 2 {
			return true
		}
	}
	return false
}

// wait waits for a command to end, and returns its status.
func wait(t *testing.T, cmd *exec.Cmd) int {
	t.Helper()
	stuck := time.AfterFunc(time.Minute, func() { cmd.Process.Kill() })
	err := cmd.Wait()
	if !stuck.Stop() {
		t.Fatalf("it hangs: %q", cmd.Args)
	}
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return status(cmd.ProcessState)
}

// temporaries returns the files of fanout below dir that a run which ends in
// order takes away: all but what the next run resumes.
func temporaries(t *testing.T, dir string) (left []string) {
	t.Helper()
	for _, name := range list(t, dir) {
		base := filepath.Base(name)
		own := strings.HasPrefix(base, ".fanout-") || strings.Contains(base, ".fanout-")
		resumed := base == ".fanout-journal" || strings.Contains(base, "fanout-partial") || strings.Contains(base, "fanout-state")
		if own && !resumed {
			left = append(left, name)
		}
	}
	return left
}

// A signal while a password is typed gives the terminal back its echo.
func TestSignalsAtThePromptGiveTheEchoBack(t *testing.T) {
	needs(t)
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGALRM, syscall.SIGUSR1, syscall.SIGPIPE, syscall.SIGABRT, syscall.SIGXCPU} {
		term := newTerminal(t)
		cmd := term.start(t, t.TempDir(), []string{"hash", "-", "-o", "h.jsonl", "--iterations", "10"})
		hidden := false
		for deadline := time.Now().Add(20 * time.Second); !hidden && time.Now().Before(deadline); time.Sleep(time.Millisecond) {
			hidden = term.modes(t) != term.before
		}
		if !hidden {
			cmd.Process.Kill()
			wait(t, cmd)
			t.Fatalf("%v: the echo stays on: %s", signal, term.text())
		}
		if err := cmd.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		if signal == syscall.SIGALRM || signal == syscall.SIGUSR1 || signal == syscall.SIGPIPE || signal == syscall.SIGXCPU { // may do nothing
			_ = cmd.Process.Signal(syscall.SIGINT)
		}
		got := wait(t, cmd)
		if err := term.restored(t); err != nil {
			t.Errorf("%v: status %d: %v", signal, got, err)
		}
	}
}
