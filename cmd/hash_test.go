package cmd_test

import (
	"bytes"
	"os"
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
		ReadPassword:    read,
		RestoreTerminal: func() { *restored = true },
	}, out, errs, restored
}

func TestPasswordsAreTypedLineByLine(t *testing.T) {
	lines := []string{"hunter2", "other", "", "unread"}
	sys, out, errs, _ := atTerminal(func() ([]byte, error) {
		line := lines[0]
		lines = lines[1:]
		return []byte(line), nil
	})
	if status := cmd.Main([]string{"hash", "-", "--iterations", "1000"}, sys); status != 0 {
		t.Fatalf("status %d\n%s", status, errs)
	}
	if got := out.String(); strings.Count(got, "\n") != 2 || !strings.Contains(got, `{"line":2,`) {
		t.Errorf("not a record for each line:\n%s", got)
	}
	if got := errs.String(); !strings.Contains(got, "password (an empty line ends): ") || strings.Contains(got, "hunter2") {
		t.Errorf("on stderr:\n%s", got)
	}
}

func TestInterruptedTypingRestoresTheTerminal(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no signals")
	}
	sys, out, errs, restored := atTerminal(func() ([]byte, error) {
		p, err := os.FindProcess(os.Getpid())
		if err == nil {
			err = p.Signal(os.Interrupt)
		}
		if err != nil {
			t.Error(err)
		}
		select {} // as a read does that nothing interrupts
	})
	if status := cmd.Main([]string{"hash", "-"}, sys); status != 130 || !*restored || out.Len() > 0 {
		t.Errorf("status %d, restored %v\n%s%s", status, *restored, out, errs)
	}
}
