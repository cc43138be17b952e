package faults

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// level is how much is tested: "", "short" or "long".
var level = os.Getenv("FANOUT_FAULTS")

// program is the binary under test.
var program string

func TestMain(m *testing.M) {
	if level == "" {
		os.Exit(m.Run()) // every test skips
	}
	// Under nohup the program would inherit that SIGHUP is ignored.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP)
	dir, err := os.MkdirTemp("", "fanout-faults-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	program = filepath.Join(dir, "fanout")
	build := exec.Command("go", "build", "-o", program, "fanout")
	build.Stderr = os.Stderr
	status := 1
	if err := build.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "build:", err)
	} else {
		status = m.Run()
	}
	os.RemoveAll(dir)
	os.Exit(status)
}

// needs skips the test unless faults are to be tested and the tools are there.
func needs(t *testing.T, tools ...string) {
	t.Helper()
	if level == "" {
		t.Skip("FANOUT_FAULTS=short or long runs it")
	}
	for _, tool := range tools {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip(err)
		}
	}
}

// needsLong is needs for a test that takes too long for the gate.
func needsLong(t *testing.T, tools ...string) {
	t.Helper()
	needs(t, tools...)
	if level != "long" {
		t.Skip("FANOUT_FAULTS=long runs it")
	}
}

// needsRoot skips the test unless it may mount file systems.
func needsRoot(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("not root")
	}
}

// An end is how a run of a command ended.
type end struct {
	status         int // 128 + N where signal N has ended it
	stdout, stderr string
}

// run runs a command in a folder to its end.
func run(t *testing.T, dir string, command ...string) end {
	t.Helper()
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Dir = dir
	return finish(t, cmd)
}

// finish runs cmd to its end. A status is no failure of the test, but a run
// that does not end is.
func finish(t *testing.T, cmd *exec.Cmd) end {
	t.Helper()
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	cmd.WaitDelay = time.Second
	err := cmd.Start()
	if err == nil {
		stuck := time.AfterFunc(2*time.Minute, func() { cmd.Process.Signal(syscall.SIGQUIT) }) // shows where
		killed := time.AfterFunc(130*time.Second, func() { cmd.Process.Kill() })
		err = cmd.Wait()
		killed.Stop()
		if !stuck.Stop() {
			t.Fatalf("it hangs: %q\n%s", cmd.Args, &errs)
		}
	}
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return end{status(cmd.ProcessState), out.String(), errs.String()}
}

func (e end) String() string {
	return fmt.Sprintf("status %d\n%s%s", e.status, e.stderr, e.stdout)
}

// list returns the names of all files below dir, hidden ones too, but not the
// folders.
func list(t *testing.T, dir string) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(dir, path)
			names = append(names, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return names
}

// read returns the content of a file.
func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// write makes a file and its folders.
func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
		t.Fatal(err)
	}
}
