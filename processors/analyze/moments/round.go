package moments

import (
	"math"
	"math/big"

	"fanout/processors/analyze/number"
)

// keptBits is the number of bits of a result that are computed before it is
// rounded: more than the 53 bits of a float and the rounding bit, so that the
// lowest one can serve as sticky bit.
const keptBits = 64

// stat returns a Stat with the value f, which is undefined if f is infinite.
func stat(f float64) Stat {
	if math.IsInf(f, 0) {
		return Stat{}
	}
	return Stat{f, true}
}

// quotient returns the float nearest to num/den · 10^-scale, for den > 0.
func quotient(num, den *big.Int, scale int) float64 {
	return nearest(num, den, scale, 1)
}

// root returns the float nearest to the square root of num/den · 10^-scale,
// which must not be negative.
func root(num, den *big.Int, scale int) float64 {
	return nearest(num, den, scale, 2)
}

// nearest returns the float nearest to the quotient or, for degree 2, to its
// square root. It rounds an integer of at least keptBits bits times a power of
// two. The lowest bit of the integer is set (sticky) if the division or the
// root has a remainder.
func nearest(num, den *big.Int, scale, degree int) float64 {
	if num.Sign() == 0 {
		return 0
	}
	a := new(big.Int).Abs(num)
	b := den
	if scale > 0 {
		b = new(big.Int).Mul(den, number.Pow10(scale))
	} else if scale < 0 {
		a.Mul(a, number.Pow10(-scale))
	}
	up := degree*keptBits + 2 + b.BitLen() - a.BitLen() // the quotient then has degree·keptBits bits or more
	up += up & 1                                        // even, for the root
	if up > 0 {
		a.Lsh(a, uint(up))
	} else if up < 0 {
		b = new(big.Int).Lsh(b, uint(-up))
	}
	q, rest := new(big.Int).QuoRem(a, b, new(big.Int))
	sticky := rest.Sign() != 0
	if degree == 2 {
		r := new(big.Int).Sqrt(q)
		sticky = sticky || new(big.Int).Mul(r, r).Cmp(q) != 0
		q = r
	}
	if sticky {
		q.SetBit(q, 0, 1)
	}
	f := new(big.Float).SetInt(q) // exact: as many bits as q has
	f.SetMantExp(f, -up/degree)
	x, _ := f.Float64() // rounds once, to nearest even, also where the result is subnormal
	if num.Sign() < 0 {
		return -x
	}
	return x
}
