//go:build linux && amd64

package faults

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// A tracer runs the program and stops it before each of its calls of the
// system, whichever thread makes it. So a fault meets the very call that it is
// meant for, where a debugger's counters are a thread's own.
type tracer struct {
	dir     string
	before  func(*call) action
	threads map[int]*thread
}

// A thread of the traced process.
type thread struct {
	inCall bool
	action action // of the call that it is in
}

// An action is what becomes of a call. The zero value lets it pass.
type action struct {
	fail syscall.Errno // it is not made, and fails
	kill bool          // the process is killed before the call
	half bool          // with kill: after half of what was to be written
}

// traceLimit is how long a traced run may take: the program must not hang.
const traceLimit = 2 * time.Minute

// needsTrace skips the test where processes cannot be traced.
func needsTrace(t *testing.T) {
	t.Helper()
	needs(t)
	if e, err := traced(t.TempDir(), []string{program, "version"}, func(*call) action { return action{} }); err != nil || e.status != 0 {
		t.Skipf("tracing: %v: %v", err, e)
	}
}

// trace runs the program in a folder on one processor, and asks before about
// each call. before is called by one goroutine, which is not the test's.
func trace(t *testing.T, dir string, arguments []string, before func(*call) action) end {
	t.Helper()
	e, err := traced(dir, append([]string{program}, arguments...), before)
	if err != nil {
		t.Fatalf("%q: %v", arguments, err)
	}
	return e
}

// traced is trace for any command.
func traced(dir string, command []string, before func(*call) action) (e end, err error) {
	streams := [2]*os.File{}
	for i := range streams {
		if streams[i], err = os.CreateTemp("", "fanout-stream-"); err != nil {
			return end{}, err
		}
		defer os.Remove(streams[i].Name())
		defer streams[i].Close()
	}
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, streams[0], streams[1]
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Ptrace: true, Setpgid: true}
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return end{}, err
	}
	tr := &tracer{dir: real, before: before, threads: map[int]*thread{}}
	done := make(chan error, 1)
	go func() {
		// Only the thread that has started a process may trace it. It ends with
		// the goroutine, as it is never unlocked.
		runtime.LockOSThread()
		var err error
		e.status, err = tr.run(cmd)
		done <- err
	}()
	if err := <-done; err != nil {
		return end{}, err
	}
	for i, text := range []*string{&e.stdout, &e.stderr} {
		content, err := os.ReadFile(streams[i].Name())
		if err != nil {
			return end{}, err
		}
		*text = string(content)
	}
	return e, nil
}

// run runs the command to its end and returns its status.
func (tr *tracer) run(cmd *exec.Cmd) (status int, err error) {
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	pid := cmd.Process.Pid
	late := false
	timer := time.AfterFunc(traceLimit, func() {
		late = true
		unix.Kill(pid, unix.SIGKILL)
	})
	defer timer.Stop()
	defer cmd.Process.Release()
	const options = unix.PTRACE_O_TRACESYSGOOD | unix.PTRACE_O_TRACECLONE | unix.PTRACE_O_EXITKILL
	for began := false; ; {
		var wait unix.WaitStatus
		tid, err := unix.Wait4(-1, &wait, unix.WALL|unix.WNOTHREAD, nil)
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case err != nil:
			return 0, fmt.Errorf("wait: %w", err)
		case tid == pid && (wait.Exited() || wait.Signaled()):
			if late {
				return 0, fmt.Errorf("not done after %v", traceLimit)
			}
			if wait.Signaled() {
				return 128 + int(wait.Signal()), nil
			}
			return wait.ExitStatus(), nil
		case !wait.Stopped():
			delete(tr.threads, tid)
			continue
		}
		if !began {
			began = true
			if err := unix.PtraceSetOptions(pid, options); err != nil {
				return 0, fmt.Errorf("trace: %w", err)
			}
		}
		// A thread that was killed meanwhile is no error: its end is next.
		if err := unix.PtraceSyscall(tid, tr.stopped(pid, tid, wait)); err != nil && !errors.Is(err, unix.ESRCH) {
			return 0, fmt.Errorf("go on: %w", err)
		}
	}
}

// stopped handles a stop of a thread, and returns the signal to hand on.
func (tr *tracer) stopped(pid, tid int, wait unix.WaitStatus) (signal int) {
	th, known := tr.threads[tid]
	if !known {
		tr.threads[tid] = &thread{}
		return 0 // the stop in which a process or thread begins to be traced
	}
	switch wait.StopSignal() {
	case unix.SIGTRAP | 0x80:
		th.inCall = !th.inCall
		if th.inCall {
			th.action = tr.enter(pid, tid)
		} else {
			tr.leave(pid, tid, th.action)
		}
		return 0
	case unix.SIGTRAP:
		return 0 // an event, as the start of a thread
	}
	return int(wait.StopSignal())
}

// enter finds out what becomes of the call that a thread is about to make.
func (tr *tracer) enter(pid, tid int) action {
	var regs unix.PtraceRegs
	if unix.PtraceGetRegs(tid, &regs) != nil {
		return action{}
	}
	c := newCall(tr.dir, tid, &regs)
	if c == nil {
		return action{}
	}
	a := tr.before(c)
	switch {
	case a.half && regs.Rdx > 1:
		regs.Rdx /= 2
	case a.kill:
		unix.Kill(pid, unix.SIGKILL)
		return action{}
	case a.fail != 0:
		regs.Orig_rax = ^uint64(0) // no call has this number
	default:
		return action{}
	}
	unix.PtraceSetRegs(tid, &regs)
	return a
}

