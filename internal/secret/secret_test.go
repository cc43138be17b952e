package secret

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
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

func TestBuffersOfOtherModulesAreWiped(t *testing.T) {
	secret := "hunter2hunter2"
	buffered := bufio.NewReader(strings.NewReader(secret))
	buffered.Peek(7)
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	io.WriteString(w, secret)
	w.Close()
	unpacked, err := gzip.NewReader(bytes.NewReader(packed.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(unpacked); err != nil {
		t.Fatal(err)
	}
	for _, v := range []any{buffered, io.NopCloser(unpacked)} {
		if before := fmt.Sprintf("%x", hold(v)); !strings.Contains(before, "68756e74") {
			t.Fatalf("%T does not have it", v)
		}
		Wipe(v)
		if after := fmt.Sprintf("%x", hold(v)); strings.Contains(after, "68756e74") {
			t.Errorf("%T still has it", v)
		}
	}
}

// hold returns all bytes that v holds, by the way that Wipe goes.
func hold(v any) (held []byte) {
	var walk func(v reflect.Value, depth int)
	walk = func(v reflect.Value, depth int) {
		const enough = 12
		switch {
		case depth > enough:
		case v.Kind() == reflect.Interface, v.Kind() == reflect.Pointer && !v.IsNil():
			walk(v.Elem(), depth+1)
		case v.Kind() == reflect.Struct && isWiped(v.Type()):
			for i := range v.NumField() {
				walk(v.Field(i), depth+1)
			}
		case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8:
			held = append(held, v.Bytes()...)
		case v.Kind() == reflect.Array, v.Kind() == reflect.Slice:
			for i := range v.Len() {
				if e := v.Index(i); e.Kind() == reflect.Uint8 {
					held = append(held, byte(e.Uint()))
				} else {
					walk(e, depth+1)
				}
			}
		}
	}
	walk(reflect.ValueOf(v), 0)
	return held
}
