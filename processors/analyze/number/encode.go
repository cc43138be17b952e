package number

import (
	"math"
	"math/big"

	"fanout/internal/wire"
)

// MaxScale is the largest absolute value of the scale of a number.
const MaxScale = MaxDigits + MaxExponent

// bitsPerDigit is a little more than the bits that a decimal digit takes.
const bitsPerDigit = 3.33

// Append appends d. Equal decimals have equal bytes, whatever their scales.
func (d Decimal) Append(b []byte) []byte {
	d = d.Reduce()
	return AppendInteger(wire.AppendInt(b, int64(d.Scale)), d.Mant)
}

// DecodeDecimal reads what Append of a parsed number has written.
func DecodeDecimal(d *wire.Decoder) Decimal {
	scale := d.Int()
	if scale < -MaxScale || scale > MaxScale {
		d.Fail("a decimal has the scale %d", scale)
		scale = 0
	}
	return Decimal{DecodeInteger(d, bitsOf(MaxDigits)), int(scale)}
}

// bitsOf returns how many bits an integer of that many digits has at most.
func bitsOf(digits int) int { return int(math.Ceil(float64(digits) * bitsPerDigit)) }

// Value returns d as a Value; ok is false if none is equal to it.
func (d Decimal) Value() (v Value, ok bool) {
	if !d.Mant.IsInt64() || d.Scale != int(int16(d.Scale)) {
		return Value{}, false
	}
	return Value{Mant: d.Mant.Int64(), Scale: int16(d.Scale)}, true
}

// AppendInteger appends x: twice its length in bytes, and one more if it is
// negative, and then these bytes.
func AppendInteger(b []byte, x *big.Int) []byte {
	size := uint64(x.BitLen()+7) / 8 * 2
	if x.Sign() < 0 {
		size++
	}
	return append(wire.AppendUint(b, size), x.Bytes()...)
}

// DecodeInteger reads what AppendInteger has written, up to that many bits. It
// is never nil.
func DecodeInteger(d *wire.Decoder, maxBits int) *big.Int {
	size := d.Uint()
	if size/2 > uint64(maxBits+7)/8 {
		d.Fail("an integer has %d bytes", size/2)
		return new(big.Int)
	}
	b := d.Fixed(int(size / 2))
	if len(b) > 0 && b[0] == 0 || len(b) == 0 && size > 0 {
		d.Fail("an integer begins with zeros")
	}
	x := new(big.Int).SetBytes(b)
	if size%2 == 1 {
		x.Neg(x)
	}
	return x
}
