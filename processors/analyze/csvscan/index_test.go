package csvscan

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"fanout/internal/cpu/cputest"
	"fanout/internal/fence"
)

// dialects use each kind of byte as delimiter and quote: common ones, control
// characters, zero, letters, bytes above 127, and neighbours of CR and LF.
var dialects = []Dialect{
	{Delimiter: ',', Quote: '"'}, {Delimiter: ';', Quote: '\''}, {Delimiter: '\t', Quote: 0}, {Delimiter: '|', Quote: '"'},
	{Delimiter: ' ', Quote: '`'}, {Delimiter: 0, Quote: '"'}, {Delimiter: 'a', Quote: 'b'}, {Delimiter: 0xff, Quote: 0x80},
	{Delimiter: 0x80, Quote: 0xff}, {Delimiter: '\v', Quote: '\f'}, {Delimiter: 0x8a, Quote: 0x8d}, {Delimiter: ',', Quote: 0},
	{Delimiter: '\n', Quote: '"'}, {Delimiter: ',', Quote: '"', Comment: '#'},
}

// text returns n bytes, most of which are significant to s. If clean, quotes
// are only where RFC 4180 allows them.
func text(s *Scanner, rnd *rand.Rand, n int, clean bool) []byte {
	rare := rnd.IntN(3) // how much text is between two separators
	pick := func(k int) byte {
		switch k {
		case 0, 1:
			return s.Delimiter
		case 2:
			return '\n'
		case 3:
			return '\r'
		case 4:
			return byte(rnd.IntN(256))
		case 5:
			if s.Quote != 0 {
				return s.Quote
			}
		}
		return 'x' + byte(k)%3
	}
	b := make([]byte, 0, n+64)
	for len(b) < n {
		switch {
		case !clean:
			b = append(b, pick(rnd.IntN(6+16*rare)))
		case s.Quote == 0 || rnd.IntN(3) > 0:
			for range rnd.IntN(3 + 20*rare) {
				if c := pick(4 + rnd.IntN(20)); !s.quoteOrSeparator(c) {
					b = append(b, c)
				}
			}
			b = append(b, pick(rnd.IntN(4)))
		default:
			b = append(b, s.Quote)
			for range rnd.IntN(3 + 20*rare) {
				if c := pick(rnd.IntN(20)); s.isQuote(c) {
					b = append(b, c, c)
				} else {
					b = append(b, c)
				}
			}
			b = append(b, s.Quote, pick(rnd.IntN(4)))
		}
	}
	return b[:n]
}

// Every length up to a little over four blocks, at every alignment, next to
// forbidden pages.
func TestKernelsAgreeWithTheAutomatonForEveryLengthAndAlignment(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		rnd := rand.New(rand.NewPCG(1, 2))
		const maxSize = 4*64 + 9
		fence.Each(t, func(buffer func(int) []byte) {
			room := buffer(maxSize + 64)
			for n := range maxSize {
				s := New(dialects[n%len(dialects)])
				for align := range 64 {
					if testing.Short() && (align+n)%5 != 0 {
						continue
					}
					b := room[align : align+n : align+n]
					if align%2 == 1 {
						b = room[len(room)-align-n:][:n:n] // ends at the fence, or near
					}
					copy(b, text(s, rnd, n, align%4 < 2))
					checkSummary(t, s, s.Summarize(b), b)
					begin := State(rnd.IntN(int(states)))
					if !canBe(s, begin) {
						begin = RecordStart
					}
					checkIndex(t, s, b, 0, n, begin)
				}
			}
		})
	}, kernel)
}

func checkIndex(t *testing.T, s *Scanner, b []byte, from, to int, begin State) {
	t.Helper()
	want, wantN, end := indexByAutomaton(s, b, from, to, begin)
	got, n, state := s.Index(nil, b, from, to, begin)
	if !slices.Equal(got, want) || n != wantN || state != end {
		t.Fatalf("%q %v from %v: Index %v %v %v, want %v %v %v", b[from:to], s.Dialect, begin, got, n, state, want, wantN, end)
	}
}

// Long texts take several calls of the kernels.
func TestKernelsAgreeWithTheAutomatonOnLongTexts(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		for seed := range uint64(4) {
			for _, d := range dialects {
				rnd := rand.New(rand.NewPCG(seed, 3))
				s := New(d)
				b := text(s, rnd, 3*indexSize+rnd.IntN(200), seed%2 == 0)
				from, to := rnd.IntN(100), len(b)-rnd.IntN(100)
				checkSummary(t, s, s.Summarize(b[from:to]), b[from:to])
				for begin := range states {
					if canBe(s, begin) {
						checkIndex(t, s, b, from, to, begin)
					}
				}
			}
		}
	}, kernel)
}

// indexSize is at least the number of bytes that one call of an index kernel
// handles.
const indexSize = 8 << 10

// One quote, CR or CRLF among other bytes, at every position near the ends of
// blocks and calls.
func TestKernelsAgreeWithTheAutomatonAtEveryPosition(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		s := New(comma)
		step := 1
		if testing.Short() {
			step = 7
		}
		for _, size := range []int{3 * 64, indexSize + 70} {
			for _, special := range []string{"\"", "\r", "\r\n", ",\"", "\",", "\"\"", "x\"x", "\n\"", "\"\r\n", "\x80"} {
				for _, filler := range []string{"x", ",", "ab,\"c\"\n"} {
					for at := size - 150; at+len(special) <= size; at += step {
						b := bytes.Repeat([]byte(filler), size/len(filler)+1)[:size]
						copy(b[at:], special)
						checkSummary(t, s, s.Summarize(b), b)
						checkIndex(t, s, b, 0, size, RecordStart)
						checkIndex(t, s, b, 0, at+1, Quoted) // a CR is the last that is seen
					}
				}
			}
		}
	}, kernel)
}

// The results do not depend on where a text is cut, except that a CRLF cut in
// two is two separators.
func TestResultsDoNotDependOnCuts(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		for seed := range uint64(6) {
			s := New(dialects[seed])
			b := text(s, rand.New(rand.NewPCG(seed, 4)), 700, seed%2 == 0)
			for cut := range len(b) {
				checkCut(t, s, b, cut)
			}
		}
	}, kernel)
}

func checkCut(t *testing.T, s *Scanner, b []byte, cut int) {
	t.Helper()
	want, _, end := s.Index(nil, b, 0, len(b), RecordStart)
	got, _, middle := s.Index(nil, b, 0, cut, RecordStart)
	if middle == RecordStart && cut > 0 && b[cut-1] == '\r' && b[cut] == '\n' {
		got = got[:len(got)-1]
	}
	got, _, state := s.Index(got, b, cut, len(b), middle)
	if !slices.Equal(got, want) || state != end {
		t.Fatalf("%q cut at %d: %v %v, want %v %v", b, cut, got, state, want, end)
	}
	if sum, ok := s.Summarize(b[:cut]).End(RecordStart); ok && sum != middle {
		t.Fatalf("%q cut at %d: summary %v, want %v", b, cut, sum, middle)
	}
}

func TestIndexReusesItsBuffer(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		s := New(comma)
		b := bytes.Repeat([]byte("abc,\"d,e\"\n"), 10_000)
		sep, _, _ := s.Index(nil, b, 0, len(b), RecordStart)
		if n := testing.AllocsPerRun(10, func() { sep, _, _ = s.Index(sep[:0], b, 0, len(b), RecordStart) }); n != 0 {
			t.Errorf("%v allocations", n)
		}
		if len(sep) != 20_000 {
			t.Error(fmt.Sprint(len(sep), " separators"))
		}
	}, kernel)
}
