package cmd_test

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"fanout/cmd"
)

// atTerminal returns streams whose stdin is a terminal where read is called
// for each line.
func atTerminal(read func() ([]byte, error)) (sys cmd.IO, out, errs *bytes.Buffer, restored *bool) {
	out, errs, restored = &bytes.Buffer{}, &bytes.Buffer{}, new(bool)
	return cmd.IO{
		In: strings.NewReader(""), Out: out, Err: errs,
		Getenv:          func(string) string { return "" },
		ReadPassword:    func(func()) ([]byte, error) { return read() },
		RestoreTerminal: func() { *restored = true },
	}, out, errs, restored
}

func TestPasswordsAreTypedLineByLine(t *testing.T) {
	lines := []string{"hunter2", "", "other", "last"}
	sys, out, errs, _ := atTerminal(func() ([]byte, error) {
		line := lines[0]
		lines = lines[1:]
		if len(lines) == 0 {
			return []byte(line), io.EOF
		}
		return []byte(line), nil
	})
	if status := cmd.Main(t.Context(), []string{"hash", "-", "--iterations", "1000"}, sys); status != 0 {
		t.Fatalf("status %d\n%s", status, errs)
	}
	if got := out.String(); strings.Count(got, "\n") != 3 || !strings.Contains(got, `{"line":3,`) {
		t.Errorf("not a record for each line:\n%s", got)
	}
	if got := errs.String(); !strings.Contains(got, "password (Ctrl-D to finish): ") || strings.Contains(got, "hunter2") {
		t.Errorf("on stderr:\n%s", got)
	}
}

func TestNothingIsTypedForAnOutputThatExists(t *testing.T) {
	taken := filepath.Join(t.TempDir(), "taken")
	if err := os.WriteFile(taken, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	sys, _, errs, _ := atTerminal(func() ([]byte, error) {
		t.Error("a password was asked for")
		return nil, nil
	})
	if status := cmd.Main(t.Context(), []string{"hash", "-", "-o", taken}, sys); status != 2 || !strings.Contains(errs.String(), "already exists") {
		t.Errorf("status %d\n%s", status, errs)
	}
}

func TestHashesAreNotTypedWithoutEcho(t *testing.T) {
	list := filepath.Join(t.TempDir(), "list")
	if err := os.WriteFile(list, []byte("hunter2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	sys, _, errs, _ := atTerminal(func() ([]byte, error) {
		t.Error("asked without echo")
		return nil, nil
	})
	sys.In = strings.NewReader(`{"line":1,"algorithm":"pbkdf2-sha512","iterations":1,"salt":"00","hash":"000102030405060708090a0b0c0d0e0f"}`)
	if status := cmd.Main(t.Context(), []string{"hash", list, "--verify", "-"}, sys); status != 6 {
		t.Errorf("status %d\n%s", status, errs)
	}
}

type readFunc func([]byte) (int, error)

func (f readFunc) Read(p []byte) (int, error) { return f(p) }

func TestVerifyingAListThatChangesIsNoVerdict(t *testing.T) {
	list := filepath.Join(t.TempDir(), "list")
	if err := os.WriteFile(list, []byte("hunter2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	sys, out, errs, _ := atTerminal(nil)
	if status := cmd.Main(t.Context(), []string{"hash", list, "--iterations", "1"}, sys); status != 0 {
		t.Fatal(errs)
	}
	hashes := bytes.NewReader(out.Bytes())
	sys.In = readFunc(func(p []byte) (int, error) { // when the list is open
		if err := os.WriteFile(list, []byte("hunter2\nhunter3\n"), 0o600); err != nil {
			t.Error(err)
		}
		return hashes.Read(p)
	})
	if status := cmd.Main(t.Context(), []string{"hash", list, "--verify", "-"}, sys); status != 1 || !strings.Contains(errs.String(), "has changed while it was read") {
		t.Errorf("status %d\n%s", status, errs)
	}
}

// Opening a pipe waits for somebody at its other end.
func TestInterruptEndsTheWaitForAPipe(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := exec.Command("mkfifo", pipe).Run(); err != nil {
		t.Skip(err)
	}
	sys, _, errs, _ := atTerminal(nil)
	sys.Getenv = func(name string) string { // called when signals are caught, and before the pipe is opened
		if name == "GOGC" {
			interrupt(t)
		}
		return ""
	}
	if status := cmd.Main(t.Context(), []string{"hash", pipe}, sys); status != 130 {
		t.Errorf("status %d\n%s", status, errs)
	}
}

// interrupt sends this process what Ctrl-C does.
func interrupt(t *testing.T) {
	t.Helper()
	p, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = p.Signal(os.Interrupt)
	}
	if err != nil {
		t.Error(err)
	}
}

func TestInterruptedTypingRestoresTheTerminal(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no signals")
	}
	sys, out, errs, restored := atTerminal(func() ([]byte, error) {
		interrupt(t)
		select {} // as a read does that nothing interrupts
	})
	if status := cmd.Main(t.Context(), []string{"hash", "-"}, sys); status != 130 || !*restored || out.Len() > 0 {
		t.Errorf("status %d, restored %v\n%s%s", status, *restored, out, errs)
	}
}
