package files

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// Some behaviour needs a process of its own: one that is killed, one with
// limits, one with file systems of its own. The test binary then runs itself
// with the name of a child in this variable.
const childVar = "FANOUT_FILES_TEST_CHILD"

const skipStatus = 77 // of a child that cannot set up its scene here

// children are the bodies, by name; other files of this package add theirs. A
// body gets the folder to work in.
var children = map[string]func(dir string) error{
	"hold": holdTemporaries,
	"quit": func(string) error { return nil },
}

func TestMain(m *testing.M) {
	if body := children[os.Getenv(childVar)]; body != nil {
		if err := body(os.Args[1]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func childCommand(t *testing.T, name, dir string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, dir)
	// The race detector otherwise waits a second before a process ends.
	cmd.Env = append(os.Environ(), childVar+"="+name, "GORACE=atexit_sleep_ms=0")
	return cmd
}

// runChild runs a child to its end.
func runChild(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Skip("cannot start the child: ", err)
	}
	if cmd.ProcessState.ExitCode() == skipStatus {
		t.Skip(strings.TrimSpace(string(out)))
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// skip ends a child that cannot set up its scene.
func skip(why ...any) {
	fmt.Println(why...)
	os.Exit(skipStatus)
}

var heldFolders = []string{"s/deep", "line\nbreak", "bad\xff"}

// holdTemporaries commits one file, leaves one temporary in each folder, and
// waits to be killed.
func holdTemporaries(dir string) error {
	o, err := Open(dir, Options{Folders: heldFolders})
	if err != nil {
		return err
	}
	done, err := o.WriteFile("done", []byte("done"))
	if err != nil {
		return err
	}
	if _, err := o.Commit([]*Temp{done}); err != nil {
		return err
	}
	for _, f := range append([]string{"."}, heldFolders...) {
		if _, err := o.WriteFile(f+"/x", []byte("half")); err != nil {
			return err
		}
	}
	fmt.Println("ready")
	io.Copy(io.Discard, os.Stdin)
	return nil
}

// startHolder starts such a child and returns when its temporaries are there.
// kill ends it by SIGKILL or what the system has for it.
func startHolder(t *testing.T, dir string) (kill func()) {
	t.Helper()
	cmd := childCommand(t, "hold", dir)
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Skip(err)
	}
	kill = func() {
		cmd.Process.Kill()
		cmd.Wait()
		stdin.Close()
	}
	t.Cleanup(kill)
	if line, err := bufio.NewReader(stdout).ReadString('\n'); line != "ready\n" {
		t.Fatal(line, err)
	}
	return kill
}
