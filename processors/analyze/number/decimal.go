package number

import (
	"cmp"
	"math/big"
	"math/bits"
	"strconv"
	"strings"
)

// A Decimal is Mant × 10^-Scale, of any length.
type Decimal struct {
	Mant  *big.Int
	Scale int
}

// Big parses a field that p takes for an Int, Float, BigInt or BigFloat, of any
// length. It panics if the field has another class.
func (p *Parser) Big(field []byte) Decimal {
	if p.grammar != nil && p.grammar.notation != nil {
		return big10(p.grammar.notation.big(trim(field)), p.grammar.padded)
	}
	return big10(trim(field), p.grammar != nil && p.grammar.padded)
}

// Big is that of Plain.
func Big(field []byte) Decimal { return big10(trim(field), false) }

// big10 parses a number in the plain grammar.
func big10(b []byte, padded bool) Decimal {
	sh := readShape(b, padded)
	if sh.class != Int && sh.class != Float {
		panic("number: internal error: Big of a field that is no number")
	}
	if sh.count == 0 {
		return Decimal{new(big.Int), sh.scale}
	}
	sh.dropZeros()
	text := make([]byte, 0, sh.count+1)
	if sh.negative {
		text = append(text, '-')
	}
	for _, c := range sh.digits {
		if c != '.' {
			text = append(text, c)
		}
	}
	mant, ok := new(big.Int).SetString(string(text), 10)
	if !ok {
		panic("number: internal error: digits that are none")
	}
	return Decimal{mant, sh.scale}
}

// Decimal returns v as a Decimal.
func (v Value) Decimal() Decimal { return Decimal{big.NewInt(v.Mant), int(v.Scale)} }

// maxZeros is the largest number of zeros that String writes next to the point,
// about as many as JavaScript does before it uses an exponent.
const maxZeros = 21

// String formats d exactly, without trailing zeros in the fraction: 1.5, -1200,
// 0.001. It uses an exponent, as in 1.5e+30, if there were more than 21 zeros
// next to the point. The result is a valid JSON number.
func (d Decimal) String() string {
	if d.Mant.Sign() == 0 {
		return "0"
	}
	digits, scale := d.Mant.Text(10), d.Scale
	sign := ""
	if digits[0] == '-' {
		sign, digits = "-", digits[1:]
	}
	short := strings.TrimRight(digits, "0")
	scale -= len(digits) - len(short)
	switch n := len(short); {
	case -maxZeros <= scale && scale <= 0:
		return sign + short + strings.Repeat("0", -scale)
	case 0 < scale && scale < n:
		return sign + short[:n-scale] + "." + short[n-scale:]
	case 0 < scale && scale-n <= maxZeros:
		return sign + "0." + strings.Repeat("0", scale-n) + short
	default:
		mant := short[:1]
		if n > 1 {
			mant += "." + short[1:]
		}
		exponent := strconv.Itoa(n - 1 - scale)
		if exponent[0] != '-' {
			exponent = "+" + exponent
		}
		return sign + mant + "e" + exponent
	}
}

// Float64 returns the float nearest to d, ties to even; ±Inf if d is too large.
func (d Decimal) Float64() float64 {
	f, _ := strconv.ParseFloat(d.Mant.Text(10)+"e"+strconv.Itoa(-d.Scale), 64)
	return f
}

// Cmp returns -1, 0 or 1 if d is below, equal to or above e.
func (d Decimal) Cmp(e Decimal) int {
	if a, b := d.Mant.Sign(), e.Mant.Sign(); a != b {
		return cmp.Compare(a, b)
	}
	scale := max(d.Scale, e.Scale)
	return d.At(scale).Cmp(e.At(scale))
}

// At returns the mantissa of d at a scale that is not below d.Scale. It may be
// d.Mant itself.
func (d Decimal) At(scale int) *big.Int {
	if scale == d.Scale {
		return d.Mant
	}
	return new(big.Int).Mul(d.Mant, Pow10(scale-d.Scale))
}

// Pow10 returns 10^n for n >= 0.
func Pow10(n int) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
}

// Cmp returns -1, 0 or 1 if v is below, equal to or above w.
func (v Value) Cmp(w Value) int {
	up := int(v.Scale) - int(w.Scale)
	if up == 0 {
		return cmp.Compare(v.Mant, w.Mant)
	}
	if up < 0 {
		return -w.Cmp(v)
	}
	if up >= len(powers) {
		return v.Decimal().Cmp(w.Decimal())
	}
	if (v.Mant < 0) != (w.Mant < 0) {
		return cmp.Compare(v.Mant, w.Mant)
	}
	a, b, sign := uint64(v.Mant), uint64(w.Mant), 1
	if v.Mant < 0 {
		a, b, sign = -a, -b, -1
	}
	hi, lo := bits.Mul64(b, powers[up]) // |w| at v's scale
	if hi != 0 {
		return -sign
	}
	return sign * cmp.Compare(a, lo)
}

// Reduce returns the canonical form of d, which is the same for equal decimals:
// a mantissa without trailing zeros, and scale 0 for the value 0.
func (d Decimal) Reduce() Decimal {
	if d.Mant.Sign() == 0 {
		return Decimal{new(big.Int), 0}
	}
	digits := d.Mant.Text(10)
	short := strings.TrimRight(digits, "0")
	if len(short) == len(digits) {
		return d
	}
	mant, _ := new(big.Int).SetString(short, 10)
	return Decimal{mant, d.Scale - (len(digits) - len(short))}
}
