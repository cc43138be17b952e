package runes

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"fanout/internal/cpu/cputest"
	"fanout/internal/fence"
)

const kernel = "csv characters"

// of makes one value of the results of Classify.
func of(class Class, nul bool) [2]any { return [2]any{class, nul} }

func TestEveryTwoBytesInARow(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		text := bytes.Repeat([]byte("a"), 160)
		for _, at := range []int{1, 63, 64, 127, 150} {
			for a := range 256 {
				for b := range 256 {
					text[at], text[at+1] = byte(a), byte(b)
					if got, want := of(Classify(text)), of(classifyRef(text)); got != want {
						t.Fatalf("% x at %d: %v, want %v", text[at:at+2], at, got, want)
					}
				}
			}
			text[at], text[at+1] = 'a', 'a'
		}
	}, kernel)
}

// All characters are valid at every position, and no part of one is.
func TestClassOfCharacters(t *testing.T) {
	sequences := []string{"\x7f", "\u0080", "é", "\u07ff", "\u0800", "€", "\ud7ff", "\ue000", "\uffff", "\U00010000", "\U0010ffff",
		"\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf",
		"\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\x80\x80\x80\x80\x80"}
	cputest.Each(t, func(t *testing.T) {
		for _, s := range sequences {
			for n := 1; n <= len(s); n++ {
				for _, size := range []int{64, 70, 128, 200} {
					for at := 0; at+n <= size; at++ {
						text := bytes.Repeat([]byte("x"), size)
						copy(text[at:], s[:n])
						if got, want := of(Classify(text)), of(classifyRef(text)); got != want {
							t.Fatalf("% x at %d of %d: %v, want %v", s[:n], at, size, got, want)
						}
					}
				}
			}
		}
	}, kernel)
}

func TestClassOfEveryLengthStaysInside(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		fence.Each(t, func(buffer func(int) []byte) {
			for n := range 4*64 + 1 {
				b := buffer(n)
				copy(b, strings.Repeat("aé€𝄞", n))
				if got, want := of(Classify(b)), of(classifyRef(b)); got != want {
					t.Fatalf("%d bytes: %v, want %v", n, got, want)
				}
			}
		})
	}, kernel)
}

func TestClassOfLongText(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		b := bytes.Repeat([]byte("aé"), 1<<20)
		if ClassOf(b) != UTF8 {
			t.Error("valid text is not")
		}
		b[len(b)-1] = 'x'
		if ClassOf(b) != Bytes {
			t.Error("a cut character is valid")
		}
		if b = bytes.Repeat([]byte("a"), 3<<20); ClassOf(b) != ASCII {
			t.Error("ASCII is not")
		}
		for _, at := range []int{0, 63, 64, 1 << 20, len(b) - 1} {
			b[at] = 0
			if class, nul := Classify(b); class != ASCII || !nul {
				t.Errorf("a NUL at %d is not found", at)
			}
			b[at] = 'a'
		}
	}, kernel)
}

// Every length at every alignment, without reading outside the buffer.
func TestLengthsOfEveryField(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		fence.Each(t, func(buffer func(int) []byte) {
			const size = 260
			b := buffer(size)
			copy(b, strings.Repeat("aé€𝄞zz", size))
			for s := uint32(0); s <= size; s += 1 {
				for e := s; e <= size; e += 1 + (e-s)/70 {
					n := uint64(countRef(b[s:e]))
					sum, shortest, longest := Lengths(b, []uint32{s, s}, []uint32{e, e})
					if sum != 2*n || shortest != n || longest != n {
						t.Fatalf("%d to %d: %d %d %d, want %d each", s, e, sum, shortest, longest, n)
					}
				}
			}
		})
	}, kernel)
}

func TestLengthsOfManyFields(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		rnd := rand.New(rand.NewPCG(1, 2))
		text := []byte(strings.Repeat("aé€𝄞 plain", 10000))
		var start, end []uint32
		want := none
		for i := range 3000 {
			n := rnd.IntN(100)
			if i == 1000 {
				n = 3 * maxRune * 10000
			}
			s := rnd.IntN(len(text) - n)
			start, end = append(start, uint32(s)), append(end, uint32(s+n))
			c := uint64(countRef(text[s : s+n]))
			want.merge(lengths{c, c, c})
		}
		if sum, shortest, longest := Lengths(text, start, end); (lengths{sum, shortest, longest}) != want {
			t.Errorf("%d %d %d, want %v", sum, shortest, longest, want)
		}
	}, kernel)
}

const maxRune = 4

func TestLengthsPanicsForFieldsOutside(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		b := make([]byte, 100)
		for _, f := range [][2]uint32{{0, 101}, {5, 4}, {1 << 31, 1<<31 + 1}} {
			func() {
				defer func() {
					if recover() == nil {
						t.Errorf("%v is taken", f)
					}
				}()
				Lengths(b, []uint32{0, f[0]}, []uint32{1, f[1]})
			}()
		}
	}, kernel)
}

func TestCountIsWhatUTF8Counts(t *testing.T) {
	for _, s := range []string{"", "a", "aé€𝄞", strings.Repeat("straße ", 30)} {
		if got := countRef([]byte(s)); got != utf8.RuneCountInString(s) {
			t.Errorf("%q: %d", s, got)
		}
	}
}

func FuzzClassOf(f *testing.F) {
	f.Add([]byte(strings.Repeat("aé€𝄞", 40)), uint8(3))
	f.Add([]byte("\xed\xa0\x80"), uint8(60))
	f.Add([]byte(""), uint8(0))
	f.Fuzz(func(t *testing.T, b []byte, lead uint8) {
		b = append(bytes.Repeat([]byte("a"), int(lead)), b...)
		want := of(classifyRef(b))
		n := uint64(countRef(b))
		cputest.OnEach(func(implementation string) {
			if got := of(Classify(b)); got != want {
				t.Errorf("%s: %v, want %v", implementation, got, want)
			}
			if sum, _, _ := Lengths(b, []uint32{0}, []uint32{uint32(len(b))}); sum != n {
				t.Errorf("%s: %d characters, want %d", implementation, sum, n)
			}
		}, kernel)
	})
}

func BenchmarkClassOf(b *testing.B) {
	for name, text := range map[string]string{"ascii": "plain text, plain text", "mixed": "straße, données, plain text"} {
		b.Run(name, func(b *testing.B) {
			buf := []byte(strings.Repeat(text, 256<<10/len(text)))
			b.SetBytes(int64(len(buf)))
			for b.Loop() {
				ClassOf(buf)
			}
		})
	}
}

func BenchmarkLengths(b *testing.B) {
	buf := []byte(strings.Repeat("straße, données, plain text", 10000))
	var start, end []uint32
	for i := range 2048 {
		start, end = append(start, uint32(i*100)), append(end, uint32(i*100+30+i%64))
	}
	b.SetBytes(204800)
	for b.Loop() {
		Lengths(buf, start, end)
	}
}
