package cmd_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"fanout/internal/screen"
)

// A console is a terminal with a shell, where fanout asks for passwords.
type console struct {
	t      *testing.T
	fd     int
	master *os.File // of fd, whose Fd would make it wait in the system
	seen   []byte   // so far
	screen *screen.Screen
}

// newConsole runs a script of sh as a shell with job control does, in a
// terminal that cannot move its cursor.
func newConsole(t *testing.T, script string) *console {
	return newTerminal(t, "", 80, script, "TERM=dumb")
}

// newTerminal is newConsole for a folder, a width and an environment.
func newTerminal(t *testing.T, dir string, width int, script string, env ...string) *console {
	fd, err := unix.Open("/dev/ptmx", unix.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		t.Skip(err)
	}
	master := os.NewFile(uintptr(fd), "/dev/ptmx")
	t.Cleanup(func() { master.Close() }) // which ends what still runs there
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0)
	}
	if err != nil {
		t.Skip(err)
	}
	slave, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skip(err)
	}
	defer slave.Close()
	bin := programFolder(t)
	shell := exec.Command("sh", "-c", "set -m\n"+script)
	shell.Env = append(append(os.Environ(), "PATH="+bin+":"+os.Getenv("PATH"), "CI="), env...)
	shell.Dir = dir
	shell.Stdin, shell.Stdout, shell.Stderr = slave, slave, slave
	shell.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	c := &console{t, fd, master, nil, screen.New(t, width)}
	c.resize(width)
	if err := shell.Start(); err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() {
		master.Close()
		_ = shell.Wait()
	})
	return c
}

// resize changes the width, first of the terminal and then of what it tells.
func (c *console) resize(width int) {
	c.screen.Resize(width)
	if err := unix.IoctlSetWinsize(c.fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: uint16(width)}); err != nil {
		c.t.Fatal(err)
	}
}

// until reads until the terminal shows a text, and returns what was before it.
func (c *console) until(text string) string {
	c.t.Helper()
	for buf := make([]byte, 4<<10); ; {
		if before, after, ok := bytes.Cut(c.seen, []byte(text)); ok {
			c.seen = after
			return string(before)
		}
		n, err := c.master.Read(buf)
		if err != nil {
			c.t.Fatalf("%v, no %q in %q", err, text, c.seen)
		}
		c.seen = append(c.seen, buf[:n]...)
		_, _ = c.screen.Write(buf[:n])
	}
}

// echo reports whether the terminal shows what is typed.
func (c *console) echo() bool {
	state, err := unix.IoctlGetTermios(c.fd, unix.TCGETS)
	if err != nil {
		c.t.Fatal(err)
	}
	return state.Lflag&unix.ECHO != 0
}

// hidden waits until the terminal does not show what is typed.
func (c *console) hidden() {
	for c.echo() && c.t.Context().Err() == nil {
		runtime.Gosched()
	}
}

func (c *console) write(text string) {
	if _, err := c.master.WriteString(text); err != nil {
		c.t.Fatal(err)
	}
}

// kill sends a signal to the job that has the terminal.
func (c *console) kill(s syscall.Signal) {
	group, err := unix.IoctlGetInt(c.fd, unix.TIOCGPGRP)
	if err == nil {
		err = unix.Kill(group, s)
	}
	if err != nil {
		c.t.Fatal(err)
	}
}

const passwordPrompt = "password (Ctrl-D to finish): "

func TestTerminalShowsWhatIsTypedAfterEverySignal(t *testing.T) {
	for _, c := range []struct {
		signal syscall.Signal
		status int
	}{
		{unix.SIGINT, 130}, {unix.SIGTERM, 143}, {unix.SIGHUP, 129},
		{unix.SIGQUIT, 2}, {unix.SIGABRT, 2}, {unix.SIGTRAP, 2}, {unix.SIGSEGV, 2}, {unix.SIGSYS, 2}, {unix.SIGSTKFLT, 2},
	} {
		t.Run(c.signal.String(), func(t *testing.T) {
			t.Parallel()
			if signal.Ignored(c.signal) {
				t.Skip("it is ignored here, as under nohup")
			}
			shell := newConsole(t, `fanout hash - 2>&1; echo "status $?"; read line`)
			shell.until(passwordPrompt)
			shell.hidden()
			shell.kill(c.signal)
			shell.until(fmt.Sprintf("status %d\r\n", c.status))
			if !shell.echo() {
				t.Error("the terminal still hides what is typed")
			}
		})
	}
}

func TestTerminalShowsWhatIsTypedWhileTheProcessIsStopped(t *testing.T) {
	for _, s := range []syscall.Signal{unix.SIGTSTP, unix.SIGTTIN, unix.SIGTTOU} {
		t.Run(s.String(), func(t *testing.T) {
			t.Parallel()
			shell := newConsole(t, `fanout hash - --iterations 1 -q; echo stopped; read line; fg >/dev/null; echo "status $?"; read line`)
			shell.until(passwordPrompt)
			shell.hidden()
			shell.kill(s)
			shell.until("stopped\r\n")
			if !shell.echo() {
				t.Error("the terminal hides what is typed")
			}
			shell.write("\n")
			shell.until(passwordPrompt)
			shell.hidden()
			shell.write("hunter2\n\x04")
			if got := shell.until("status 0\r\n"); !strings.Contains(got, `{"line":1,`) || strings.Contains(got, "hunter2") {
				t.Errorf("%q", got)
			}
			if !shell.echo() {
				t.Error("the terminal still hides what is typed")
			}
		})
	}
}

// The first Ctrl-D hands over a line that has no end.
func TestTypedListEndsWithControlD(t *testing.T) {
	shell := newConsole(t, `fanout hash - --iterations 1 -q; echo "status $?"; read line`)
	for _, line := range []string{"hunter2\n", "\n", "hunter3\x04\x04"} {
		shell.until(passwordPrompt)
		shell.hidden()
		shell.kill(unix.SIGUSR1) // nothing comes of it
		shell.write(line)
	}
	if got := shell.until("status 0\r\n"); !strings.Contains(got, `{"line":1,`) || !strings.Contains(got, `{"line":3,`) {
		t.Errorf("%q", got)
	}
}
