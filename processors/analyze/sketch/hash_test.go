package sketch

import (
	"bytes"
	"fmt"
	"math/bits"
	"math/rand/v2"
	"testing"

	"fanout/internal/cpu/cputest"
	"fanout/internal/fence"
)

// Fields of all lengths, anywhere in a buffer, have the hashes of their bytes.
func TestHashesAreThoseOfTheDefinition(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(3, 4))
		fence.Each(t, func(buffer func(int) []byte) {
			for _, maxSize := range []int{8, 16, 17, 64, 65, 200} {
				for n := range 100 {
					buf := buffer(maxSize + rng.IntN(400))
					for i := range buf {
						buf[i] = byte(rng.Uint32())
					}
					start, end, got := make([]uint32, n), make([]uint32, n), make([]uint64, n)
					for i := range n {
						size := rng.IntN(maxSize + 1)
						at := rng.IntN(len(buf) - size + 1)
						start[i], end[i] = uint32(at), uint32(at+size)
					}
					hashAll(got, buf, start, end)
					for i, h := range got {
						b := bytes.Clone(buf[start[i]:end[i]])
						if want := hashOf(b, 0, len(b)); h != want {
							t.Fatalf("%d to %d of %d: %x, want %x", start[i], end[i], len(buf), h, want)
						}
					}
				}
			}
		})
	}, "csv hash")
}

// Fields have the hashes of their bytes with every implementation.
func FuzzHashesAgreeWithDefinition(f *testing.F) {
	f.Add([]byte("a,bc,longer than eight,longer than sixteen bytes,a stripe has thirty-two bytes and here are more,1,2,3,4,5,6"), uint8(4))
	f.Add(bytes.Repeat([]byte{','}, 40), uint8(0))
	f.Fuzz(func(t *testing.T, data []byte, overlap uint8) {
		var start, end []uint32
		at := 0
		for field := range bytes.SplitSeq(data, []byte(",")) {
			start = append(start, uint32(max(0, at-int(overlap%32)))) // overlapping fields give more long ones
			at += len(field)
			end = append(end, uint32(at))
			at++
		}
		got := make([]uint64, len(start))
		cputest.OnEach(func(implementation string) {
			hashAll(got, data, start, end)
			for i, h := range got {
				b := bytes.Clone(data[start[i]:end[i]])
				if want := hashOf(b, 0, len(b)); h != want {
					t.Fatalf("%s: %q at %d: %x, want %x", implementation, b, start[i], h, want)
				}
			}
		}, "csv hash")
	})
}

// Similar values have hashes as different as those of any others.
func TestHashSpreadsSimilarValues(t *testing.T) {
	long := bytes.Repeat([]byte("alpha bravo charlie delta "), 8)
	families := map[string]func(i int) []byte{
		"numbers":   func(i int) []byte { return fmt.Append(nil, i) },
		"decimals":  func(i int) []byte { return fmt.Appendf(nil, "%d.%04d", i/10000, i%10000) },
		"prefix":    func(i int) []byte { return fmt.Appendf(nil, "customer-%07d", i) },
		"two ends":  func(i int) []byte { return fmt.Appendf(nil, "%05d------%05d", i%500, i/500) },
		"lengths":   func(i int) []byte { return bytes.Repeat([]byte{byte(i % 50)}, i/50%600) },
		"two bytes": func(i int) []byte { return twoBytes(long[:64], i) },
		"stripes":   func(i int) []byte { return twoBytes(long, i) },
		"words": func(i int) []byte {
			return fmt.Appendf(nil, "%s %s %s", long[i%20:i%20+6], long[i/20%26:i/20%26+9], long[i/520%50:i/520%50+i/26000+9])
		},
	}
	for name, family := range families {
		t.Run(name, func(t *testing.T) {
			seen := map[string]bool{}
			var h hll
			hashes := map[uint64]bool{}
			var cells [4][4096]int
			for i := range 200_000 {
				b := family(i)
				if seen[string(b)] {
					continue
				}
				seen[string(b)] = true
				x := hashOf(b, 0, len(b))
				hashes[x] = true
				h.add(x)
				for r := range cells {
					cells[r][x>>(12*r)&4095]++
				}
			}
			if len(hashes) != len(seen) {
				t.Errorf("%d hashes of %d values", len(hashes), len(seen))
			}
			if n, got := float64(len(seen)), float64(h.estimate()); got < n*0.97 || got > n*1.03 {
				t.Errorf("HyperLogLog counts %v of %v", got, n)
			}
			for r := range cells {
				mean := float64(len(seen)) / 4096
				chi := 0.0
				for _, n := range cells[r] {
					chi += (float64(n) - mean) * (float64(n) - mean) / mean
				}
				if chi > 4096+7*91 || chi < 4096-45*91 { // 4095 ± 90.5; a smaller value is more even than chance
					t.Errorf("bits from %d: chi² is %.0f", 12*r, chi)
				}
			}
		})
	}
}

// twoBytes returns b with two bytes changed. All changes are different before
// they repeat.
func twoBytes(b []byte, i int) []byte {
	b = bytes.Clone(b)
	p := i / 225 % len(b)
	b[p] ^= byte(1 + i%15)
	b[(p+8*(1+i/225/len(b)))%len(b)] ^= byte(16 * (1 + i/15%15))
	return b
}

// A change of one bit changes half of the bits of the hash.
func TestHashAvalanche(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for _, size := range []int{3, 4, 8, 9, 16, 17, 40, 64, 65, 130} {
		flipped := make([][64]int, 8*size)
		const rounds = 512
		for range rounds {
			b := make([]byte, size)
			for i := range b {
				b[i] = 'a' + byte(rng.IntN(26))
			}
			h := hashOf(b, 0, size)
			for bit := range flipped {
				b[bit/8] ^= 1 << (bit % 8)
				x := hashOf(b, 0, size) ^ h
				b[bit/8] ^= 1 << (bit % 8)
				for ; x != 0; x &= x - 1 {
					flipped[bit][bits.TrailingZeros64(x)]++
				}
			}
		}
		for bit := range flipped {
			for out, n := range flipped[bit] {
				if n < rounds/4 || n > rounds/4*3 {
					t.Errorf("%d bytes: bit %d of the value changes bit %d of the hash in %d of %d cases", size, bit, out, n, rounds)
				}
			}
		}
	}
}
