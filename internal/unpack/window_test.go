package unpack

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// wideZstd returns text packed by zstd so that it asks for a window of that
// many bytes.
func wideZstd(t *testing.T, text string, window int) []byte {
	t.Helper()
	var b bytes.Buffer
	z, err := zstd.NewWriter(&b, zstd.WithWindowSize(window), zstd.WithSingleSegment(false))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{text[:1], text[1:]} { // the size is not known before
		if _, err := z.Write([]byte(part)); err != nil {
			t.Fatal(err)
		}
		if err := z.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// However a file is cut, it is refused if it asks for more than a quarter of
// the memory, and in so many words.
func TestAFileThatAsksForMoreThanItsMemoryIsRefused(t *testing.T) {
	const text = "a,b\n1,2\n"
	packed := wideZstd(t, text, 32<<20)
	z := FormatOf(packed)
	for decompressors := 1; decompressors <= 4; decompressors++ {
		for _, tt := range []struct {
			memory int64
			want   string // of the error
		}{
			{0, ""}, {128 << 20, ""}, {1 << 40, ""},
			{100 << 20, "zstd: it takes more than 25 MiB to unpack, a quarter of Memory"},
			{1, "zstd: it takes more than 8 MiB to unpack, a quarter of Memory"},
		} {
			in, err := z.Open(bytes.NewReader(packed), decompressors, tt.memory)
			if err == nil {
				var b bytes.Buffer
				if _, err = b.ReadFrom(in); err == nil && b.String() != text {
					t.Errorf("read %q", b.String())
				}
				in.Close()
			}
			var window *WindowError
			if got := errors.As(err, &window); got != (tt.want != "") || got && window.Error() != tt.want {
				t.Errorf("%d decompressors in %d bytes: %v, want %q", decompressors, tt.memory, err, tt.want)
			}
		}
	}
	if _, hint := (&WindowError{Format: "xz", Limit: 1, Highest: true}).Explain(nil); !strings.Contains(hint, "pipe") {
		t.Errorf("with all the memory: %q", hint)
	}
}
