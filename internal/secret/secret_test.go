package secret

import (
	"bytes"
	"fmt"
	"os"
	"reflect"
	"runtime"
	"strings"
	"testing"
)

func TestBuffersComeBackEmpty(t *testing.T) {
	for _, n := range []int{0, 1, minSize, minSize + 1, 1 << 20} {
		b := Get(n)
		if len(b) != 0 || cap(b) < n || cap(b) >= 2*max(n, minSize) {
			t.Fatalf("%d: %d of %d bytes", n, len(b), cap(b))
		}
		b = append(b, "hunter2"...)
		old := b[:cap(b)]
		old[cap(b)-1] = 'x'
		Put(b)
		if len(bytes.Trim(old, "\x00")) > 0 {
			t.Errorf("%d: still there", n)
		}
		if again := Get(n); &again[:1][0] != &old[0] {
			t.Errorf("%d: not used again", n)
		}
	}
}

func TestOtherBuffersAreOnlyCleared(t *testing.T) {
	b := []byte("hunter2")
	Put(b)
	Put(nil)
	if string(b) != "\x00\x00\x00\x00\x00\x00\x00" {
		t.Errorf("still there: %q", b)
	}
}

func TestGrownBuffersLeaveNothingBehind(t *testing.T) {
	b := Append(nil, []byte("hunter2"))
	old := b[:cap(b)]
	b = Append(b, bytes.Repeat([]byte("x"), minSize))
	if len(bytes.Trim(old, "\x00")) > 0 || !bytes.HasPrefix(b, []byte("hunter2xx")) || len(b) != 7+minSize {
		t.Errorf("old %q, new %.9q", old[:7], b)
	}
	if again := Grow(b, cap(b)-len(b)); &again[0] != &b[0] {
		t.Error("moved though there was room")
	}
	Put(b)
}

// The system says what became of the pages: lo is locked, dd is not dumped.
func TestBuffersAreLockedAndNotDumped(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("no list of mappings")
	}
	b := Get(64 << 10)
	defer Put(b)
	flags := flagsOf(t, fmt.Sprintf("%x-", reflect.ValueOf(b).Pointer()))
	if _, unlocked := Unlocked(); !strings.Contains(flags, " dd") || !unlocked && !strings.Contains(flags, " lo") {
		t.Errorf("flags%s, could not lock: %v", flags, unlocked)
	}
}

// flagsOf returns the flags of the mapping that begins at an address, or of the
// one that it has been merged with.
func flagsOf(t *testing.T, start string) string {
	t.Helper()
	text, err := os.ReadFile("/proc/self/smaps")
	if err != nil {
		t.Skip(err)
	}
	for entry := range strings.SplitSeq(string(text), "VmFlags:") {
		if i := strings.Index(string(text), entry); strings.Contains(entry, "\n"+start) {
			_, flags, _ := strings.Cut(string(text)[i+len(entry):], "VmFlags:")
			flags, _, _ = strings.Cut(flags, "\n")
			return flags
		}
	}
	t.Skip("merged with a mapping before it")
	return ""
}
