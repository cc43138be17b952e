//go:build linux

package faults

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// A terminal is a pseudo-terminal, on which a run has all its streams.
type terminal struct {
	master, slave *os.File
	before        unix.Termios

	mu    sync.Mutex
	shown bytes.Buffer // all that was written to it
	done  chan struct{}
}

// newTerminal opens a terminal of 80 columns. It is closed with the test.
func newTerminal(t *testing.T) *terminal {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skip(err)
	}
	number := 0
	if err := control(master, func(fd int) (err error) {
		if number, err = unix.IoctlGetInt(fd, unix.TIOCGPTN); err == nil {
			err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0)
		}
		return err
	}); err != nil {
		t.Skip(err)
	}
	slave, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skip(err)
	}
	term := &terminal{master: master, slave: slave, done: make(chan struct{})}
	if err := control(slave, func(fd int) error { return unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: 80}) }); err != nil {
		t.Fatal(err)
	}
	term.before = term.modes(t)
	go term.read()
	t.Cleanup(term.close)
	return term
}

func control(f *os.File, do func(fd int) error) error {
	raw, err := f.SyscallConn()
	if err != nil {
		return err
	}
	if e := raw.Control(func(fd uintptr) { err = do(int(fd)) }); e != nil {
		return e
	}
	return err
}

// read keeps what is shown until the last slave is closed.
func (term *terminal) read() {
	defer close(term.done)
	buf := make([]byte, 4096)
	for {
		n, err := term.master.Read(buf)
		term.mu.Lock()
		term.shown.Write(buf[:n])
		term.mu.Unlock()
		if err != nil {
			return
		}
	}
}

func (term *terminal) close() {
	term.slave.Close()
	term.master.Close()
	<-term.done
}

// text returns what was shown so far.
func (term *terminal) text() string {
	term.mu.Lock()
	defer term.mu.Unlock()
	return term.shown.String()
}

func (term *terminal) modes(t *testing.T) unix.Termios {
	t.Helper()
	var modes *unix.Termios
	if err := control(term.slave, func(fd int) (err error) {
		modes, err = unix.IoctlGetTermios(fd, unix.TCGETS)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return *modes
}

// start starts the program on the terminal, as the first of a session.
func (term *terminal) start(t *testing.T, dir string, arguments []string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(program, arguments...)
	cmd.Dir = dir
	cmd.Stdin, cmd.Stdout, cmd.Stderr = term.slave, term.slave, term.slave
	cmd.Env = append(os.Environ(), "TERM=xterm-256color", "CI=")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd
}

// restored returns an error unless the terminal is as it was.
func (term *terminal) restored(t *testing.T) error {
	t.Helper()
	if after := term.modes(t); after != term.before {
		return fmt.Errorf("modes %+v, were %+v", after, term.before)
	}
	text := term.text()
	if strings.LastIndex(text, "\x1b[?25l") > strings.LastIndex(text, "\x1b[?25h") {
		return fmt.Errorf("the cursor is hidden: %q", text)
	}
	if strings.LastIndex(text, "\x1b[?1049h") > strings.LastIndex(text, "\x1b[?1049l") {
		return fmt.Errorf("the other screen is shown: %q", text)
	}
	return nil
}
