//go:build unix

package cmd_test

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"syscall"
	"testing"

	"fanout/cmd"
)

// A lineWriter hands on what is written.
type lineWriter chan string

func (w lineWriter) Write(p []byte) (int, error) {
	w <- string(p)
	return len(p), nil
}

// What a person asks with SIGUSR1 is answered however progress is shown, and
// also while the plan is made.
func TestStateOnSignal(t *testing.T) {
	for mode, want := range map[string]string{
		"plain": `^fanout: waiting for input: \d+ s so far\n$`,
		"none":  `^fanout: waiting for input: \d+ s so far\n$`,
		"json":  `^fanout: waiting for input: \d+ s so far\n$`,
	} {
		t.Run(mode, func(t *testing.T) {
			pipe := newPipe(t, filepath.Join(t.TempDir(), "pipe"), silent)
			errs := make(lineWriter, 100)
			sys := cmd.IO{In: pipe, Out: errs, Err: errs, Getenv: func(string) string { return "" }}
			status := make(chan int)
			go func() { status <- cmd.Main(t.Context(), []string{"analyze", "-", "--progress", mode}, sys) }()
			ctx, ended := context.WithCancel(t.Context())
			defer ended()
			if !stuck(ctx, reading) {
				t.Fatal("it does not read")
			}
			if err := syscall.Kill(os.Getpid(), syscall.SIGUSR1); err != nil {
				t.Fatal(err)
			}
			if got := <-errs; !regexp.MustCompile(want).MatchString(got) {
				t.Errorf("%q", got)
			}
			interrupt(t)
			if got := <-status; got != 130 {
				t.Errorf("status %d", got)
			}
		})
	}
}
