package jpeg

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"unsafe"

	"fanout/internal/cpu/cputest"
	"fanout/internal/fence"
)

// basisOf returns b(u, x) for k.
func basisOf(k int) (b [8][8]float64) {
	for u := range k {
		for x := range k {
			b[u][x] = 1
			if u > 0 {
				b[u][x] = math.Sqrt2 * math.Cos(float64(2*x+1)*float64(u)*math.Pi/float64(2*k))
			}
		}
	}
	return b
}

var basis = basisOf(8)

// inverseFloat is the formula of the inverse DCT in float64, level shifted and
// clamped, not rounded. b is basisOf(k).
func inverseFloat(coeffs []int16, quant *[64]uint16, k int, b *[8][8]float64) []float64 {
	var t [8][8]float64
	for v := range k {
		for x := range k {
			for u := range k {
				t[v][x] += b[u][x] * float64(coeffs[v*k+u]) * float64(quant[v*k+u])
			}
		}
	}
	out := make([]float64, k*k)
	for y := range k {
		for x := range k {
			s := 0.0
			for v := range k {
				s += b[v][y] * t[v][x]
			}
			out[y*k+x] = min(max(s/8+128, 0), 255)
		}
	}
	return out
}

// forwardFloat is the forward DCT of a block in float64 (T.81 A.3.3).
func forwardFloat(samples []float64) []float64 {
	var t [8][8]float64
	for y := range 8 {
		for u := range 8 {
			for x := range 8 {
				t[y][u] += basis[u][x] * (samples[8*y+x] - 128)
			}
		}
	}
	out := make([]float64, 64)
	for v := range 8 {
		for u := range 8 {
			s := 0.0
			for y := range 8 {
				s += basis[v][y] * t[y][u]
			}
			out[8*v+u] = s / 8
		}
	}
	return out
}

// randomBlock returns samples of random mean and range.
func randomBlock(rng *rand.Rand) []float64 {
	samples := make([]float64, 64)
	mean, size := rng.IntN(256), 1+rng.IntN(300)
	for i := range samples {
		samples[i] = float64(min(max(mean+rng.IntN(size)-size/2, 0), 255))
	}
	return samples
}

func TestInverseIsCloseToTheFormula(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var quant [64]uint16
	for _, k := range sides {
		b := basisOf(k)
		worst, bias, n := 0.0, 0.0, 0
		for range 3000 {
			size := 1 << rng.IntN(8)
			for i := range quant {
				quant[i] = uint16(1 + rng.IntN(size))
			}
			all := forwardFloat(randomBlock(rng))
			coeffs := make([]int16, k*k)
			for i := range coeffs {
				coeffs[i] = int16(math.Round(all[i/k*8+i%k] / float64(quant[i])))
			}
			dst := make([]byte, k*k)
			inverse(dst, k, coeffs, 1, &quant, k)
			for i, want := range inverseFloat(coeffs, &quant, k, &b) {
				d := float64(dst[i]) - want
				worst = max(worst, math.Abs(d))
				bias += d
				n++
			}
		}
		// Rounding costs half a level. Sums of few whole numbers often end in
		// .5, which is rounded up.
		bias /= float64(n)
		t.Logf("k=%d: worst %.3f, bias %.5f", k, worst, bias)
		if worst > 0.6 || math.Abs(bias) > []float64{1: 0.13, 2: 0.13, 4: 0.005, 8: 0.005}[k] {
			t.Errorf("k=%d: up to %.3f from the formula, %.5f on the mean", k, worst, bias)
		}
	}
}

// The bounds of IEEE 1180-1990 on an inverse DCT against the rounded formula,
// for its random blocks: each sample at most 1 off, mean square errors at most
// 0.06 at any place and 0.02 in all, mean errors 0.015 and 0.0015.
func TestInverseIsAsAccurateAsIEEE1180Asks(t *testing.T) {
	if testing.Short() {
		t.Skip("needs many blocks")
	}
	rng := rand.New(rand.NewPCG(7, 8))
	var ones [64]uint16
	for i := range ones {
		ones[i] = 1
	}
	const blocks = 10000
	for _, r := range [][2]int{{-256, 255}, {-5, 5}, {-300, 300}} {
		var sum, square [64]float64
		for range blocks {
			samples := make([]float64, 64)
			for i := range samples {
				samples[i] = float64(128 + r[0] + rng.IntN(r[1]-r[0]+1))
			}
			var coeffs [64]int16
			for i, c := range forwardFloat(samples) {
				coeffs[i] = int16(math.Round(min(max(c, -2048), 2047)))
			}
			var dst [64]byte
			inverse(dst[:], 8, coeffs[:], 1, &ones, 8)
			for i, v := range inverseFloat(coeffs[:], &ones, 8, &basis) {
				d := float64(dst[i]) - math.Round(v)
				if math.Abs(d) > 1 {
					t.Fatalf("%v: %v levels off", r, d)
				}
				sum[i] += d / blocks
				square[i] += d * d / blocks
			}
		}
		allSum, allSquare := 0.0, 0.0
		for i := range sum {
			if math.Abs(sum[i]) > 0.015 || square[i] > 0.06 {
				t.Errorf("%v, place %d: mean error %.4f, mean square %.4f", r, i, sum[i], square[i])
			}
			allSum += sum[i] / 64
			allSquare += square[i] / 64
		}
		t.Logf("%v: mean error %.5f, mean square %.5f", r, allSum, allSquare)
		if math.Abs(allSum) > 0.0015 || allSquare > 0.02 {
			t.Errorf("%v: mean error %.5f, mean square %.5f", r, allSum, allSquare)
		}
	}
}

// sides are the numbers of samples on a side of a block.
var sides = []int{8, 4, 2, 1}

