package analyze

import (
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

// gzipMember packs text; as BGZF it says in its header how long it is.
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

// zstdFrame packs text; whole says that it knows the size beforehand.
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

// packedFiles are files of several members and frames, and their text.
func packedFiles(t testing.TB) map[string]struct{ packed, text string } {
	t.Helper()
	files := map[string]struct{ packed, text string }{}
	add := func(name string, text string, parts ...[]byte) {
		files[name] = struct{ packed, text string }{string(bytes.Join(parts, nil)), text}
	}
	short, long := "a,b\n1,2\n", strings.Repeat("some text that is packed,12345\n", 2000)
	huge := strings.Repeat(long, maxPiece/len(long)+1)
	add("bgzf", long+short+long, gzipMember(t, long, true), gzipMember(t, short, true), gzipMember(t, long, true), gzipMember(t, "", true))
	add("members", long+short, gzipMember(t, long, false), gzipMember(t, short, false))
	add("bgzf and member", short+long+short, gzipMember(t, short, true), gzipMember(t, long, false), gzipMember(t, short, true))
	add("frames", long+short+long, zstdFrame(t, long, true), zstdFrame(t, short, true), zstdFrame(t, long, false))
	add("skippable frames", short+short, []byte(skippable), zstdFrame(t, short, true), []byte(skippable), zstdFrame(t, short, false), []byte(skippable))
	add("runs", strings.Repeat("0", 300_000)+short, zstdFrame(t, strings.Repeat("0", 300_000), false), zstdFrame(t, short, true))
	add("huge frames", short+huge+huge, zstdFrame(t, short, true), zstdFrame(t, huge, true), zstdFrame(t, huge, false))
	add("huge frame of unknown size", short+huge, zstdFrame(t, short, true), zstdFrame(t, huge, false))
	return files
}

// readPacked unpacks data.
func readPacked(data io.Reader, p *packing, unpackers int) ([]byte, error) {
	z, err := p.open(data, unpackers)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(z)
	z.Close()
	return text, err
}

func TestPiecesMakeTheTextOfTheStream(t *testing.T) {
	for name, f := range packedFiles(t) {
		p := packingOf([]byte(f.packed))
		for unpackers := 1; unpackers <= 4; unpackers++ {
			for _, in := range []io.Reader{strings.NewReader(f.packed), iotest.HalfReader(strings.NewReader(f.packed))} {
				if text, err := readPacked(in, p, unpackers); string(text) != f.text || err != nil {
					t.Errorf("%s, %d unpackers: %d bytes of text, want %d: %v", name, unpackers, len(text), len(f.text), err)
				}
			}
		}
	}
}

func TestAPackedFileThatIsCutOffIsRefused(t *testing.T) {
	for name, f := range packedFiles(t) {
		if strings.HasPrefix(name, "huge") {
			continue
		}
		p := packingOf([]byte(f.packed))
		step := 1 + len(f.packed)/500
		for n := magicSize; n < len(f.packed); n += step {
			want, wantErr := readPacked(strings.NewReader(f.packed[:n]), p, 1)
			got, err := readPacked(strings.NewReader(f.packed[:n]), p, 3)
			if (err == nil) != (wantErr == nil) || err != nil && err.Error() != wantErr.Error() || err == nil && !bytes.Equal(got, want) {
				t.Fatalf("%s, %d bytes of %d: %d bytes and %v, want %d and %v", name, n, len(f.packed), len(got), err, len(want), wantErr)
			}
		}
	}
}

func TestAnErrorOfTheFileIsTold(t *testing.T) {
	bad := errors.New("bad sector")
	files := packedFiles(t)
	for _, name := range []string{"bgzf", "members", "bgzf and member", "frames", "huge frames"} {
		f := files[name]
		in := io.MultiReader(strings.NewReader(f.packed[:len(f.packed)-3]), iotest.ErrReader(bad))
		if _, err := readPacked(in, packingOf([]byte(f.packed)), 3); !errors.Is(err, bad) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The report does not depend on the packing, nor on how many unpack.
func TestPackedFilesAreAnalyzedAsTheirText(t *testing.T) {
	text := messy(1, 6000)
	want := analyzeText(t, text, nil)
	var bgzf, frames []byte
	for part := text; part != ""; {
		n := min(len(part), 20_000)
		bgzf = append(bgzf, gzipMember(t, part[:n], true)...)
		frames = append(frames, zstdFrame(t, part[:n], n%2 == 0)...)
		part = part[n:]
	}
	for name, packed := range map[string][]byte{"bgzf": bgzf, "frames": frames} {
		for workers := range 4 {
			opt := defaults(tempFile(t, string(packed)))
			opt.Workers = workers
			r := start(t, opt, 2)
			if len(r.reports) != 1 {
				t.Fatalf("%s: %v %+v", name, r.err, r.records)
			}
			r.reports[0].Files = want.Files
			if a, b := toJSON(t, r.reports[0]), toJSON(t, want); a != b {
				t.Errorf("%s, %d workers: %s", name, workers, firstDifference(a, b))
			}
		}
	}
}

// FuzzPieces reads hostile bytes in pieces and as one stream.
func FuzzPieces(f *testing.F) {
	for name, file := range packedFiles(f) {
		if !strings.HasPrefix(name, "huge") {
			f.Add([]byte(file.packed))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p := packingOf(data)
		if p == nil {
			t.Skip()
		}
		most := int64(16 << 20)
		read := func(unpackers int) ([]byte, error) {
			z, err := p.open(bytes.NewReader(data), unpackers)
			if err != nil {
				return nil, err
			}
			defer z.Close()
			return io.ReadAll(io.LimitReader(z, most))
		}
		want, wantErr := read(1)
		got, err := read(3)
		if err != nil && bytes.Contains(data, []byte("BC\x02\x00")) {
			t.Skip() // BGZF whose headers are wrong, which gzip does not look at
		}
		if (err == nil) != (wantErr == nil) || err == nil && !bytes.Equal(got, want) {
			t.Errorf("%d bytes and %v, want %d and %v", len(got), err, len(want), wantErr)
		}
	})
}

func BenchmarkUnpack(b *testing.B) {
	line := mixed(200)
	for name, p := range map[string]func(text string) []byte{
		"bgzf":   func(text string) []byte { return gzipMember(b, text, true) },
		"gzip":   func(text string) []byte { return gzipMember(b, text, false) },
		"frames": func(text string) []byte { return zstdFrame(b, text, true) },
	} {
		packed := bytes.Repeat(p(line), 1000)
		for unpackers := 1; unpackers <= 2; unpackers++ {
			b.Run(fmt.Sprint(name, "/", unpackers), func(b *testing.B) {
				b.SetBytes(int64(1000 * len(line)))
				for b.Loop() {
					if _, err := readPacked(bytes.NewReader(packed), packingOf(packed), unpackers); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
