package sketch

import (
	"math"
	"math/bits"
)

const (
	hllBits      = 14 // standard error 1.04 / sqrt(2^14) = 0.8 %
	hllRegisters = 1 << hllBits
	hllRanks     = 64 - hllBits // bits of a hash that are left for the rank
)

// An hll is a HyperLogLog sketch (Flajolet, Fusy, Gandouet and Meunier 2007) of
// 64-bit hashes: 16 KiB of registers, each the highest rank of the hashes that
// chose it. It depends on the set of hashes only. From 10^5 to 10^7 values it
// has been off by 1.1 % at most in the tests.
type hll struct{ register [hllRegisters]uint8 }

func (h *hll) add(hash uint64) {
	r := &h.register[hash>>hllRanks]
	*r = max(*r, uint8(bits.LeadingZeros64(hash<<hllBits|1<<(hllBits-1)))+1)
}

func (h *hll) addAll(hashes []uint64) {
	for _, hash := range hashes {
		h.add(hash)
	}
}

func (h *hll) merge(o *hll) {
	for i, r := range o.register {
		h.register[i] = max(h.register[i], r)
	}
}

// estimate is the improved estimator of Ertl 2017, "New cardinality estimation
// algorithms for HyperLogLog sketches", algorithm 6: unbiased over the whole
// range, without tables.
//
// float64 conversions keep compilers from fusing products and sums, which would
// give other digits on other machines.
func (h *hll) estimate() uint64 {
	var count [hllRanks + 2]float64
	for _, r := range h.register {
		count[r]++
	}
	const m = float64(hllRegisters)
	z := float64(m * tau(1-count[hllRanks+1]/m))
	for k := hllRanks; k >= 1; k-- {
		z = float64(0.5 * (z + count[k]))
	}
	z += float64(m * sigma(count[0]/m))
	return uint64(math.Round(m / (2 * math.Ln2) * m / z))
}

// sigma is x + Σ x^(2^k)·2^(k-1), k >= 1: for registers that are still 0.
func sigma(x float64) float64 {
	if x == 1 {
		return math.Inf(1)
	}
	for y, z := 1.0, x; ; y += y {
		x = float64(x * x)
		before := z
		z += float64(x * y)
		if z == before {
			return z
		}
	}
}

// tau is (1 - x - Σ (1-x^(2^-k))²·2^-k) / 3, k >= 1: for registers that are
// full.
func tau(x float64) float64 {
	if x == 0 || x == 1 {
		return 0
	}
	for y, z := 1.0, 1-x; ; {
		x = math.Sqrt(x)
		before := z
		y *= 0.5
		z -= float64(float64((1-x)*(1-x)) * y)
		if z == before {
			return z / 3
		}
	}
}
