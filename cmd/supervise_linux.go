package cmd

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"github.com/dustin/go-humanize"
	"golang.org/x/sys/unix"

	_ "fanout/cmd/frugal" // a runtime that dies early cannot be supervised
)

// supervisorVar names the process that supervises this one. Its value is
// checked against the parent, so that it means nothing to other programs.
const supervisorVar = "FANOUT_SUPERVISOR"

// self is the program that runs, also if its file has another name by now.
const self = "/proc/self/exe"

// Files that a supervised process gets besides the standard ones.
const (
	realStderr = 3 // number 2 leads to the supervisor
	signalPipe = 4 // a byte for each signal that the supervisor has got
)

// Supervise does nothing unless the system limits the memory or the threads of
// this process. The runtime of Go ends a program that runs into such a limit
// with a trace and status 2, and no code can prevent that. So the work is done
// by a child with the same streams. Supervise waits for it, passes signals on,
// and turns such an end into a sentence and status 1. It returns the status of
// the child; ended is false if the work is to be done in this process. It must
// be called before [System].
func Supervise() (status int, ended bool) {
	if os.Getenv(supervisorVar) == strconv.Itoa(os.Getppid()) {
		os.Unsetenv(supervisorVar)
		os.Stderr = os.NewFile(realStderr, "/dev/stderr")
		endings.supervise()
		go takeSignals(os.NewFile(signalPipe, "signals"))
		return 0, false
	}
	limit := strictLimit()
	if limit == "" {
		return 0, false
	}
	status, err := superviseChild(limit)
	if err != nil {
		fmt.Fprintf(os.Stderr, "fanout: error: cannot start under the limits of this process (%s): %v\n", limit, err)
		fmt.Fprintf(os.Stderr, "fanout: hint: raise that limit\n")
		return statusRun, true
	}
	return status, true
}

// fewThreads is a limit on the processes of a user that a run may reach.
const fewThreads = 1000

// strictLimit describes the limits of this process that a run may reach, or
// returns "".
func strictLimit() string {
	var found []string
	for _, l := range []struct {
		resource int
		text     string
	}{{unix.RLIMIT_AS, "of address space (ulimit -v)"}, {unix.RLIMIT_DATA, "of data (ulimit -d)"}} {
		if n, limited := softLimit(l.resource); limited {
			found = append(found, humanize.IBytes(n)+" "+l.text)
		}
	}
	if n, limited := softLimit(unix.RLIMIT_NPROC); limited && n < fewThreads {
		found = append(found, fmt.Sprintf("%d processes and threads (ulimit -u)", n))
	}
	return strings.Join(found, ", ")
}

// softLimit returns the limit on a resource, if there is one.
func softLimit(resource int) (n uint64, limited bool) {
	var r unix.Rlimit
	err := unix.Getrlimit(resource, &r)
	return r.Cur, err == nil && r.Cur != unix.RLIM_INFINITY
}

// superviseChild runs the program once more under the limits that limit
// describes, and returns its status.
func superviseChild(limit string) (status int, err error) {
	runtime.LockOSThread() // the child dies with the thread that starts it
	defer runtime.UnlockOSThread()
	in, out, err := os.Pipe()
	if err != nil {
		return 0, err
	}
	defer out.Close()
	crash := &crashText{}
	child := &exec.Cmd{
		Path: self, Args: os.Args,
		Env:   append(os.Environ(), fmt.Sprintf("%s=%d", supervisorVar, os.Getpid())),
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: crash,
		ExtraFiles:  []*os.File{os.Stderr, in},
		SysProcAttr: &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL},
	}
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, slices.Concat(endingSignals(), stateSignals)...)
	err = child.Start()
	in.Close()
	if err != nil {
		return 0, err
	}
	go func() {
		for s := range signals {
			_, _ = out.Write([]byte{byte(s.(syscall.Signal))})
		}
	}()
	var exit *exec.ExitError
	if err := child.Wait(); err != nil && !errors.As(err, &exit) {
		return 0, err
	}
	return crash.status(child.ProcessState, limit), nil
}

// A crashText is what the runtime of a child writes about its end; the child's
// own messages go to the real standard error.
type crashText struct{ bytes.Buffer }

// maxCrashText is more than the runtime writes, in bytes.
const maxCrashText = 1 << 20

func (c *crashText) Write(p []byte) (int, error) {
	c.Buffer.Write(p[:min(len(p), maxCrashText-c.Len())])
	return len(p), nil
}

// wants are the resources that the runtime of Go ends a program for, and the
// texts by which it says so.
var wants = []struct {
	what  string
	texts []string
}{
	{"threads", []string{"failed to create new OS thread", "newosproc", "pthread_create failed"}},
	{"memory", []string{
		"out of memory", "cannot allocate memory", "cannot map pages", "failed to reserve", "too much locked memory",
	}},
}

// status returns the exit status for the end of a child, and prints what its
// runtime has to say.
func (c *crashText) status(end *os.ProcessState, limit string) int {
	wait, ok := end.Sys().(syscall.WaitStatus)
	const runtimeStatus = 2 // of a fatal error
	fatal := end.ExitCode() == runtimeStatus || ok && wait.Signaled() && wait.Signal() == syscall.SIGABRT
	for _, w := range wants {
		if fatal && slices.ContainsFunc(w.texts, func(t string) bool { return bytes.Contains(c.Bytes(), []byte(t)) }) {
			fmt.Fprintf(os.Stderr, "fanout: error: out of %s: this process may have %s\n", w.what, limit)
			fmt.Fprintf(os.Stderr, "fanout: hint: raise that limit, or take fewer workers (-j 1) and a lower --max-memory; finished outputs are kept\n")
			return statusRun
		}
	}
	_, _ = os.Stderr.Write(c.Bytes())
	if ok && wait.Signaled() {
		return statusInterrupted + int(wait.Signal())
	}
	return end.ExitCode()
}

// takeSignals hands on the signals that come from the supervisor.
func takeSignals(in io.Reader) {
	b := make([]byte, 1)
	for {
		if _, err := io.ReadFull(in, b); err != nil {
			return // the supervisor is gone, and this process goes with it
		}
		endings.deliver(syscall.Signal(b[0]))
	}
}
