//go:build linux || darwin || dragonfly || freebsd || netbsd || openbsd

package cmd

import (
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"slices"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

// A terminal is one at which passwords are typed. Its echo is off only while it
// is read, and as it was when a signal stops or ends the process.
type terminal struct {
	file *os.File

	mu     sync.Mutex
	asked  bool          // a line is being read
	before *unix.Termios // nil: the echo is as it was
	closed bool          // and stays so
}

// endKey is what ends a list.
const endKey = "Ctrl-D"

// typedEnd is what ends other input that is typed.
const typedEnd = "Ctrl-D"

// openTerminal returns the terminal that f is, or nil.
func openTerminal(f *os.File) *terminal {
	if _, err := unix.IoctlGetTermios(int(f.Fd()), getTermios); err != nil {
		return nil
	}
	return &terminal{file: f}
}

// readLine returns the next line without its end; io.EOF comes with what is
// before a Ctrl-D. After the process was stopped, again is called.
func (t *terminal) readLine(again func()) (line []byte, err error) {
	defer t.watch(again)()
	t.ask(true)
	defer t.restore()
	defer t.ask(false)
	if err := t.hide(); err != nil {
		return nil, err
	}
	line = make([]byte, 0, maxTyped)
	for {
		n, err := t.file.Read(line[len(line):cap(line)])
		line = line[:len(line)+n]
		switch {
		case len(line) == cap(line): // the system takes no more, and says nothing
			clear(line)
			return nil, fmt.Errorf("it may have been cut, as this terminal takes lines of up to %d bytes", maxTyped)
		case err != nil:
			return line, err
		case line[len(line)-1] == '\n':
			return line[:len(line)-1], nil
		}
	}
}

// ask says whether a line is being read.
func (t *terminal) ask(on bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.asked = on
}

// typing reports whether a line is being read.
func (t *terminal) typing() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.asked
}

// hide turns the echo off while a line is being read. Lines are taken as a
// whole, and Ctrl-C sends its signal. In the background the system stops the
// process here.
func (t *terminal) hide() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed || !t.asked {
		return fs.ErrClosed
	}
	fd := int(t.file.Fd())
	now, err := unix.IoctlGetTermios(fd, getTermios)
	if err != nil {
		return err
	}
	if t.before == nil {
		before := *now
		t.before = &before
	}
	now.Lflag = now.Lflag&^unix.ECHO | unix.ICANON | unix.ISIG
	now.Iflag |= unix.ICRNL
	return unix.IoctlSetTermios(fd, setTermios, now)
}

// close is the last restore: a read that is under way does not hide again.
func (t *terminal) close() {
	t.mu.Lock()
	t.closed = true
	t.mu.Unlock()
	t.restore()
}

// restore undoes hide. A terminal that is not this process's is not touched.
func (t *terminal) restore() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.before == nil {
		return
	}
	if foreground(t.file) {
		_ = unix.IoctlSetTermios(int(t.file.Fd()), setTermios, t.before)
	}
	t.before = nil
}

// foreground reports whether a terminal is this process's. One that is not the
// terminal of a shell is.
func foreground(f *os.File) bool {
	group, err := unix.IoctlGetInt(int(f.Fd()), unix.TIOCGPGRP)
	return err != nil || group == unix.Getpgrp()
}

// oneTerminal reports whether two streams are the same terminal. /dev/tty may
// be any.
func oneTerminal(a, b *os.File) bool {
	var x, y, own unix.Stat_t
	if unix.Fstat(int(a.Fd()), &x) != nil || unix.Fstat(int(b.Fd()), &y) != nil {
		return true
	}
	if unix.Stat("/dev/tty", &own) == nil && (x.Rdev == own.Rdev || y.Rdev == own.Rdev) {
		return true
	}
	return x.Rdev == y.Rdev
}

// stops are the signals that stop the process until it is continued.
var stops = []os.Signal{syscall.SIGTSTP, syscall.SIGTTIN, syscall.SIGTTOU}

// deaths are the signals of which the runtime dies, besides those that end a
// run. Not every system has all of them.
var deaths = []string{
	"SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGSEGV", "SIGSYS", "SIGSTKFLT", "SIGEMT",
}

// watched returns the signals that watch has to do with. One that is ignored,
// as under nohup, stays so.
func watched() []os.Signal {
	all := append([]os.Signal{syscall.SIGCONT}, stops...)
	for _, name := range deaths {
		if s := unix.SignalNum(name); s != 0 {
			all = append(all, s)
		}
	}
	return slices.DeleteFunc(all, signal.Ignored)
}

// watch restores the terminal before a signal stops or ends the process, and
// hides what is typed when the process goes on, until the function that it
// returns is called.
func (t *terminal) watch(again func()) (end func()) {
	signals, ended := make(chan os.Signal, 8), make(chan struct{})
	signal.Notify(signals, watched()...)
	var gone sync.WaitGroup
	gone.Go(func() {
		for {
			select {
			case s := <-signals:
				t.obey(s.(syscall.Signal), again)
			case <-ended:
				return
			}
		}
	})
	return func() {
		signal.Stop(signals)
		close(ended)
		gone.Wait()
	}
}

// obey does what a signal does to a process that does not watch for it.
func (t *terminal) obey(s syscall.Signal, again func()) {
	switch {
	case s == syscall.SIGCONT: // the shell may have set the terminal
		if foreground(t.file) {
			_ = t.hide()
			again()
		}
	case slices.Contains(stops, os.Signal(s)):
		t.restore()
		stop(s, func() { _ = t.hide() })
	default:
		t.restore()
		signal.Reset(s)
		_ = unix.Kill(os.Getpid(), s)
	}
}
