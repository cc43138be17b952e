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

// stat returns num/den · 10^-scale or, for degree 2, its square root with the
// sign of num, for den > 0.
func stat(num, den *big.Int, scale, degree int) Stat {
	f := nearest(num, den, scale, degree)
	if num.Sign() != 0 && !IsNormal(f) {
		return Stat{f, Round(num, den, scale, degree, StatDigits), true}
	}
	return Stat{Value: f, Defined: true}
}

// minNormal is the smallest float that has all of its 53 bits.
const minNormal = 0x1p-1022

// IsNormal reports whether f has all of its 53 bits: it is finite, and neither
// zero nor subnormal.
func IsNormal(f float64) bool {
	a := math.Abs(f)
	return a >= minNormal && !math.IsInf(a, 0)
}

// Round returns num/den · 10^-scale or, for degree 2, its square root with the
// sign of num, for den > 0. It is exact where that takes no more than the given
// number of significant digits, else rounded to them, ties to even.
func Round(num, den *big.Int, scale, degree, digits int) number.Decimal {
	if num.Sign() == 0 {
		return number.Decimal{Mant: new(big.Int)}
	}
	a, b := new(big.Int).Abs(num), den
	if scale > 0 {
		b = new(big.Int).Mul(den, number.Pow10(scale))
	} else if scale < 0 {
		a.Mul(a, number.Pow10(-scale))
	}
	// At the scale up/degree the result has at least one digit more than
	// wanted.
	up := degree*(digits+1) + len(b.Text(10)) - len(a.Text(10)) + 1
	up += up & (degree - 1)
	if up > 0 {
		a.Mul(a, number.Pow10(up))
	} else {
		b = new(big.Int).Mul(b, number.Pow10(-up))
	}
	q, rest := a.QuoRem(a, b, new(big.Int))
	sticky := rest.Sign() != 0
	if degree == 2 {
		r := new(big.Int).Sqrt(q)
		sticky = sticky || new(big.Int).Mul(r, r).Cmp(q) != 0
		q = r
	}
	drop := len(q.Text(10)) - digits // at least 1
	ten := number.Pow10(drop)
	q, rest = q.QuoRem(q, ten, rest)
	half := rest.Lsh(rest, 1).Cmp(ten)
	if half > 0 || half == 0 && (sticky || q.Bit(0) == 1) {
		q.Add(q, big.NewInt(1))
	}
	if num.Sign() < 0 {
		q.Neg(q)
	}
	return number.Decimal{Mant: q, Scale: up/degree - drop}.Reduce()
}

// nearest returns the float nearest to num/den · 10^-scale or, for degree 2, to
// its square root with the sign of num. It rounds an integer of at least
// keptBits bits times a power of two. The lowest bit of the integer is set
// (sticky) if the division or the root has a remainder.
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
