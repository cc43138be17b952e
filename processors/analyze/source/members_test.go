package source

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// gzipMember compresses text; as BGZF its header says how long it is.
func gzipMember(t testing.TB, text string, bgzf bool) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if bgzf {
		z.Extra = []byte("BC\x02\x00\x00\x00")
	}
	if _, err := z.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if bgzf {
		binary.LittleEndian.PutUint16(b.Bytes()[16:], uint16(b.Len()-1))
	}
	return b.Bytes()
}

// zstdFrame compresses text; whole says that its header has the size.
func zstdFrame(t testing.TB, text string, whole bool) []byte {
	t.Helper()
	var b bytes.Buffer
	z, err := zstd.NewWriter(&b, zstd.WithEncoderConcurrency(1))
	if err != nil {
		t.Fatal(err)
	}
	if whole {
		return z.EncodeAll([]byte(text), nil)
	}
	// Written in parts, the header says nothing of the size.
	for len(text) > 0 {
		n := min(len(text), 100_000)
		if _, err := z.Write([]byte(text[:n])); err != nil {
			t.Fatal(err)
		}
		if err := z.Flush(); err != nil {
			t.Fatal(err)
		}
		text = text[n:]
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const skippable = "\x5a\x2a\x4d\x18\x05\x00\x00\x00abcde"

// compressedFiles are files of several members and frames, and their text.
func compressedFiles(t testing.TB) map[string]struct{ compressed, text string } {
	t.Helper()
	files := map[string]struct{ compressed, text string }{}
	add := func(name string, text string, parts ...[]byte) {
		files[name] = struct{ compressed, text string }{string(bytes.Join(parts, nil)), text}
	}
	short, long := "a,b\n1,2\n", strings.Repeat("some text that is packed,12345\n", 2000)
	huge := strings.Repeat(long, maxMember/len(long)+1)
	add("bgzf", long+short+long, gzipMember(t, long, true), gzipMember(t, short, true), gzipMember(t, long, true), gzipMember(t, "", true))
	add("members", long+short, gzipMember(t, long, false), gzipMember(t, short, false))
	add("bgzf and member", short+long+short, gzipMember(t, short, true), gzipMember(t, long, false), gzipMember(t, short, true))
	// Headers that lie: of the next member too, of a part, of more than 64 KiB.
	wide := gzipMember(t, short, true)
	binary.LittleEndian.PutUint16(wide[16:], uint16(2*len(wide)-1))
	narrow := gzipMember(t, long, true)
	binary.LittleEndian.PutUint16(narrow[16:], uint16(len(narrow)/2))
	add("wide bgzf", long+short+short+long, gzipMember(t, long, true), wide, gzipMember(t, short, true), gzipMember(t, long, true))
	add("narrow bgzf", short+long+short, gzipMember(t, short, true), narrow, gzipMember(t, short, true))
	add("overlong bgzf", long+long+long+short, gzipMember(t, long, true), gzipMember(t, long+long, true), gzipMember(t, short, true))
	add("frames", long+short+long, zstdFrame(t, long, true), zstdFrame(t, short, true), zstdFrame(t, long, false))
	add("skippable frames", short+short, []byte(skippable), zstdFrame(t, short, true), []byte(skippable), zstdFrame(t, short, false), []byte(skippable))
	add("runs", strings.Repeat("0", 300_000)+short, zstdFrame(t, strings.Repeat("0", 300_000), false), zstdFrame(t, short, true))
	add("huge frames", short+huge+huge, zstdFrame(t, short, true), zstdFrame(t, huge, true), zstdFrame(t, huge, false))
	add("huge frame of unknown size", short+huge, zstdFrame(t, short, true), zstdFrame(t, huge, false))
	return files
}

// readCompressed decompresses data.
func readCompressed(data io.Reader, p *compression, decompressors int) ([]byte, error) {
	z, err := p.open(data, decompressors)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(z)
	z.Close()
	return text, err
}

func TestMembersMakeTheTextOfTheStream(t *testing.T) {
	for name, f := range compressedFiles(t) {
		p := compressionOf([]byte(f.compressed))
		for decompressors := 1; decompressors <= 4; decompressors++ {
			for _, in := range []io.Reader{strings.NewReader(f.compressed), iotest.HalfReader(strings.NewReader(f.compressed))} {
				if text, err := readCompressed(in, p, decompressors); string(text) != f.text || err != nil {
					t.Errorf("%s, %d decompressors: %d bytes of text, want %d: %v", name, decompressors, len(text), len(f.text), err)
				}
			}
		}
	}
}

func TestACompressedFileThatIsCutOffIsRefused(t *testing.T) {
	for name, f := range compressedFiles(t) {
		if strings.HasPrefix(name, "huge") {
			continue
		}
		p := compressionOf([]byte(f.compressed))
		step := 1 + len(f.compressed)/500
		for n := magicSize; n < len(f.compressed); n += step {
			want, wantErr := readCompressed(strings.NewReader(f.compressed[:n]), p, 1)
			got, err := readCompressed(strings.NewReader(f.compressed[:n]), p, 3)
			if (err == nil) != (wantErr == nil) || err != nil && err.Error() != wantErr.Error() || err == nil && !bytes.Equal(got, want) {
				t.Fatalf("%s, %d bytes of %d: %d bytes and %v, want %d and %v", name, n, len(f.compressed), len(got), err, len(want), wantErr)
			}
		}
	}
}

func TestAnErrorOfTheFileIsReturned(t *testing.T) {
	bad := errors.New("bad sector")
	files := compressedFiles(t)
	for _, name := range []string{"bgzf", "members", "bgzf and member", "frames", "huge frames"} {
		f := files[name]
		in := io.MultiReader(strings.NewReader(f.compressed[:len(f.compressed)-3]), iotest.ErrReader(bad))
		if _, err := readCompressed(in, compressionOf([]byte(f.compressed)), 3); !errors.Is(err, bad) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The goroutine that cuts a stream has no caller that could recover.
func TestAPanicOverACompressedFileIsItsError(t *testing.T) {
	for name, f := range compressedFiles(t) {
		c := compressionOf([]byte(f.compressed))
		in := io.MultiReader(strings.NewReader(f.compressed[:magicSize]), panicking{})
		if _, err := readCompressed(in, c, 3); err == nil || err.Error() != c.name+": panic while it was unpacked: hostile" {
			t.Errorf("%s: %v", name, err)
		}
		broken := *c
		broken.next = func(*bufio.Reader, *member) error { panic("hostile header") }
		if _, err := readCompressed(strings.NewReader(f.compressed), &broken, 3); err == nil || !strings.HasSuffix(err.Error(), "hostile header") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzMembers reads hostile bytes member by member and as one stream.
func FuzzMembers(f *testing.F) {
	for name, file := range compressedFiles(f) {
		if !strings.HasPrefix(name, "huge") {
			f.Add([]byte(file.compressed))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p := compressionOf(data)
		if p == nil {
			t.Skip()
		}
		limit := int64(16 << 20)
		read := func(decompressors int) ([]byte, error) {
			z, err := p.open(bytes.NewReader(data), decompressors)
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
		"bgzf":   func(text string) []byte { return gzipMember(b, text, true) },
		"gzip":   func(text string) []byte { return gzipMember(b, text, false) },
		"frames": func(text string) []byte { return zstdFrame(b, text, true) },
	} {
		compressed := bytes.Repeat(p(line), 1000)
		for decompressors := 1; decompressors <= 2; decompressors++ {
			b.Run(fmt.Sprint(name, "/", decompressors), func(b *testing.B) {
				b.SetBytes(int64(1000 * len(line)))
				for b.Loop() {
					if _, err := readCompressed(bytes.NewReader(compressed), compressionOf(compressed), decompressors); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
