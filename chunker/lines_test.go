package chunker

import (
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"testing"
)

// naiveLines is the definition: each line goes to the cell of its first byte.
func naiveLines(in string, unit int) (nonEmpty []Range, byCell []Range) {
	for c := 0; c < len(in); c += unit {
		byCell = append(byCell, Range{int64(c), int64(c)})
	}
	off := 0
	for line := range strings.Lines(in) {
		r := &byCell[off/unit]
		if r.Len() == 0 {
			*r = Range{int64(off), int64(off)}
		}
		off += len(line)
		r.End = int64(off)
	}
	for _, r := range byCell {
		if r.Len() > 0 {
			nonEmpty = append(nonEmpty, r)
		}
	}
	return nonEmpty, byCell
}

// checkLines compares all ways to cut in with the definition.
func checkLines(t *testing.T, in string, unit, step int) {
	t.Helper()
	want, byCell := naiveLines(in, unit)
	r, size := strings.NewReader(in), int64(len(in))

	var got []Range
	for rg, err := range lines(r, size, int64(unit), step) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, rg)
	}
	if !slices.Equal(got, want) {
		t.Fatalf("%.100q in units of %d, steps of %d: %v, want %v", in, unit, step, got, want)
	}

	if n := Cells(size, int64(unit)); n != int64(len(byCell)) {
		t.Fatalf("%d cells, want %d", n, len(byCell))
	}
	for i, want := range byCell {
		got, err := lineRange(r, size, int64(unit), int64(i), step)
		if err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Fatalf("%.100q in units of %d, steps of %d: cell %d is %v, want %v", in, unit, step, i, got, want)
		}
	}
}

func TestLinesBelongToTheCellOfTheirFirstByte(t *testing.T) {
	for _, in := range []string{
		"", "\n", "\n\n\n\n\n", "a", "a\n", "\na", "ab\ncd\nef", "ab\ncd\nef\n",
		"a line that spans many cells\nb\nc\n", "b\nand one without end that spans many",
		"crlf\r\ncrlf\r\n", "cr\rcr\rcr", strings.Repeat("0123456\n", 20), "a\n" + strings.Repeat("x", 100) + "\nb\nc",
	} {
		for unit := 1; unit <= len(in)+2; unit++ {
			for _, step := range []int{1, 2, 7, searchStep} {
				checkLines(t, in, unit, step)
			}
		}
	}
}

func TestLinesFindsEndsBeyondTheFirstStep(t *testing.T) {
	long := strings.Repeat("x", 3*searchStep)
	in := long + "\nb\n" + long[:searchStep-1] + "\n" + long + long
	for _, unit := range []int{1000, searchStep, searchStep + 1, 3 * searchStep, 1 << 20} {
		checkLines(t, in, unit, searchStep)
	}
}

func TestExportedLinesAndLineRangeAgree(t *testing.T) {
	in := strings.Repeat("some line\n", 1000)
	r, size := strings.NewReader(in), int64(len(in))
	i := int64(0)
	for want, err := range Lines(r, size, 128) {
		if err != nil {
			t.Fatal(err)
		}
		got, err := LineRange(r, size, 128, i)
		if err != nil || got != want {
			t.Fatalf("cell %d: %v %v, want %v", i, got, err, want)
		}
		i++
	}
	if n := Cells(size, 128); i != n {
		t.Errorf("%d cells, want %d", i, n)
	}
}

// countingReaderAt counts the bytes it is asked for.
type countingReaderAt struct {
	r       io.ReaderAt
	asked   int64
	largest int
}

func (c *countingReaderAt) ReadAt(p []byte, off int64) (int, error) {
	c.asked += int64(len(p))
	c.largest = max(c.largest, len(p))
	return c.r.ReadAt(p, off)
}

func TestLinesReadsAGiganticLineOnceInFixedSteps(t *testing.T) {
	const size = 4 << 20
	c := &countingReaderAt{r: strings.NewReader(strings.Repeat("x", size))}
	for _, err := range Lines(c, size, 4<<10) {
		if err != nil {
			t.Fatal(err)
		}
	}
	if c.asked > size || c.largest > searchStep {
		t.Errorf("asked for %d of %d bytes, up to %d at a time", c.asked, size, c.largest)
	}
}

