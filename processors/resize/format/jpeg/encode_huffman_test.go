package jpeg

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// lengthsOf makes the code of a table for counts and returns the length of each
// symbol's code. It checks that the DHT segment describes a prefix code of at
// most 16 bits without a code of all ones, and that these are the codes in use.
func lengthsOf(t *testing.T, counts []uint32) (of [256]int) {
	t.Helper()
	var h huffmanCodes
	const table = classAC
	copy(h.counts[table<<8:], counts)
	dht := h.appendTable(nil, table)
	lengths, symbols := dht[5:21], dht[21:]
	if int(dht[2])<<8|int(dht[3]) != len(dht)-2 {
		t.Fatalf("the segment's length is %d of %d", int(dht[2])<<8|int(dht[3]), len(dht)-2)
	}
	code, n := 0, 0
	for length := 1; length <= 16; length++ {
		code <<= 1
		for range lengths[length-1] {
			if code >= 1<<length-1 {
				t.Fatalf("a code of %d bits is %b", length, code)
			}
			symbol := int(symbols[n])
			of[symbol] = length
			extra := additionalBits(symbol)
			want := uint32(code<<extra<<5 | length + extra)
			if got := h.codes[table<<8|symbol]; extra <= tokenBits-16 && got != want {
				t.Fatalf("symbol %02x: its code is %032b, want %032b", symbol, got, want)
			}
			code++
			n++
		}
	}
	for s, c := range counts {
		if (c > 0) != (of[s] != 0) {
			t.Fatalf("symbol %02x occurs %d times, its code has %d bits", s, c, of[s])
		}
	}
	if n != len(symbols) {
		t.Fatalf("%d codes for %d symbols", n, len(symbols))
	}
	return of
}

func TestCodesAreShorterForMoreFrequentSymbols(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for n := 1; n <= 256; n++ {
		counts := make([]uint32, 256)
		for _, s := range rng.Perm(256)[:n] {
			counts[s] = 1 + uint32(rng.IntN(1<<rng.IntN(31)))
		}
		lengths := lengthsOf(t, counts)
		for a := range counts {
			for b := range counts {
				if counts[a] > counts[b] && counts[b] > 0 && lengths[a] > lengths[b] {
					t.Fatalf("%d symbols: %d times %d bits, %d times %d bits",
						n, counts[a], lengths[a], counts[b], lengths[b])
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
		lengthsOf(t, counts)
	}
	all := make([]uint32, 256)
	for i := range all {
		all[i] = ^uint32(0) >> min(i, 31)
	}
	lengthsOf(t, all)
}

// If the limit does not matter, codes are optimal: their total length is that
// of Huffman's algorithm, here in its slow form.
func TestCodesAreOptimal(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for n := 1; n <= 40; n++ {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			counts := make([]uint32, 256)
			weights := []uint64{0} // of the code that is not used
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
			for s, length := range lengthsOf(t, counts) {
				got += uint64(counts[s]) * uint64(length)
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
