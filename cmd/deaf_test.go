//go:build unix

package cmd_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"fanout/cmd"
	"fanout/internal/files"
)

// What a run can be stuck in, as the stacks of goroutines show it.
const (
	opening = "os.OpenFile("
	reading = "internal/poll.(*FD).Read("
	writing = "internal/poll.(*FD).Write("
)

// stuck waits until a goroutine has stood in a function for a while, or ctx is
// done.
func stuck(ctx context.Context, function string) bool {
	const looks = 50
	waiting := regexp.MustCompile(`^goroutine (\d+) .*\[(syscall|IO wait)`)
	seen := map[string]int{}
	for buf := make([]byte, 1<<20); ctx.Err() == nil; runtime.Gosched() {
		now := map[string]int{}
		for _, stack := range strings.Split(string(buf[:runtime.Stack(buf, true)]), "\n\n") {
			if m := waiting.FindStringSubmatch(stack); m != nil && strings.Contains(stack, function) {
				now[m[1]] = seen[m[1]] + 1
			}
			if m := waiting.FindStringSubmatch(stack); m != nil && now[m[1]] == looks {
				return true
			}
		}
		seen = now
	}
	return false
}

// A pipeEnd says what is at the other end of a pipe.
type pipeEnd int

const (
	nobody pipeEnd = iota
	silent         // somebody who writes nothing
	full           // somebody who reads nothing, and there is no room
)

// newPipe makes a named pipe for the time of the test.
func newPipe(t *testing.T, path string, end pipeEnd) *os.File {
	t.Helper()
	if err := unix.Mkfifo(path, 0o600); err != nil {
		t.Skip(err)
	}
	open := func() *os.File {
		f, err := os.OpenFile(path, os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Close() })
		return f
	}
	if end == nobody {
		t.Cleanup(func() { open() }) // whoever waits goes on
		return nil
	}
	f := open()
	if end == full {
		raw, err := f.SyscallConn()
		if err != nil {
			t.Fatal(err)
		}
		err = raw.Write(func(fd uintptr) bool {
			for block := make([]byte, 4<<10); ; {
				if _, err := syscall.Write(int(fd), block); err != nil {
					return true
				}
			}
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return f
}

// Every file that a command line names may be a pipe.
func TestFirstSignalEndsEveryWaitForAPipe(t *testing.T) {
	photo, err := filepath.Abs("../testdata/photos/gray.jpg")
	if err != nil {
		t.Fatal(err)
	}
	hash := []string{"hash", "list", "--iterations", "1"}
	resize := []string{"resize", photo, "-o", "out", "--width", "10"}
	with := func(args []string, more ...string) []string { return slices.Concat(args, more) }
	for _, c := range []struct {
		end  pipeEnd
		at   string
		args []string
	}{
		{nobody, opening, []string{"hash", "pipe"}},
		{silent, reading, []string{"hash", "pipe"}},
		{silent, reading, []string{"hash", "-"}},
		{nobody, opening, with(hash, "-o", "pipe")},
		{full, writing, with(hash, "-o", "pipe")},
		{nobody, opening, with(hash, "--report", "pipe")},
		{nobody, opening, with(hash, "--summary-json", "pipe")},
		{full, writing, hash}, // standard output
		{nobody, opening, with(hash, "--pepper-file", "pipe")},
		{nobody, opening, []string{"hash", "list", "--verify", "pipe"}},
		{silent, reading, []string{"hash", "list", "--verify", "pipe"}},
		{silent, reading, []string{"hash", "list", "--verify", "-"}},
		{nobody, opening, []string{"hash", "pipe", "--verify", "list"}},
		{nobody, opening, []string{"hash", "--audit", "pipe"}},
		{silent, reading, []string{"hash", "--audit", "pipe"}},
		{silent, reading, []string{"hash", "--audit", "-"}},
		{nobody, opening, []string{"hash", "pipe", "--tune", "1ms"}},
		{nobody, opening, []string{"analyze", "pipe"}},
		{silent, reading, []string{"analyze", "-"}},
		{silent, reading, []string{"analyze", "list", "pipe", "--per-file"}},
		{nobody, opening, []string{"analyze", "list", "-o", "pipe"}},
		{full, writing, []string{"analyze", "list", "-o", "pipe"}},
		{nobody, opening, []string{"analyze", "list", "--bad-rows", "skip", "--rejects", "pipe"}},
		{nobody, opening, []string{"analyze", "list", "--report", "pipe"}},
		{nobody, opening, []string{"analyze", "list", "--summary-json", "pipe"}},
		{full, writing, []string{"analyze", "list"}},
		{nobody, opening, with(resize, "--report", "pipe")},
		{full, writing, with(resize, "--report", "pipe")},
		{nobody, opening, with(resize, "--summary-json", "pipe")},
		{full, writing, with(resize, "--summary-json", "pipe")},
		{full, writing, with(resize, "--summary-json", "-")},
	} {
		t.Run(strings.Join(c.args, " ")+[]string{" nobody", " silent", " full"}[c.end], func(t *testing.T) {
			interruptAtPipe(t, c.args, c.end, c.at)
		})
	}
}

// interruptAtPipe runs a command line, which is to end after an interrupt once
// it is stuck.
func interruptAtPipe(t *testing.T, args []string, end pipeEnd, at string) {
	t.Chdir(t.TempDir())
	pipe := newPipe(t, "pipe", end)
	if err := os.WriteFile("list", []byte("hunter2\nhunter3\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	sys := cmd.IO{In: strings.NewReader(""), Out: &out, Err: &errs, Getenv: func(string) string { return "" }}
	switch {
	case slices.Contains(args, "pipe"):
	case end == silent:
		sys.In = pipe
	default:
		sys.Out = pipe
	}
	ctx, ended := context.WithCancel(t.Context())
	defer ended()
	go func() {
		if stuck(ctx, at) {
			interrupt(t)
		}
	}()
	if status := cmd.Main(t.Context(), args, sys); status != 130 {
		t.Errorf("status %d", status)
	}
	if got := errs.String(); !strings.Contains(got, "fanout: error: interrupted by SIGINT\n") {
		t.Errorf("on stderr:\n%s", got)
	}
	if err := nothingLeft("."); err != nil {
		t.Error(err)
	}
}

// nothingLeft returns an error if a run has left a temporary in a folder.
func nothingLeft(folder string) error {
	entries, err := os.ReadDir(folder)
	for _, e := range entries {
		if files.IsOwn(e.Name()) {
			return fmt.Errorf("left behind: %s", e.Name())
		}
	}
	return err
}