// hostileCoefficients fills coefficients and factors with values of all sizes,
// the largest ones included.
func hostileCoefficients(rng *rand.Rand, coeffs []int16, quant *[64]uint16) {
	bits, factorBits := rng.IntN(17), rng.IntN(17)
	for i := range coeffs {
		coeffs[i] = int16(rng.IntN(1<<bits) - 1<<bits/2)
		switch {
		case bits == 16 && rng.IntN(4) == 0:
			coeffs[i] = []int16{math.MinInt16, math.MaxInt16}[rng.IntN(2)]
		case rng.IntN(3) == 0:
			coeffs[i] = 0
		}
	}
	for i := range quant {
		quant[i] = uint16(rng.IntN(1 << factorBits))
		if factorBits == 16 && rng.IntN(3) == 0 {
			quant[i] = []uint16{math.MaxUint16, maxFactor, maxFactor + 1}[rng.IntN(3)]
		}
	}
}

// int16s returns room for n values in a buffer with fences.
func int16s(buffer func(int) []byte, n int) []int16 {
	b := buffer(2 * n)
	if n == 0 {
		return nil
	}
	return unsafe.Slice((*int16)(unsafe.Pointer(&b[0])), n)
}

func TestInverseEqualsTheReference(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(3, 4))
		fence.Each(t, func(buffer func(int) []byte) {
			for _, k := range sides {
				for blocks := range 40 {
					gap := []int{0, 1, 37}[rng.IntN(3)]
					stride := blocks*k + gap
					size := (k-1)*stride + blocks*k
					coeffs := int16s(buffer, blocks*k*k)
					got, want := buffer(size), make([]byte, size)
					var quant [64]uint16
					for range 4 {
						hostileCoefficients(rng, coeffs, &quant)
						for i := range want {
							want[i] = 0x5A
						}
						copy(got, want)
						inverse(got, stride, coeffs, blocks, &quant, k)
						inverseRef(want, stride, coeffs, blocks, &quant, k)
						if !bytes.Equal(got, want) {
							t.Fatalf("k=%d, %d blocks, stride %d: differs", k, blocks, stride)
						}
					}
				}
			}
		})
	}, "jpeg idct")
}

// No sum of the reference overflows the 32 bits that the assembly has: the
// worst signs for each of them give the same result in 64 bits.
func TestInverseDoesNotOverflow(t *testing.T) {
	for signs := range 256 {
		var c [8]int32
		var wide [8]int64
		for u := range c {
			c[u] = math.MaxInt16
			if signs>>u&1 == 1 {
				c[u] = math.MinInt16
			}
			for x := range 8 {
				wide[x] += int64(c[u]) * int64(math.Round(basis[u][x]*(1<<dctBits)))
			}
		}
		cosines8(&c, rowRound)
		for x, got := range c {
			if int64(got) != wide[x]+rowRound {
				t.Fatalf("signs %08b, sample %d: %d, want %d", signs, x, got, wide[x]+rowRound)
			}
		}
	}
}

func TestInverseKeepsFlatBlocks(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		var quant [64]uint16
		for _, k := range sides {
			for level := range 256 {
				for _, factor := range []uint16{1, 2, 4, 8} {
					coeffs, dst := make([]int16, k*k), make([]byte, k*k)
					coeffs[0], quant[0] = int16((level-128)*8/int(factor)), factor
					inverse(dst, k, coeffs, 1, &quant, k)
					for _, v := range dst {
						if int(v) != level {
							t.Fatalf("k=%d: %d became %d", k, level, v)
						}
					}
				}
			}
		}
	}, "jpeg idct")
}

func FuzzInverse(f *testing.F) {
	f.Add(uint8(0), []byte{1, 2, 3}, []byte{4, 5, 6})
	f.Add(uint8(7), bytes.Repeat([]byte{0, 0x80, 0xFF, 0x7F}, 200), bytes.Repeat([]byte{0xFF}, 128))
	f.Fuzz(func(t *testing.T, shape uint8, data, factors []byte) {
		k := sides[shape%4]
		blocks := min(len(data)/2/(k*k)+1, 50)
		coeffs := make([]int16, blocks*k*k)
		for i := range coeffs {
			if 2*i+1 < len(data) {
				coeffs[i] = int16(binary.LittleEndian.Uint16(data[2*i:]))
			}
		}
		var quant [64]uint16
		for i := range min(64, len(factors)/2) {
			quant[i] = binary.LittleEndian.Uint16(factors[2*i:])
		}
		stride := blocks*k + int(shape/4)
		want := make([]byte, stride*k)
		inverseRef(want, stride, coeffs, blocks, &quant, k)
		cputest.OnEach(func(variant string) {
			got := make([]byte, stride*k)
			inverse(got, stride, coeffs, blocks, &quant, k)
			if !bytes.Equal(got, want) {
				t.Errorf("%s, k=%d, %d blocks:\n%v\n%v", variant, k, blocks, got, want)
			}
		}, "jpeg idct")
	})
}

func BenchmarkInverse(b *testing.B) {
	for _, k := range sides {
		b.Run(fmt.Sprint(k), func(b *testing.B) {
			const blocks = 128
			rng := rand.New(rand.NewPCG(5, 6))
			coeffs, dst := make([]int16, blocks*k*k), make([]byte, blocks*k*k)
			var quant [64]uint16
			for i := range coeffs {
				coeffs[i] = int16(rng.IntN(64) - 32)
			}
			for i := range quant {
				quant[i] = 10
			}
			b.SetBytes(blocks * 64) // of the full picture
			for b.Loop() {
				inverse(dst, blocks*k, coeffs, blocks, &quant, k)
			}
		})
	}
}
