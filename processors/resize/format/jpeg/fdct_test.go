package jpeg

import (
	"bytes"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"unsafe"

	"fanout/internal/cpu/cputest"
	"fanout/internal/fence"
)

// quantizerOf returns a quantizer of factors that f makes.
func quantizerOf(f func(k int) int) *quantizer {
	var factors [64]uint8
	for k := range factors {
		factors[k] = uint8(f(k))
	}
	q := new(quantizer)
	q.set(&factors)
	return q
}

func TestReciprocalEqualsDivision(t *testing.T) {
	for factor := 1; factor <= 255; factor++ {
		r, s := reciprocal(16 * uint16(factor))
		for n := range 1 << 15 {
			got := (n * int(r) >> 16) * int(s) >> 16
			if got != n/(16*factor) {
				t.Fatalf("%d/%d: %d", n, 16*factor, got)
			}
		}
	}
}

func uint64s(buffer func(int) []byte, n int) []uint64 {
	b := buffer(8 * n)
	if n == 0 {
		return nil
	}
	return unsafe.Slice((*uint64)(unsafe.Pointer(&b[0])), n)
}

// fillSamples fills samples with one of several kinds of values, extremes
// included.
func fillSamples(rng *rand.Rand, samples []byte) {
	kind, mean := rng.IntN(4), rng.IntN(256)
	for i := range samples {
		switch kind {
		case 0:
			samples[i] = byte(rng.IntN(256))
		case 1:
			samples[i] = byte(255 * rng.IntN(2))
		case 2:
			samples[i] = byte(min(max(mean+rng.IntN(9)-4, 0), 255))
		case 3:
			samples[i] = byte(mean)
		}
	}
}

func TestForwardEqualsTheReference(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(1, 2))
		fence.Each(t, func(buffer func(int) []byte) {
			for blocks := range 20 {
				for range 20 {
					size := 1 + rng.IntN(255)
					q := quantizerOf(func(int) int { return 1 + rng.IntN(size) })
					stride := 8*blocks + []int{0, 1, 29}[rng.IntN(3)]
					src := buffer(max(7*stride+8*blocks, 0))
					fillSamples(rng, src)
					got, want := int16s(buffer, 64*blocks), make([]int16, 64*blocks)
					gotMap, wantMap := uint64s(buffer, blocks), make([]uint64, blocks)
					forward(got, gotMap, src, stride, q)
					forwardRef(want, wantMap, src, stride, q)
					if !slices.Equal(got, want) || !slices.Equal(gotMap, wantMap) {
						t.Fatalf("%d blocks, stride %d: differs", blocks, stride)
					}
				}
			}
		})
	}, "jpeg fdct")
}

// The worst samples for each sum of the transform: ±128 with the signs of a
// basis function, which no other samples exceed.
func TestForwardDoesNotOverflow(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		q := quantizerOf(func(int) int { return 1 })
		for i := range 64 {
			for _, flip := range []bool{false, true} {
				var src [64]byte
				samples := make([]float64, 64)
				for j := range src {
					if (basis[i%8][j%8]*basis[i/8][j/8] > 0) != flip {
						src[j] = 255
					}
					samples[j] = float64(src[j])
				}
				var got [64]int16
				var mask [1]uint64
				forward(got[:], mask[:], src[:], 8, q)
				for k, want := range inZigzag(forwardFloat(samples)) {
					if math.Abs(float64(got[k])-want) > 0.6 {
						t.Fatalf("basis %d, flip %v, coefficient %d: %d, want %.2f", i, flip, k, got[k], want)
					}
				}
			}
		}
	}, "jpeg fdct")
}

func inZigzag(c []float64) []float64 {
	out := make([]float64, 64)
	for k, i := range zigzag {
		out[k] = c[i]
	}
	return out
}

func TestForwardIsCloseToTheFormula(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	q := quantizerOf(func(int) int { return 1 })
	worst, bias, n := 0.0, 0.0, 0
	for range 3000 {
		samples := randomBlock(rng)
		src := make([]byte, 64)
		for i, v := range samples {
			src[i] = byte(v)
		}
		var got [64]int16
		var mask [1]uint64
		forward(got[:], mask[:], src, 8, q)
		for k, want := range inZigzag(forwardFloat(samples)) {
			d := float64(got[k]) - want
			worst = max(worst, math.Abs(d))
			bias += d
			n++
		}
	}
	t.Logf("worst %.4f, bias %.5f", worst, bias/float64(n))
	if worst > 0.6 || math.Abs(bias/float64(n)) > 0.005 {
		t.Errorf("up to %.3f from the formula, %.5f on the mean", worst, bias/float64(n))
	}
}

// A block that is transformed and transformed back with factors of 1 changes by
// at most one level.
func TestForwardAndInverseAreInverse(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	q := quantizerOf(func(int) int { return 1 })
	for range 2000 {
		src, dst := make([]byte, 64), make([]byte, 64)
		fillSamples(rng, src)
		var coeffs, natural [64]int16
		var mask [1]uint64
		forward(coeffs[:], mask[:], src, 8, q)
		for k, i := range zigzag {
			natural[i] = coeffs[k]
		}
		inverse(dst, 8, natural[:], 1, &q.factors, 8)
		for i := range src {
			if d := int(src[i]) - int(dst[i]); d < -1 || d > 1 {
				t.Fatalf("%v became %v", src, dst)
			}
		}
	}
}

func FuzzForward(f *testing.F) {
	f.Add([]byte{0, 255, 128}, []byte{1, 50, 255}, uint8(3))
	f.Add(bytes.Repeat([]byte{255, 0, 0}, 300), []byte{16, 11, 10}, uint8(60))
	f.Fuzz(func(t *testing.T, samples, factors []byte, shape uint8) {
		blocks := 1 + int(shape%8)
		stride := 8*blocks + int(shape/8)
		src := make([]byte, 8*stride)
		if len(samples) > 0 {
			for i := range src {
				src[i] = samples[i%len(samples)]
			}
		}
		q := quantizerOf(func(k int) int {
			if k >= len(factors) {
				return k + 1
			}
			return max(int(factors[k]), 1)
		})
		want, wantMap := make([]int16, 64*blocks), make([]uint64, blocks)
		forwardRef(want, wantMap, src, stride, q)
		cputest.OnEach(func(variant string) {
			got, gotMap := make([]int16, 64*blocks), make([]uint64, blocks)
			forward(got, gotMap, src, stride, q)
			if !slices.Equal(got, want) || !slices.Equal(gotMap, wantMap) {
				t.Errorf("%s differs:\n%v\n%v", variant, got, want)
			}
		}, "jpeg fdct")
	})
}

func BenchmarkForward(b *testing.B) {
	const blocks = 128
	src := make([]byte, 64*blocks)
	fillSamples(rand.New(rand.NewPCG(7, 8)), src)
	coeffs, nonzero := make([]int16, 64*blocks), make([]uint64, blocks)
	q := quantizerOf(func(k int) int { return k + 1 })
	b.SetBytes(64 * blocks)
	for b.Loop() {
		forward(coeffs, nonzero, src, 8*blocks, q)
	}
}
