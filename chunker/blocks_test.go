package chunker

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

// lastLine returns how many bytes of text are whole lines.
func lastLine(text []byte) int { return bytes.LastIndexByte(text, '\n') + 1 }

// naiveBlocks is the definition: as many bytes as a block usually has, cut
// after the last line that ends in them; if none does, twice as many, and so
// on.
func naiveBlocks(in string, size int, maxRecord int64) (blocks []string) {
	for want := size; ; {
		if len(in) < want {
			return append(blocks, in)
		}
		cut := lastLine([]byte(in[:want]))
		switch {
		case cut > 0:
			blocks = append(blocks, in[:cut])
			in, want = in[cut:], size
		case int64(want) > maxRecord:
			return append(blocks, in[:want])
		default:
			want *= 2
		}
	}
}

// checkBlocks compares the blocks of in with the definition. Each is
// overwritten and released at once, so that the next may use its buffer.
func checkBlocks(t *testing.T, in string, r io.Reader, size int, maxRecord int64) {
	t.Helper()
	const pad = 3
	b := &Blocks{Size: size, MaxRecord: maxRecord, Pad: pad}
	var got []string
	off, last := int64(0), false
	for block, err := range b.Cut(r, lastLine) {
		if err != nil || last || block.Off != off {
			t.Fatalf("%.100q in blocks of %d: %v, block at %d after the end at %d, last %v", in, size, err, block.Off, off, last)
		}
		text := block.Buf[pad:]
		if cap(text)-len(text) < pad {
			t.Fatalf("%.100q in blocks of %d: no room after %q", in, size, text)
		}
		got = append(got, string(text))
		off, last = off+int64(len(text)), block.Last
		whole := block.Buf[:cap(block.Buf)]
		for i := range whole {
			whole[i] = '?'
		}
		b.Release(block.Buf)
	}
	if want := naiveBlocks(in, size, maxRecord); !slices.Equal(got, want) || !last {
		t.Fatalf("%.100q in blocks of %d: %q, want %q; last %v", in, size, got, want, last)
	}
}

func TestBlocksHoldWholeRecords(t *testing.T) {
	for _, in := range []string{
		"", "\n", "a", "a\n", "ab\ncd\nef", "ab\ncd\nef\n", "\n\n\n\n", "short\na line that is longer than many blocks\nb\nc\n",
		strings.Repeat("x", 70), "a\n" + strings.Repeat("x", 70), strings.Repeat("0123456\n", 20),
	} {
		for size := 1; size <= len(in)+2; size++ {
			for _, maxRecord := range []int64{1, 16, 1000} {
				checkBlocks(t, in, strings.NewReader(in), size, maxRecord)
				checkBlocks(t, in, iotest.OneByteReader(strings.NewReader(in)), size, maxRecord)
				checkBlocks(t, in, iotest.DataErrReader(strings.NewReader(in)), size, maxRecord)
			}
		}
	}
}

func FuzzBlocks(f *testing.F) {
	f.Add("ab\ncd\n\n\nef", 3, int64(100))
	f.Add(strings.Repeat("x", 50)+"\n"+strings.Repeat("y", 50), 8, int64(20))
	f.Fuzz(func(t *testing.T, in string, size int, maxRecord int64) {
		if size < 1 || size > 1<<16 || maxRecord < 1 {
			t.Skip()
		}
		checkBlocks(t, in, iotest.HalfReader(strings.NewReader(in)), size, min(maxRecord, 1<<20))
	})
}

func TestBlocksYieldsAReadErrorLast(t *testing.T) {
	bad := errors.New("bad sector")
	b := &Blocks{Size: 4, MaxRecord: 100}
	var got []string
	var last error
	for block, err := range b.Cut(io.MultiReader(strings.NewReader("ab\ncd\ne"), iotest.ErrReader(bad)), lastLine) {
		if last != nil {
			t.Fatal("the sequence goes on after an error")
		}
		if last = err; err == nil {
			got = append(got, string(block.Buf))
		}
	}
	if last != bad || !slices.Equal(got, []string{"ab\n", "cd\n"}) {
		t.Errorf("%q, then %v", got, last)
	}
}

func TestBlocksUsesItsBuffersAgain(t *testing.T) {
	in := strings.Repeat("0123456\n", 1000)
	b := &Blocks{Size: 100, MaxRecord: 1000, Pad: 8}
	buffers := map[*byte]bool{}
	for block, err := range b.Cut(strings.NewReader(in), lastLine) {
		if err != nil {
			t.Fatal(err)
		}
		buffers[&block.Buf[0]] = true
		b.Release(block.Buf)
	}
	if len(buffers) > 2 {
		t.Errorf("%d buffers, of which each was released before the next block", len(buffers))
	}
	b.Release(make([]byte, 10_000))
	for _, buf := range b.free {
		if cap(buf) > 1000 {
			t.Error("a buffer of a long record is kept")
		}
	}
}

func TestBlocksStopsWhenAsked(t *testing.T) {
	b := &Blocks{Size: 2, MaxRecord: 10}
	for range b.Cut(strings.NewReader("a\nb\nc\n"), lastLine) {
		break // the runtime panics if the sequence goes on
	}
}
