package tiff

import (
	"encoding/binary"
	"math"

	"fanout/processors/resize/pixels"
)

// A sampleReader brings the samples of rows to 8 or 16 bits each.
type sampleReader struct {
	bits   int
	format int
	order  binary.ByteOrder
	raw    bool // values as they are, not brought to the full range
}

// narrow stores the first len(dst) samples of row in dst: 0 to 255, rounded, or
// the values themselves, of at most 8 bits, if they are raw. row has them all.
func (s *sampleReader) narrow(dst []uint8, row []byte) {
	switch {
	case s.bits == 8 && s.format == unsignedSamples:
		copy(dst, row)
	case s.bits < 8 && s.format == unsignedSamples && 8%s.bits == 0:
		s.unpack(dst, row)
	case s.bits == 16 && s.format == unsignedSamples:
		s.narrow16(dst, row)
	default:
		for i := range dst {
			dst[i] = uint8(s.value(row, i, math.MaxUint8))
		}
	}
}

// widen is narrow to 16 bits: 0 to 65535, or the values themselves.
func (s *sampleReader) widen(dst []uint16, row []byte) {
	for i := range dst {
		dst[i] = uint16(s.value(row, i, math.MaxUint16))
	}
}

// unpack splits bytes into samples of 1, 2 or 4 bits, the first in the highest
// bits.
func (s *sampleReader) unpack(dst []uint8, row []byte) {
	perByte := 8 / s.bits
	largest := uint8(1)<<s.bits - 1
	scale := 255 / largest // 255, 85 or 17: no rest
	if s.raw {
		scale = 1
	}
	for i := 0; i < len(dst); i += perByte {
		b := row[i/perByte]
		for j := range dst[i:min(i+perByte, len(dst))] {
			dst[i+j] = b >> (8 - s.bits*(j+1)) & largest * scale
		}
	}
}

// narrow16 rounds 16 bits to 8.
func (s *sampleReader) narrow16(dst []uint8, row []byte) {
	row = row[:2*len(dst)]
	hi, lo := 0, 1
	if s.order == binary.LittleEndian {
		hi, lo = 1, 0
	}
	for i := range dst {
		dst[i] = pixels.Narrow(uint16(row[2*i+hi])<<8 | uint16(row[2*i+lo]))
	}
}

// value returns sample i of row, brought to 0 to largest and rounded.
func (s *sampleReader) value(row []byte, i int, largest uint64) uint64 {
	if s.format == floatSamples {
		v := s.float(row, i)
		if !(v > 0) { // NaN too
			return 0
		}
		return uint64(min(v, 1)*float64(largest) + 0.5)
	}
	v := s.integer(row, i)
	if s.raw {
		return min(v, largest)
	}
	if s.format == signedSamples {
		v ^= 1 << (s.bits - 1) // the smallest becomes 0
	}
	if s.bits == 64 {
		v >>= 32 // what is lost does not show
	}
	// The product is below 2³²·2¹⁶.
	full := uint64(1)<<min(s.bits, 32) - 1
	return (v*largest + full/2) / full
}

// integer returns the bits of sample i of row. Whole bytes are in the order of
// the file, other samples are packed, the highest bit first.
func (s *sampleReader) integer(row []byte, i int) uint64 {
	switch s.bits {
	case 8:
		return uint64(row[i])
	case 16:
		return uint64(s.order.Uint16(row[2*i:]))
	case 24:
		b := row[3*i : 3*i+3 : 3*i+3]
		if s.order == binary.LittleEndian {
			return uint64(b[2])<<16 | uint64(b[1])<<8 | uint64(b[0])
		}
		return uint64(b[0])<<16 | uint64(b[1])<<8 | uint64(b[2])
	case 32:
		return uint64(s.order.Uint32(row[4*i:]))
	case 64:
		return s.order.Uint64(row[8*i:])
	}
	first := i * s.bits
	v := uint64(0)
	for n := first; n < first+s.bits; {
		// As many bits as the byte still has.
		take := min(8-n%8, first+s.bits-n)
		b := uint64(row[n/8]) >> (8 - n%8 - take)
		v = v<<take | b&(1<<take-1)
		n += take
	}
	return v
}

// float returns sample i of row, a floating point number of IEEE 754 or, of 24
// bits, of Adobe's TIFF technical note 3.
func (s *sampleReader) float(row []byte, i int) float64 {
	v := s.integer(row, i)
	switch s.bits {
	case 16:
		return floating(v, 5, 10)
	case 24:
		return floating(v, 7, 16)
	case 32:
		return float64(math.Float32frombits(uint32(v)))
	}
	return math.Float64frombits(v)
}

// floating returns the floating point number that v stores as a sign, an
// exponent and a fraction of the given widths in bits.
func floating(v uint64, exponentBits, fractionBits int) float64 {
	fraction := float64(v & (1<<fractionBits - 1))
	exponent := int(v >> fractionBits & (1<<exponentBits - 1))
	bias := 1<<(exponentBits-1) - 1
	sign := 1.0
	if v>>(exponentBits+fractionBits)&1 != 0 {
		sign = -1
	}
	one := math.Ldexp(1, fractionBits)
	switch exponent {
	case 0: // without the leading 1
		return sign * math.Ldexp(fraction/one, 1-bias)
	case 1<<exponentBits - 1:
		if fraction != 0 {
			return math.NaN()
		}
		return sign * math.Inf(1)
	}
	return sign * math.Ldexp(1+fraction/one, exponent-bias)
}
