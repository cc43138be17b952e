package profile

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"

	"fanout/processors/analyze/csvscan"
	"fanout/processors/analyze/runes"
)

// fill makes accumulators of that many columns, adds rows whose fields value
// writes, and returns what they take in bytes, and how long the text was.
func fill(t *testing.T, opt *Options, columns, rows int, value func(b []byte, rnd *rand.Rand) []byte) (taken, text int64) {
	t.Helper()
	scanner := csvscan.New(csvscan.Dialect{Delimiter: ',', Quote: '"'})
	indices := make([]int, columns)
	for i := range indices {
		indices[i] = i
	}
	rnd := rand.New(rand.NewPCG(1, 9))
	before := heap()
	a := New(opt, scanner, indices, nil).NewAccumulators()
	const few = 10 // rows at a time, as chunks of wide files have
	for done := 0; done < rows; done += few {
		buf := make([]byte, Pad)
		for range few {
			for range columns {
				buf = append(value(buf, rnd), ',')
			}
			buf[len(buf)-1] = '\n'
		}
		n := len(buf)
		buf = append(buf, make([]byte, Pad)...)
		sep, _, _ := scanner.Index([]uint32{Pad - 1}, buf, Pad, n, csvscan.RecordStart)
		a.Add(buf, &Table{Before: sep[:len(sep)-1], After: sep[1:], Columns: columns, Rows: few, Class: runes.ASCII}, uint64(text))
		text += int64(n - Pad)
	}
	taken = heap() - before
	runtime.KeepAlive(a)
	return taken, text
}

// heap returns the bytes of what is in use.
func heap() int64 {
	runtime.GC()
	runtime.GC() // pools are given up by the second
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// The bound holds for all kinds of values, whether their tables are full or
// not.
func TestAccumulatorsTakeNoMoreThanTheirMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes minutes under the race detector")
	}
	const letters = "abcdefghijklmnopqrstuvwxyz"
	for name, value := range map[string]func([]byte, *rand.Rand) []byte{
		"none":     func(b []byte, _ *rand.Rand) []byte { return b },
		"integers": func(b []byte, rnd *rand.Rand) []byte { return fmt.Append(b, rnd.IntN(1e9)) },
		"decimals": func(b []byte, rnd *rand.Rand) []byte { return fmt.Append(b, rnd.NormFloat64()) },
		"times": func(b []byte, rnd *rand.Rand) []byte {
			return fmt.Appendf(b, "20%02d-%02d-%02d %02d:%02d:%02d", rnd.IntN(100), 1+rnd.IntN(12), 1+rnd.IntN(28), rnd.IntN(24), rnd.IntN(60), rnd.IntN(60))
		},
		"words": func(b []byte, rnd *rand.Rand) []byte {
			for range 5 + rnd.IntN(8) {
				b = append(b, letters[rnd.IntN(len(letters))])
			}
			return b
		},
		"sentences": func(b []byte, rnd *rand.Rand) []byte {
			for range 30 + rnd.IntN(30) {
				b = append(b, letters[rnd.IntN(len(letters))])
			}
			return b
		},
	} {
		for _, tt := range []struct{ columns, rows int }{{2000, 10}, {512, 1000}, {512, 1100}} {
			opt := &Options{}
			taken, text := fill(t, opt, tt.columns, tt.rows, value)
			if unknown := opt.Memory(tt.columns, Unknown); taken > unknown {
				t.Errorf("%s: %d rows of %d columns take %d bytes, more than the %d of a text of any length", name, tt.rows, tt.columns, taken, unknown)
			}
			if known := opt.Memory(tt.columns, text); taken > known {
				t.Errorf("%s: %d rows of %d columns take %d bytes, more than the %d of a text of %d", name, tt.rows, tt.columns, taken, known, text)
			}
		}
	}
}
