package files

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

// deadOwner returns the owner that a process of ours was, which has ended.
func deadOwner(t *testing.T) owner {
	t.Helper()
	cmd := childCommand(t, "quit", t.TempDir())
	runChild(t, cmd)
	o := thisProcess()
	o.pid = cmd.ProcessState.Pid()
	return o
}

// foreignOwner returns a process of another machine.
func foreignOwner() owner {
	return owner{host: "elsewhere", boot: "another-boot", space: "pid:[1]", pid: 1, start: "1"}
}

func thisProcess() owner { return self() }

func TestAnOwnerIsReadAsItWasWritten(t *testing.T) {
	for _, o := range []owner{thisProcess(), foreignOwner(), {host: "a \"b\"\n\xff", pid: 7}} {
		if got, ok := parseOwner(o.line()[:len(o.line())-1]); !ok || got != o {
			t.Errorf("%+v: read as %+v", o, got)
		}
	}
	if got, ok := parseOwner(`"host" "boot"`); !ok || got != (owner{host: "host", boot: "boot"}) {
		t.Errorf("of an earlier version: %+v", got)
	}
	for _, line := range []string{"", `"host"`, `"host" `, `"host" "boot`, "\x00\x00"} {
		if got, ok := parseOwner(line); ok {
			t.Errorf("%q: read as %+v", line, got)
		}
	}
	for _, line := range []string{`"h" "b" "s"`, `"h" "b" "s" x "1"`, `"h" "b" "s" -7 "1"`, `"h" "b" "s" 0 "1"`, `"h" "b" "s" 7 "1`, `"h" "b" "s" 99999999999999999999 "1"`} {
		if got, ok := parseOwner(line); !ok || got.pid != 0 {
			t.Errorf("%q: read as %+v", line, got)
		}
	}
}

func TestALivingProcessIsToldFromADeadOne(t *testing.T) {
	if got := lifeOf(thisProcess()); got != alive {
		t.Errorf("this process: %v", got)
	}
	if got := lifeOf(deadOwner(t)); got != dead {
		t.Errorf("a process that has ended: %v", got)
	}
	if got := lifeOf(foreignOwner()); got != unknown {
		t.Errorf("another machine's: %v", got)
	}
	if got := lifeOf(owner{}); got != unknown {
		t.Errorf("an earlier version's: %v", got)
	}
	if runtime.GOOS != "linux" {
		return
	}
	for name, c := range map[string]struct {
		change func(*owner)
		want   life
	}{
		"its number taken by a later one":   {func(o *owner) { o.start = "1" }, dead},
		"another container":                 {func(o *owner) { o.space = "pid:[1]" }, unknown},
		"before a restart":                  {func(o *owner) { o.boot = "another-boot" }, dead},
		"another container by another name": {func(o *owner) { o.space, o.host = "pid:[1]", "other" }, unknown},
		"another host's":                    {func(o *owner) { o.boot, o.host = "another-boot", "other" }, unknown},
		"a host's without a name":           {func(o *owner) { o.boot, o.host = "another-boot", "localhost" }, unknown},
		"this container by a new name":      {func(o *owner) { o.host = "renamed" }, alive},
	} {
		o := thisProcess()
		c.change(&o)
		if got := lifeOf(o); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// noLocks is what a file system without locks says.
func noLocks(*os.File) error { return errNoLocks }

var errNoLocks = &os.SyscallError{Syscall: "flock", Err: os.ErrInvalid}

// The same is swept where the kernel has no locks, by what the lock file says.
func TestRunsAreSweptWithoutTheKernelsLocks(t *testing.T) {
	const all, none = "LOCK TEMP s/ s/TEMP", "s/"
	torn := deadOwner(t).line()[:9]
	for name, c := range map[string]struct {
		head string
		age  time.Duration
		want string
	}{
		"a dead run's":                {deadOwner(t).line(), 0, none},
		"a live run's":                {thisProcess().line(), 0, all},
		"a live run's of last month":  {thisProcess().line(), 4 * foreignAge, all},
		"another machine's":           {foreignOwner().line(), 0, all},
		"another machine's, long ago": {foreignOwner().line(), foreignAge + time.Hour, none},
		"an earlier version's":        {earlierHead(thisProcess().host, thisProcess().boot), 0, all},
		"just begun":                  {"", 0, all},
		"torn":                        {torn, tornAge + time.Hour, "s/ s/TEMP"},
	} {
		dir := t.TempDir()
		lock := deadRun(t, dir, c.head+"\"s\"\n")
		if c.head == "" || c.head == torn {
			lock = deadRunAgain(t, lock, c.head)
		}
		then := time.Now().Add(-c.age)
		if err := os.Chtimes(lock, then, then); err != nil {
			t.Fatal(err)
		}
		mustOpen(t, dir, Options{flock: noLocks}).Close()
		if got := tree(t, dir); got != c.want {
			t.Errorf("%s: left %q, want %q", name, got, c.want)
		}
	}
}

// deadRunAgain gives a lock file another content.
func deadRunAgain(t *testing.T, lock, content string) string {
	t.Helper()
	if err := os.WriteFile(lock, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return lock
}

// Even with the kernel's lock: it may be one that this file system keeps for
// each process by itself.
func TestARunThatLivesIsNotSweptThoughItsLockIsFree(t *testing.T) {
	dir := t.TempDir()
	deadRun(t, dir, thisProcess().line())
	mustOpen(t, dir, Options{}).Close()
	wantTree(t, dir, "LOCK TEMP s/ s/TEMP")
}

// What has the name of a lock file may be of any size.
func TestALockFileIsReadInBoundedMemory(t *testing.T) {
	dir := t.TempDir()
	lock := deadRun(t, dir, "")
	if err := os.Truncate(lock, 1<<28); err != nil {
		t.Skip(err)
	}
	second := deadRun(t, dir, deadOwner(t).line()+"\"s\"\n")
	if f, err := os.OpenFile(second, os.O_WRONLY|os.O_APPEND, 0); err != nil {
		t.Fatal(err)
	} else {
		fmt.Fprintf(f, "\"%0*d\"\n\"x\"\n", 2*maxLine, 0)
		f.Close()
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	mustOpen(t, dir, Options{}).Close()
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; took > 4<<20 {
		t.Errorf("took %d bytes", took)
	}
	for _, l := range []string{lock, second} { // not all that they name could be swept
		if _, err := os.Lstat(l); err != nil {
			t.Error(err)
		}
	}
	if names, _ := filepath.Glob(filepath.Join(dir, "*.tmp")); len(names) > 0 {
		t.Errorf("not swept: %q", names)
	}
}
