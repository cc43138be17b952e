//go:build linux

package faults

import (
	"bytes"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Twenty runs at once share inputs and outputs; some are killed and started
// again. Each ends with a status and a message that fit, and what they leave is
// what one undisturbed run of each job makes, once each was run again.
func TestMixedRunsAtOnceLoseAndDoubleNothing(t *testing.T) {
	needs(t)
	random := newRandom(t)
	dir := t.TempDir()
	var runs []undisturbed
	for _, j := range jobs {
		runs = append(runs, j.undisturbed(t))
		j.prepare(t, dir)
	}
	processes, statuses := 20, map[int]int{}
	type started struct {
		u    undisturbed
		cmd  *exec.Cmd
		errs *bytes.Buffer
		kill *time.Timer
	}
	start := func(u undisturbed, arguments []string, kill time.Duration) started {
		s := started{u: u, cmd: exec.Command(program, arguments...), errs: &bytes.Buffer{}}
		s.cmd.Dir, s.cmd.Stderr = dir, s.errs
		if err := s.cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if kill > 0 {
			s.kill = time.AfterFunc(kill, func() { s.cmd.Process.Signal(syscall.SIGKILL) })
		}
		return s
	}
	end := func(s started) {
		e := end{status: wait(t, s.cmd), stderr: s.errs.String()}
		if s.kill != nil {
			s.kill.Stop()
		}
		statuses[e.status]++
		allowed := []int{s.u.status, 1, 2, 3, 128 + int(syscall.SIGKILL)}
		if err := unexplained(e); err != nil || !slices.Contains(allowed, e.status) || e.status == 137 && s.kill == nil {
			t.Errorf("%q: %v: %v", s.cmd.Args, err, e)
		}
	}
	var all, again []started
	for i := range processes {
		u, kill := runs[i%len(runs)], time.Duration(0)
		arguments := withoutReports(u.command)
		if i >= len(runs) {
			arguments = withoutReports(u.again)
		}
		if i%3 == 0 {
			kill = time.Millisecond + time.Duration(random.Int64N(int64(4*u.took)))
		}
		all = append(all, start(u, arguments, kill))
	}
	for _, s := range all {
		end(s)
		if s.kill != nil {
			again = append(again, start(s.u, withoutReports(s.u.again), 0))
		}
	}
	for _, s := range again {
		end(s)
	}
	t.Logf("%d runs at once and %d started again, by status: %v", processes, len(again), statuses)
	for _, u := range runs {
		u.inputs = filesOf(runs) // those of others stand beside this job's
		if err := u.resumed(t, dir); err != nil {
			t.Errorf("%s: %v", u.name, err)
		}
	}
}

// filesOf returns the names of all files that belong to runs.
func filesOf(runs []undisturbed) (names []string) {
	for _, u := range runs {
		names = append(names, u.inputs...)
		names = append(names, u.kept...)
		for name := range u.files {
			names = append(names, name)
		}
	}
	return names
}

// withoutReports leaves out the flags of reports, which each run would have to
// itself.
func withoutReports(arguments []string) (rest []string) {
	for i := 0; i < len(arguments); i++ {
		if arguments[i] == "--report" || strings.HasPrefix(arguments[i], "--summary") {
			i++
			continue
		}
		rest = append(rest, arguments[i])
	}
	return rest
}
