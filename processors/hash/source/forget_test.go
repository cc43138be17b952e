package source

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/s2"
	"github.com/klauspost/compress/zstd"

	"fanout/internal/charset"
)

// What Forget clears is the list's own, and nothing that the next decompressor
// needs.
func TestListsReadTheSameAfterForgetting(t *testing.T) {
	var text []byte
	for i := range 30_000 {
		text = fmt.Appendf(text, "word %d of %x\n", i%97, i*i*2654435761)
	}
	writer := func(open func(io.Writer) io.WriteCloser) func() []byte {
		return func() []byte {
			var b bytes.Buffer
			w := open(&b)
			w.Write(text)
			w.Close()
			return b.Bytes()
		}
	}
	program := func(args ...string) func() []byte {
		return func() []byte {
			c := exec.Command(args[0], args[1:]...)
			c.Stdin = bytes.NewReader(text)
			out, err := c.Output()
			if err != nil {
				t.Skip(args, err)
			}
			return out
		}
	}
	for name, pack := range map[string]func() []byte{
		"plain":        func() []byte { return text },
		"gzip":         writer(func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }),
		"gzip, stored": writer(func(w io.Writer) io.WriteCloser { z, _ := gzip.NewWriterLevel(w, gzip.NoCompression); return z }),
		"gzip, fixed":  writer(func(w io.Writer) io.WriteCloser { z, _ := gzip.NewWriterLevel(w, gzip.HuffmanOnly); return z }),
		"s2":           writer(func(w io.Writer) io.WriteCloser { return s2.NewWriter(w) }),
		"zstd":         writer(func(w io.Writer) io.WriteCloser { z, _ := zstd.NewWriter(w); return z }),
		"zstd, best": writer(func(w io.Writer) io.WriteCloser {
			z, _ := zstd.NewWriter(w, zstd.WithEncoderLevel(zstd.SpeedBestCompression))
			return z
		}),
		"bzip2":     program("bzip2", "-c"),
		"xz":        program("xz", "-c"),
		"xz, delta": program("xz", "-c", "--delta=dist=4", "--lzma2"),
		"xz, x86":   program("xz", "-c", "--x86", "--lzma2"),
	} {
		t.Run(name, func(t *testing.T) { readsAgain(t, pack(), "", text) })
	}
	for _, name := range charset.Names() {
		t.Run(name, func(t *testing.T) { readsAgain(t, text[:10_000], name, nil) })
	}
}

// readsAgain fails the test unless a list reads the same twice, as want if that
// is not nil.
func readsAgain(t *testing.T, list []byte, encoding string, want []byte) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "list")
	if err := os.WriteFile(path, list, 0o600); err != nil {
		t.Fatal(err)
	}
	opt := Options{Path: path, Kind: Lines}
	if encoding != "" {
		var err error
		if opt.Encoding, err = charset.ByName(encoding); err != nil {
			t.Fatal(err)
		}
	}
	l, err := Open(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for range 3 {
		got, err := io.ReadAll(l)
		if want == nil {
			want = got
		}
		if err != nil || !bytes.Equal(got, want) {
			t.Fatalf("%v, %d bytes", err, len(got))
		}
		l.Forget()
		if err := l.Rewind(); err != nil {
			t.Fatal(err)
		}
	}
}
