package chunker

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
)

func lastLine(b []byte) int { return bytes.LastIndexByte(b, '\n') + 1 }

// lastPair ends records only after every second line end, counted from the start
// of b: a lastEnd that is wrong unless every block starts at a record.
func lastPair(b []byte) int {
	end, n := 0, 0
	for i, c := range b {
		if c == '\n' {
			if n++; n%2 == 0 {
				end = i + 1
			}
		}
	}
	return end
}

// naiveBlocks is the definition of the cuts, with all of the input at hand.
func naiveBlocks(in []byte, size, maxRecord int, lastEnd func([]byte) int) (blocks []Block, tooLong *RecordTooLongError) {
	bound := max(size, maxRecord)
	off := 0
	for off < len(in) {
		rest := in[off:]
		end := 0
		for want := size; end == 0; want *= 2 {
			want = min(want, bound)
			if want > len(rest) || want == bound && want == len(rest) && lastEnd(rest) == 0 {
				end = len(rest)
			} else if end = lastEnd(rest[:want]); end == 0 && want == bound {
				return blocks, &RecordTooLongError{int64(off), bound}
			}
		}
		blocks = append(blocks, Block{int64(off), rest[:end]})
		off += end
	}
	return blocks, nil
}

// checkBlocks compares Blocks with the definition, however the reader reads.
func checkBlocks(t *testing.T, in []byte, size, maxRecord int, lastEnd func([]byte) int) {
	t.Helper()
	want, tooLong := naiveBlocks(in, size, maxRecord, lastEnd)
	for name, wrap := range map[string]func(io.Reader) io.Reader{
		"plain":                func(r io.Reader) io.Reader { return r },
		"one byte":             iotest.OneByteReader,
		"half":                 iotest.HalfReader,
		"data with EOF":        iotest.DataErrReader,
		"one byte, data + EOF": func(r io.Reader) io.Reader { return iotest.DataErrReader(iotest.OneByteReader(r)) },
		"empty reads":          func(r io.Reader) io.Reader { return &hesitant{r: r} },
	} {
		var got []Block
		var err error
		for b, e := range Blocks(wrap(bytes.NewReader(in)), size, maxRecord, lastEnd) {
			if err != nil {
				t.Fatal("the sequence goes on after an error")
			}
			if err = e; err != nil {
				continue
			}
			if len(b.Data) == 0 || cap(b.Data) != len(b.Data) {
				t.Fatalf("%s: block of length %d, capacity %d", name, len(b.Data), cap(b.Data))
			}
			got = append(got, Block{b.Off, bytes.Clone(b.Data)})
			for i := range b.Data {
				b.Data[i] = '!' // it is the receiver's
			}
		}
		if got, want := show(got), show(want); got != want {
			t.Fatalf("%s: %.100q, size %d, records up to %d:\n%.300s, want\n%.300s", name, in, size, maxRecord, got, want)
		}
		if tooLong == nil {
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			continue
		}
		var e *RecordTooLongError
		if !errors.As(err, &e) || *e != *tooLong {
			t.Fatalf("%s: error %v, want %v", name, err, tooLong)
		}
	}
}

func show(blocks []Block) string {
	var s strings.Builder
	for _, b := range blocks {
		fmt.Fprintf(&s, "%d:%q ", b.Off, b.Data)
	}
	return s.String()
}

// hesitant returns nothing, without an error, before every byte.
type hesitant struct {
	r    io.Reader
	turn bool
}

func (h *hesitant) Read(p []byte) (int, error) {
	if h.turn = !h.turn; h.turn {
		return 0, nil
	}
	return h.r.Read(p[:min(1, len(p))])
}

