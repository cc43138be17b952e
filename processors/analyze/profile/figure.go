package profile

import (
	"math/big"

	"fanout/processors/analyze/moments"
	"fanout/processors/analyze/number"
)

// A figure is a number that follows exactly from the values of a column, which
// are decimals; of dates and times, from their seconds.
type figure struct {
	x *big.Rat

	// 0: it follows from values that floats hold, and is written as the nearest
	// float. Else it is written with up to that many significant digits.
	digits int
}

// minDigits is the least number of digits that a figure is written with where
// floats do not hold the values: as many as the longest decimals of IEEE 754.
const minDigits = 34

// longFigure returns a value that floats may not hold as a figure.
func longFigure(d number.Decimal) figure {
	x := new(big.Rat).SetInt(d.Mant)
	if ten := new(big.Rat).SetInt(number.Pow10(max(d.Scale, -d.Scale))); d.Scale >= 0 {
		x.Quo(x, ten)
	} else {
		x.Mul(x, ten)
	}
	if floatHolds(d) {
		return figure{x: x}
	}
	return figure{x, max(minDigits, len(d.Mant.Text(10)))}
}

// towards returns the figure num/den of the way from f to g.
func (f figure) towards(g figure, num, den uint64) figure {
	step := new(big.Rat).SetFrac(new(big.Int).SetUint64(num), new(big.Int).SetUint64(den))
	step.Mul(step, new(big.Rat).Sub(g.x, f.x))
	return figure{step.Add(step, f.x), max(f.digits, g.digits)}
}

// minus returns f - g.
func (f figure) minus(g figure) figure {
	return figure{new(big.Rat).Sub(f.x, g.x), max(f.digits, g.digits)}
}

// scalar writes f as a number: as the nearest float, or as a decimal where
// floats do not hold the values, or where none is near.
func (f figure) scalar() Scalar {
	near, _ := f.x.Float64()
	digits := f.digits
	if digits == 0 {
		if f.x.Sign() == 0 || moments.IsNormal(near) {
			return floatScalar(near)
		}
		digits = moments.StatDigits
	}
	return decimalScalar(moments.Round(f.x.Num(), f.x.Denom(), 0, 1, digits))
}

// instant returns the point in time that is that many seconds after 1970, to
// the nanosecond.
func (f figure) instant() instant {
	nanos := new(big.Rat).Mul(f.x, big.NewRat(1e9, 1))
	n := new(big.Int).Lsh(nanos.Num(), 1)
	n.Add(n, nanos.Denom())
	n.Div(n, new(big.Int).Lsh(nanos.Denom(), 1)) // rounds half up
	sec, nano := n.DivMod(n, big.NewInt(1e9), new(big.Int))
	return instant{sec.Int64(), nano.Int64()}
}
