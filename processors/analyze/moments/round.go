package moments

import (
	"math"
	"math/big"

	"fanout/processors/analyze/number"
)

// keptBits is how many bits of a result are computed before it is rounded: more
// than the 53 of a float and one to decide, so that a last bit that only says
// "and something more" does not change what the others round to.
const keptBits = 64

// stat is a float that is undefined if it is infinite.
func stat(f float64) Stat {
	if math.IsInf(f, 0) {
		return Stat{}
	}
	return Stat{f, true}
}

// quotient returns the float nearest to num/den · 10^-scale, den > 0.
func quotient(num, den *big.Int, scale int) float64 {
	return nearest(num, den, scale, 1)
}

// root returns the float nearest to the square root of num/den · 10^-scale, which
// is not negative.
func root(num, den *big.Int, scale int) float64 {
	return nearest(num, den, scale, 2)
}

// nearest returns the float nearest to the quotient or, for degree 2, to its square
// root: an integer of keptBits bits or more at a power of two, its last bit set
// where the division or the root leaves a rest.
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
	more := rest.Sign() != 0
	if degree == 2 {
		r := new(big.Int).Sqrt(q)
		more = more || new(big.Int).Mul(r, r).Cmp(q) != 0
		q = r
	}
	if more {
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