func TestBlocksAreTheSameHoweverTheReaderReads(t *testing.T) {
	for _, in := range []string{
		"", "\n", "a", "a\n", "a\nbb\n\nccc", "\n\n\n\n\n\n", "ab\ncd\nef\ngh\n",
		"short\n" + strings.Repeat("long", 10) + "\nshort\nshort\n",
		strings.Repeat("x", 40), strings.Repeat("ab\n", 30) + strings.Repeat("y", 17),
	} {
		for size := 1; size <= len(in)+2; size++ {
			for _, maxRecord := range []int{0, 1, 2, 16, 17, 39, 40, 41, 1 << 20} {
				checkBlocks(t, []byte(in), size, maxRecord, lastLine)
				checkBlocks(t, []byte(in), size, maxRecord, lastPair)
			}
		}
	}
}

func TestBlocksAcceptsRecordsUpToExactlyTheBound(t *testing.T) {
	const bound = 10
	for _, tt := range []struct {
		name string
		in   string
		err  string
		off  int64
	}{
		{"ended, of that length", "ab\n" + strings.Repeat("x", bound-1) + "\ncd\n", "", 0},
		{"ended, longer", "ab\n" + strings.Repeat("x", bound) + "\ncd\n", "byte 3: record longer than 10 bytes", 3},
		{"not ended, of that length", "ab\n" + strings.Repeat("x", bound), "", 0},
		{"not ended, longer", "ab\n" + strings.Repeat("x", bound+1), "byte 3: record longer than 10 bytes", 3},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got strings.Builder
			var err error
			for b, e := range Blocks(strings.NewReader(tt.in), 3, bound, lastLine) {
				got.Write(b.Data)
				err = e
			}
			if tt.err == "" && (err != nil || got.String() != tt.in) {
				t.Fatalf("%q, %v", &got, err)
			}
			var e *RecordTooLongError
			if tt.err != "" && (!errors.As(err, &e) || err.Error() != tt.err || e.Off != tt.off || e.Max != bound || got.String() != "ab\n") {
				t.Fatalf("%q, %v, want %s", &got, err, tt.err)
			}
		})
	}
}

// endless is an endless record.
type endless struct{ read int64 }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	e.read += int64(len(p))
	return len(p), nil
}

func TestBlocksBoundsTheMemoryForARecordWithoutEnd(t *testing.T) {
	const bound = 8 << 20
	r := &endless{}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for _, err := range Blocks(r, 64<<10, bound, lastLine) {
		if _, ok := err.(*RecordTooLongError); !ok {
			t.Fatal(err)
		}
	}
	runtime.ReadMemStats(&after)
	if r.read != bound+1 {
		t.Errorf("%d bytes read, want %d", r.read, bound+1)
	}
	// All buffers together, the ones let go of included: 1 + 1/2 + 1/4 + …
	if n := after.TotalAlloc - before.TotalAlloc; n > 2*bound+1<<20 {
		t.Errorf("%d bytes allocated for a bound of %d", n, bound)
	}
}

// A step of fixed size would copy a long record again for each step.
func TestBlocksReadsALongRecordWithLinearCopying(t *testing.T) {
	const n = 16 << 20
	in := append(bytes.Repeat([]byte("x"), n), '\n')
	calls := 0
	blocks := 0
	for b, err := range Blocks(bytes.NewReader(in), 16, 1<<30, func(b []byte) int { calls++; return lastLine(b) }) {
		if err != nil {
			t.Fatal(err)
		}
		blocks += len(b.Data)
	}
	if blocks != n+1 || calls > 22 {
		t.Errorf("%d of %d bytes, %d attempts to cut", blocks, n+1, calls)
	}
}

