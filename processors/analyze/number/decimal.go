package number

import "math/big"

// A Decimal is Mant × 10^-Scale of any length.
type Decimal struct {
	Mant  *big.Int
	Scale int
}

// Big reads a field of class Int, Float, BigInt or BigFloat, whatever its length.
func Big(field []byte) Decimal { panic("number: to be written") }

// Decimal returns v as one of any length.
func (v Value) Decimal() Decimal { return Decimal{big.NewInt(v.Mant), int(v.Scale)} }

// String writes d exactly, without zeros at the end of a fraction: 1.5, -1200,
// 0.001. Where that would take more than 21 zeros next to the point it writes
// 1.5e+30, as JSON allows.
func (d Decimal) String() string { panic("number: to be written") }

// Float64 returns the float nearest to d, ties to even: ±Inf where d is too large.
func (d Decimal) Float64() float64 { panic("number: to be written") }

// Cmp is -1, 0 or 1 as d is below, equal to or above e.
func (d Decimal) Cmp(e Decimal) int { panic("number: to be written") }