// Shards must not each read a line of gigabytes only to find that it is none of
// theirs.
func TestLineRangeReadsNoMoreThanItsCellIfNoLineStartsThere(t *testing.T) {
	const size, unit = 4 << 20, 128 << 10
	c := &countingReaderAt{r: strings.NewReader(strings.Repeat("x", size))}
	got, err := LineRange(c, size, unit, 7)
	if err != nil || got != (Range{7 * unit, 7 * unit}) {
		t.Fatal(got, err)
	}
	if c.asked > unit {
		t.Errorf("asked for %d bytes, the cell has %d", c.asked, unit)
	}
}

func TestLinesReportsAReadErrorWithItsOffset(t *testing.T) {
	bad := errors.New("bad sector")
	in := strings.NewReader("0123\n56789")
	for _, tt := range []struct {
		name string
		r    io.ReaderAt
		size int64
		want string
		is   error
	}{
		{"failing read", failingAt{in, 7, bad}, 10, "byte 7: bad sector", bad},
		{"shorter than its size", in, 20, "byte 10: unexpected EOF", io.ErrUnexpectedEOF},
		{"nothing read and no error", failingAt{in, 7, nil}, 10, "byte 7: unexpected EOF", io.ErrUnexpectedEOF},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []Range
			var err error
			for r, e := range Lines(tt.r, tt.size, 2) {
				if err != nil {
					t.Fatal("the sequence goes on after an error")
				}
				if err = e; e == nil {
					got = append(got, r)
				}
			}
			if err == nil || err.Error() != tt.want || !errors.Is(err, tt.is) {
				t.Errorf("error %v, want %s", err, tt.want)
			}
			if !slices.Equal(got, []Range{{0, 5}}) {
				t.Errorf("ranges before the error: %v", got)
			}
			if _, err := LineRange(tt.r, tt.size, 2, 2); err == nil || err.Error() != tt.want {
				t.Errorf("LineRange, in search of the cell's start: error %v, want %s", err, tt.want)
			}
			if _, err := LineRange(tt.r, tt.size, 6, 0); err == nil || err.Error() != tt.want {
				t.Errorf("LineRange, in search of the cell's end: error %v, want %s", err, tt.want)
			}
		})
	}
}

// failingAt fails from offset at on.
type failingAt struct {
	r   io.ReaderAt
	at  int64
	err error
}

func (f failingAt) ReadAt(p []byte, off int64) (int, error) {
	if off+int64(len(p)) <= f.at {
		return f.r.ReadAt(p, off)
	}
	n, _ := f.r.ReadAt(p[:max(0, f.at-off)], off)
	return n, f.err
}

func TestLinesStopsWhenAsked(t *testing.T) {
	for range Lines(strings.NewReader("a\nb\nc\n"), 6, 2) {
		break // the runtime panics if the sequence goes on
	}
}

func TestLinesTakesAnySizeAndRefusesABadUnit(t *testing.T) {
	for r, err := range Lines(strings.NewReader(""), -1, 1) {
		t.Errorf("a negative size yields %v, %v", r, err)
	}
	if n := Cells(-1, 1); n != 0 {
		t.Errorf("%d cells in a negative size", n)
	}
	if n := Cells(math.MaxInt64, 1<<62); n != 2 {
		t.Errorf("%d cells of 1<<62 bytes in MaxInt64, want 2", n)
	}
	checkLines(t, "a\nb", 1<<30, 4)
	for r, err := range Lines(strings.NewReader("a\nb"), 3, math.MaxInt64) {
		if err != nil || r != (Range{0, 3}) {
			t.Errorf("the largest unit yields %v, %v", r, err)
		}
	}
	mustPanic(t, "chunker: internal error: unit of 0 bytes", func() { Lines(strings.NewReader(""), 0, 0) })
	mustPanic(t, "chunker: internal error: unit of -1 bytes", func() { Cells(1, -1) })
	mustPanic(t, "chunker: internal error: cell 3 of 3", func() { LineRange(strings.NewReader("abc"), 3, 1, 3) })
	mustPanic(t, "chunker: internal error: cell -1 of 3", func() { LineRange(strings.NewReader("abc"), 3, 1, -1) })
}

func FuzzLines(f *testing.F) {
	f.Add("ab\ncd\n\n\nef", 3, 2)
	f.Add("\n\n", 1, 1)
	f.Add(strings.Repeat("x", 50)+"\n"+strings.Repeat("y", 50), 8, 5)
	f.Fuzz(func(t *testing.T, in string, unit, step int) {
		if unit < 1 || step < 1 || step > 1<<16 || len(in)/unit > 1<<12 {
			t.Skip()
		}
		checkLines(t, in, unit, step)
	})
}