// leave ends a call as its action demands.
func (tr *tracer) leave(pid, tid int, a action) {
	switch {
	case a.kill:
		unix.Kill(pid, unix.SIGKILL)
	case a.fail != 0:
		var regs unix.PtraceRegs
		if unix.PtraceGetRegs(tid, &regs) == nil {
			regs.Rax = -uint64(a.fail)
			unix.PtraceSetRegs(tid, &regs)
		}
	}
}

// A call is one of a call of the system about a file of the job.
type call struct {
	name  string // as "openat"
	path  string // relative to the job's folder
	flags int    // of openat, and of the descriptor of others
	fd    string // a name by which a test can open the descriptor; "" for a call that names its file
}

func (c *call) String() string { return fmt.Sprintf("%s %q", c.name, c.path) }

// callKinds say where the calls that matter keep descriptor and path. A path of
// -1 is none.
var callKinds = map[uint64]struct {
	name     string
	fd, path int
}{
	unix.SYS_OPENAT: {"openat", 0, 1}, unix.SYS_OPEN: {"open", -1, 0}, unix.SYS_READ: {"read", 0, -1}, unix.SYS_PREAD64: {"pread64", 0, -1},
	unix.SYS_WRITE: {"write", 0, -1}, unix.SYS_PWRITE64: {"pwrite64", 0, -1}, unix.SYS_WRITEV: {"writev", 0, -1},
	unix.SYS_FSYNC: {"fsync", 0, -1}, unix.SYS_FDATASYNC: {"fdatasync", 0, -1}, unix.SYS_FTRUNCATE: {"ftruncate", 0, -1},
	unix.SYS_RENAMEAT: {"renameat", 0, 1}, unix.SYS_RENAMEAT2: {"renameat2", 0, 1}, unix.SYS_LINKAT: {"linkat", 0, 1},
	unix.SYS_UNLINKAT: {"unlinkat", 0, 1}, unix.SYS_MKDIRAT: {"mkdirat", 0, 1}, unix.SYS_MKDIR: {"mkdir", -1, 0},
	unix.SYS_RENAME: {"rename", -1, 0}, unix.SYS_UNLINK: {"unlink", -1, 0}, unix.SYS_RMDIR: {"rmdir", -1, 0},
	unix.SYS_FCHMOD: {"fchmod", 0, -1}, unix.SYS_FCHMODAT: {"fchmodat", 0, 1}, unix.SYS_FLOCK: {"flock", 0, -1}, unix.SYS_CLOSE: {"close", 0, -1},
	unix.SYS_GETDENTS64: {"getdents64", 0, -1}, unix.SYS_FSTAT: {"fstat", 0, -1}, unix.SYS_NEWFSTATAT: {"newfstatat", 0, 1},
	unix.SYS_COPY_FILE_RANGE: {"copy_file_range", 2, -1}, unix.SYS_FALLOCATE: {"fallocate", 0, -1}, unix.SYS_UTIMENSAT: {"utimensat", 0, 1},
	unix.SYS_READLINKAT: {"readlinkat", 0, 1}, unix.SYS_LSEEK: {"lseek", 0, -1}, unix.SYS_SYMLINKAT: {"symlinkat", 1, 2},
}

// newCall returns the call that a thread is about to make, or nil if it is not
// about a file below dir.
func newCall(dir string, tid int, regs *unix.PtraceRegs) *call {
	kind, ok := callKinds[regs.Orig_rax]
	if !ok {
		return nil
	}
	args := [...]uint64{regs.Rdi, regs.Rsi, regs.Rdx}
	c := &call{name: kind.name}
	at := fmt.Sprintf("/proc/%d/cwd", tid)
	if kind.fd >= 0 && int32(args[kind.fd]) != unix.AT_FDCWD {
		at = fmt.Sprintf("/proc/%d/fd/%d", tid, int32(args[kind.fd]))
	}
	path, err := os.Readlink(at)
	if err != nil {
		return nil
	}
	path = strings.TrimSuffix(path, " (deleted)")
	if kind.path >= 0 {
		if name := text(tid, args[kind.path]); filepath.IsAbs(name) {
			path = name
		} else {
			path = filepath.Join(path, name)
		}
	} else {
		c.fd = at
	}
	if c.path, err = filepath.Rel(dir, path); err != nil || !filepath.IsLocal(c.path) {
		return nil
	}
	switch {
	case kind.name == "openat":
		c.flags = int(regs.Rdx)
	case c.fd != "":
		c.flags = fdFlags(strings.Replace(at, "/fd/", "/fdinfo/", 1))
	}
	return c
}

// fdFlags returns the flags that a descriptor was opened with.
func fdFlags(info string) (flags int) {
	content, _ := os.ReadFile(info)
	for line := range strings.Lines(string(content)) {
		if value, ok := strings.CutPrefix(line, "flags:"); ok {
			fmt.Sscanf(value, "%o", &flags)
		}
	}
	return flags
}

// text returns the string at an address of a thread's memory.
func text(tid int, address uint64) string {
	f, err := os.Open(fmt.Sprintf("/proc/%d/mem", tid))
	if err != nil {
		return ""
	}
	defer f.Close()
	var b [unix.PathMax]byte
	n, _ := f.ReadAt(b[:], int64(address))
	name, _, _ := strings.Cut(string(b[:n]), "\x00")
	return name
}

// changes reports whether the call changes files: what is killed before it
// leaves something else than what is killed after it.
func (c *call) changes() bool {
	writable := c.flags&unix.O_ACCMODE != unix.O_RDONLY
	switch c.name {
	case "openat":
		return c.flags&(unix.O_CREAT|unix.O_TRUNC) != 0 || writable
	case "close":
		return writable
	case "read", "pread64", "getdents64", "fstat", "newfstatat", "open", "readlinkat", "lseek":
		return false
	}
	return true
}
