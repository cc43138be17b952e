package arena

import (
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
)

// mapped returns how much address space this process has mapped, in pages.
func mapped(t *testing.T) int {
	t.Helper()
	b, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Skip(err)
	}
	n, err := strconv.Atoi(strings.Fields(string(b))[0])
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAForgottenArenaIsReleased(t *testing.T) {
	type owner struct {
		name  string
		arena Arena[uint64]
	}
	o := &owner{name: "an arena inside of something else"}
	if _, err := o.arena.Get(1 << 27); err != nil { // 1 GiB, never touched
		t.Fatal(err)
	}
	with := mapped(t)
	runtime.GC()
	if mapped(t) < with {
		t.Fatal("released while its owner is in use")
	}
	runtime.KeepAlive(o)
	half := with - 1<<29/os.Getpagesize()
	for range 1000 {
		runtime.GC() // which runs the cleanup some time later
		if mapped(t) < half {
			return
		}
	}
	t.Errorf("%d pages are mapped, %d with the arena", mapped(t), with)
}
