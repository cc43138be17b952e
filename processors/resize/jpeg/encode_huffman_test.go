package jpeg

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// codesOf makes the codes of a table for counts and checks that they are a
// prefix code of at most 16 bits without one of all ones, which the segment
// describes.
func codesOf(t *testing.T, counts []uint32) []uint32 {
	t.Helper()
	var h huffmanCodes
	const table = classAC
	copy(h.counts[table<<8:], counts)
	dht := h.appendTable(nil, table)
	codes := h.codes[table<<8:][:256]
	lengths, symbols := dht[5:21], dht[21:]
	if int(dht[2])<<8|int(dht[3]) != len(dht)-2 {
		t.Fatalf("the segment's length is %d of %d", int(dht[2])<<8|int(dht[3]), len(dht)-2)
	}
	var used uint32 // of 2^16
	n := 0
	for i, l := range lengths {
		for range l {
			c := codes[symbols[n]]
			length := c & 0xFF
			if length != uint32(i+1) {
				t.Fatalf("symbol %d: length %d in the segment, %d here", symbols[n], i+1, length)
			}
			// Canonical codes go up.
			if c>>8<<(16-length) != used {
				t.Fatalf("symbol %d: code %0*b, want %016b", symbols[n], length, c>>8, used)
			}
			if c>>8 == 1<<length-1 {
				t.Fatalf("symbol %d: its code is all ones", symbols[n])
			}
			used += 1 << (16 - length)
			n++
		}
	}
	if used >= 1<<16 {
		t.Fatalf("no code is left over")
	}
	for s, c := range counts {
		if (c > 0) != (codes[s] != 0) {
			t.Fatalf("symbol %d occurs %d times, but its code is %x", s, c, codes[s])
		}
	}
	if n != len(symbols) {
		t.Fatalf("%d codes for %d symbols", n, len(symbols))
	}
	return codes
}

func TestCodesAreShorterForMoreFrequentSymbols(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for n := 1; n <= 256; n++ {
		counts := make([]uint32, 256)
		for _, s := range rng.Perm(256)[:n] {
			counts[s] = 1 + uint32(rng.IntN(1<<rng.IntN(31)))
		}
		codes := codesOf(t, counts)
		for a := range counts {
			for b := range counts {
				if counts[a] > counts[b] && counts[b] > 0 && codes[a]&0xFF > codes[b]&0xFF {
					t.Fatalf("%d symbols: %d times %d bits, %d times %d bits",
						n, counts[a], codes[a]&0xFF, counts[b], codes[b]&0xFF)
				}
			}
		}
	}
}

// Weights in the ratios of Fibonacci numbers make the deepest trees.
func TestCodesAreLimitedTo16Bits(t *testing.T) {
	for n := 2; n <= 46; n++ {
		counts := make([]uint32, 256)
		a, b := uint32(1), uint32(1)
		for i := range n {
			counts[(7*i)%256] = a
			a, b = b, a+b
		}
		for i := n; i < 256; i += n {
			counts[(7*i)%256] = 1
		}
		codesOf(t, counts)
	}
	all := make([]uint32, 256)
	for i := range all {
		all[i] = ^uint32(0) >> min(i, 31)
	}
	codesOf(t, all)
}

// Without a limit in the way, codes are optimal: their total length is that of
// Huffman's algorithm, done here the slow way.
func TestCodesAreOptimal(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for n := 1; n <= 40; n++ {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			counts := make([]uint32, 256)
			weights := []uint64{0} // that of the code that is left over
			for s := range n {
				counts[s] = 1 + uint32(rng.IntN(1000))
				weights = append(weights, uint64(counts[s]))
			}
			var want uint64
			for len(weights) > 1 {
				a := takeSmallest(&weights)
				b := takeSmallest(&weights)
				weights = append(weights, a+b)
				want += a + b
			}
			var got uint64
			for s, c := range codesOf(t, counts) {
				got += uint64(counts[s]) * uint64(c&0xFF)
			}
			if got != want {
				t.Errorf("%d bits, want %d", got, want)
			}
		})
	}
}

func takeSmallest(weights *[]uint64) uint64 {
	w := *weights
	i := 0
	for j := range w {
		if w[j] < w[i] {
			i = j
		}
	}
	smallest := w[i]
	w[i] = w[len(w)-1]
	*weights = w[:len(w)-1]
	return smallest
}
