package jpeg

import (
	"math"
	"math/rand/v2"
	"testing"
)

// inverseFloat is the formula of the inverse DCT in float64, level shifted and
// clamped, not rounded.
func inverseFloat(coeffs []int16, quant *[64]uint16, k int) []float64 {
	out := make([]float64, k*k)
	b := func(u, x int) float64 {
		if u == 0 {
			return 1
		}
		return math.Sqrt2 * math.Cos(float64(2*x+1)*float64(u)*math.Pi/float64(2*k))
	}
	for y := range k {
		for x := range k {
			s := 0.0
			for v := range k {
				for u := range k {
					s += b(u, x) * b(v, y) * float64(coeffs[v*k+u]) * float64(quant[v*k+u])
				}
			}
			out[y*k+x] = min(max(s/8+128, 0), 255)
		}
	}
	return out
}

// forwardFloat is the forward DCT of a block in float64 (T.81, A.3.3).
func forwardFloat(samples []float64) []float64 {
	out := make([]float64, 64)
	for v := range 8 {
		for u := range 8 {
			s := 0.0
			for y := range 8 {
				for x := range 8 {
					s += (samples[8*y+x] - 128) * basis[u][x] * basis[v][y]
				}
			}
			out[8*v+u] = s / 8
		}
	}
	return out
}

// basis[u][x] is b(u, x) for k = 8.
var basis = func() (b [8][8]float64) {
	for u := range 8 {
		for x := range 8 {
			b[u][x] = 1
			if u > 0 {
				b[u][x] = math.Sqrt2 * math.Cos(float64(2*x+1)*float64(u)*math.Pi/16)
			}
		}
	}
	return b
}()

// randomBlock returns samples of some roughness.
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
	for _, k := range []int{8, 4, 2, 1} {
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
			for i, want := range inverseFloat(coeffs, &quant, k) {
				d := float64(dst[i]) - want
				worst = max(worst, math.Abs(d))
				bias += d
				n++
			}
		}
		// Half a level is rounding. Sums of few whole numbers end in .5 often,
		// and are then rounded up.
		bias /= float64(n)
		t.Logf("k=%d: worst %.3f, bias %.5f", k, worst, bias)
		if worst > 0.6 || math.Abs(bias) > []float64{1: 0.13, 2: 0.13, 4: 0.005, 8: 0.005}[k] {
			t.Errorf("k=%d: up to %.3f from the formula, %.5f on the mean", k, worst, bias)
		}
	}
}