func TestBlocksYieldsTheReadersErrorAsItIs(t *testing.T) {
	bad := errors.New("bad sector")
	for _, tt := range []struct {
		name string
		r    io.Reader
		want error
	}{
		{"after the data", io.MultiReader(strings.NewReader("ab\ncd\nef"), iotest.ErrReader(bad)), bad},
		// From gzip it means that the file is cut off, not that it ends well.
		{"io.ErrUnexpectedEOF", io.MultiReader(strings.NewReader("ab\ncd\nef"), iotest.ErrReader(io.ErrUnexpectedEOF)), io.ErrUnexpectedEOF},
		{"together with data", iotest.DataErrReader(io.MultiReader(strings.NewReader("ab\ncd\nef"), iotest.ErrReader(bad))), bad},
		{"once only, with the last byte asked for", &forgetful{data: "ab\ncd\n", err: bad}, bad},
		{"a reader that hangs", io.MultiReader(strings.NewReader("ab\ncd\nef"), hanging{}), io.ErrNoProgress},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			var err error
			var at int64
			for b, e := range Blocks(tt.r, 3, 100, lastLine) {
				if err = e; e != nil {
					at = b.Off
					continue
				}
				got = append(got, string(b.Data))
			}
			if err != tt.want || at != 6 {
				t.Errorf("error %v at %d, want %v at 6", err, at, tt.want)
			}
			if fmt.Sprintf("%q", got) != `["ab\n" "cd\n"]` {
				t.Errorf("blocks before it: %q", got)
			}
		})
	}
}

func TestBlocksReportsAnErrorRightAfterTheLongestRecord(t *testing.T) {
	bad := errors.New("bad sector")
	r := io.MultiReader(strings.NewReader("12345678"), iotest.ErrReader(bad))
	for b, err := range Blocks(r, 8, 8, lastLine) {
		if err != bad {
			t.Errorf("%q, %v: whether the record ends there is not known", b.Data, err)
		}
	}
}

// forgetful returns its error once, with its last bytes, and io.EOF from then on.
type forgetful struct {
	data string
	err  error
}

func (f *forgetful) Read(p []byte) (int, error) {
	n := copy(p, f.data)
	f.data = f.data[n:]
	if f.data != "" {
		return n, nil
	}
	err := f.err
	f.err = io.EOF
	return n, err
}

type hanging struct{}

func (hanging) Read([]byte) (int, error) { return 0, nil }

func TestBlocksStopsWhenAsked(t *testing.T) {
	r := strings.NewReader("a\nb\nc\n")
	for range Blocks(r, 2, 2, lastLine) {
		break // the runtime panics if the sequence goes on
	}
	if r.Len() != 4 {
		t.Errorf("%d bytes left, want 4", r.Len())
	}
}

func TestBlocksWithoutASizeAreOneMebibyte(t *testing.T) {
	in := bytes.Repeat([]byte("0123456\n"), 300_000)
	for _, size := range []int{0, -1} {
		var sizes []int
		for b, err := range Blocks(bytes.NewReader(in), size, 0, lastLine) {
			if err != nil {
				t.Fatal(err)
			}
			sizes = append(sizes, len(b.Data))
		}
		if fmt.Sprint(sizes) != "[1048576 1048576 302848]" {
			t.Errorf("size %d: blocks of %v", size, sizes)
		}
	}
}

func TestBlocksPanicsIfLastEndReturnsNonsense(t *testing.T) {
	for _, n := range []int{-1, 5} {
		mustPanic(t, fmt.Sprintf("chunker: internal error: lastEnd returned %d for 4 bytes", n), func() {
			for range Blocks(strings.NewReader("a\nb\nc\n"), 4, 4, func([]byte) int { return n }) {
			}
		})
	}
}

func FuzzBlocks(f *testing.F) {
	f.Add([]byte("a\nbb\n\nccc"), 2, 4, false)
	f.Add([]byte("\n\n\n"), 1, 0, true)
	f.Add(bytes.Repeat([]byte("x"), 33), 4, 32, false)
	f.Fuzz(func(t *testing.T, in []byte, size, maxRecord int, pairs bool) {
		if size < 1 || size > 1<<12 || maxRecord > 1<<16 {
			t.Skip()
		}
		lastEnd := lastLine
		if pairs {
			lastEnd = lastPair
		}
		checkBlocks(t, in, size, maxRecord, lastEnd)
	})
}
