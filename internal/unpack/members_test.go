package unpack

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"fanout/internal/unpack/unpacktest"
)

// readCompressed decompresses data.
func readCompressed(data io.Reader, p *Format, decompressors int) ([]byte, error) {
	z, err := p.Open(data, decompressors, 0)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(z)
	z.Close()
	return text, err
}

func TestMembersMakeTheTextOfTheStream(t *testing.T) {
	for name, f := range unpacktest.Files(t) {
		p := FormatOf([]byte(f.Compressed))
		for decompressors := 1; decompressors <= 4; decompressors++ {
			for _, in := range []io.Reader{strings.NewReader(f.Compressed), iotest.HalfReader(strings.NewReader(f.Compressed))} {
				if text, err := readCompressed(in, p, decompressors); string(text) != f.Text || err != nil {
					t.Errorf("%s, %d decompressors: %d bytes of text, want %d: %v", name, decompressors, len(text), len(f.Text), err)
				}
			}
		}
	}
}

func TestACompressedFileThatIsCutOffIsRefused(t *testing.T) {
	for name, f := range unpacktest.Files(t) {
		if strings.HasPrefix(name, "huge") {
			continue
		}
		p := FormatOf([]byte(f.Compressed))
		step := 1 + len(f.Compressed)/500
		for n := zstdMagicSize; n < len(f.Compressed); n += step {
			want, wantErr := readCompressed(strings.NewReader(f.Compressed[:n]), p, 1)
			got, err := readCompressed(strings.NewReader(f.Compressed[:n]), p, 3)
			if (err == nil) != (wantErr == nil) || err != nil && err.Error() != wantErr.Error() || err == nil && !bytes.Equal(got, want) {
				t.Fatalf("%s, %d bytes of %d: %d bytes and %v, want %d and %v", name, n, len(f.Compressed), len(got), err, len(want), wantErr)
			}
		}
	}
}

func TestAnErrorOfTheFileIsReturned(t *testing.T) {
	bad := errors.New("bad sector")
	files := unpacktest.Files(t)
	for _, name := range []string{"bgzf", "members", "bgzf and member", "frames", "huge frames"} {
		f := files[name]
		in := io.MultiReader(strings.NewReader(f.Compressed[:len(f.Compressed)-3]), iotest.ErrReader(bad))
		if _, err := readCompressed(in, FormatOf([]byte(f.Compressed)), 3); !errors.Is(err, bad) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The goroutine that cuts a stream has no caller that could recover.
func TestAPanicOverACompressedFileIsItsError(t *testing.T) {
	for name, f := range unpacktest.Files(t) {
		c := FormatOf([]byte(f.Compressed))
		in := io.MultiReader(strings.NewReader(f.Compressed[:zstdMagicSize]), panicking{})
		if _, err := readCompressed(in, c, 3); err == nil || err.Error() != c.Name+": panic while it was unpacked: hostile" {
			t.Errorf("%s: %v", name, err)
		}
		broken := *c
		broken.next = func(*bufio.Reader, *member) error { panic("hostile header") }
		if _, err := readCompressed(strings.NewReader(f.Compressed), &broken, 3); err == nil || !strings.HasSuffix(err.Error(), "hostile header") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzMembers reads hostile bytes member by member and as one stream.
func FuzzMembers(f *testing.F) {
	for name, file := range unpacktest.Files(f) {
		if !strings.HasPrefix(name, "huge") {
			f.Add([]byte(file.Compressed))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p := FormatOf(data)
		if p == nil {
			t.Skip()
		}
		limit := int64(16 << 20)
		read := func(decompressors int) ([]byte, error) {
			z, err := p.Open(bytes.NewReader(data), decompressors, 0)
			if err != nil {
				return nil, err
			}
			defer z.Close()
			return io.ReadAll(io.LimitReader(z, limit))
		}
		want, wantErr := read(1)
		got, err := read(3)
		if (err == nil) != (wantErr == nil) || err == nil && !bytes.Equal(got, want) {
			t.Errorf("%d bytes and %v, want %d and %v", len(got), err, len(want), wantErr)
		}
	})
}

func BenchmarkDecompress(b *testing.B) {
	line := strings.Repeat("some text that is packed,12345\n", 500)
	for name, p := range map[string]func(text string) []byte{
		"bgzf":   func(text string) []byte { return unpacktest.GzipMember(b, text, true) },
		"gzip":   func(text string) []byte { return unpacktest.GzipMember(b, text, false) },
		"frames": func(text string) []byte { return unpacktest.ZstdFrame(b, text, true) },
	} {
		compressed := bytes.Repeat(p(line), 1000)
		for decompressors := 1; decompressors <= 2; decompressors++ {
			b.Run(fmt.Sprint(name, "/", decompressors), func(b *testing.B) {
				b.SetBytes(int64(1000 * len(line)))
				for b.Loop() {
					if _, err := readCompressed(bytes.NewReader(compressed), FormatOf(compressed), decompressors); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// panicking panics over what it reads.
type panicking struct{}

func (panicking) Read([]byte) (int, error) { panic("hostile") }
