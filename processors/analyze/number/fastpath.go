package number

import "encoding/binary"

// The fast path parses the most common forms of numbers and dates eight
// characters at a time. It is used while a column's fields are likely to have
// one of them; Parse handles everything else.

// fastPathMargin is the number of bytes before a field's end that parseFast may
// read.
const fastPathMargin = 24

// retry is the number of fields that are parsed one by one after a group that
// fastPath does not accept.
const retry = 64

// parseFast parses the number buf[s:e] as Parse would, eight bytes at a time.
// It accepts numbers of at most 24 bytes and below 922·10^16 that have no
// exponent and no plus sign; ok is false for any other field. point is 1 if the
// number has a decimal point, else 0.
//
// s must be below e, and e at least fastPathMargin. Characters before the field
// are replaced by zeros. The point is removed by moving the bytes before it up
// by one.
func parseFast(buf []byte, s, e int) (mant int64, scale, point int, ok bool) {
	negative := 0
	if buf[s] == '-' {
		negative = 1
	}
	s += negative
	n := e - s
	if n <= 0 || n > fastPathMargin || buf[s] == '0' && n > 1 && buf[s+1] != '.' {
		return 0, 0, 0, false
	}
	w := word(buf[e-8 : e])
	var u uint64
	switch {
	case n <= 8:
		w = fill(w, n)
		if at := findPoint(w); at < 64 {
			w = dropPoint(w, at)
			scale, point = 7-at>>3, 1
			if n == 1 {
				return 0, 0, 0, false
			}
		}
		if !allDigits(w) {
			return 0, 0, 0, false
		}
		u = value8(w)
	case n <= 16:
		hi := fill(word(buf[e-16:e-8]), n-8)
		if at := findPoint(w); at < 64 {
			w = dropPoint(w, at) | hi>>56
			hi <<= 8
			scale, point = 7-at>>3, 1
		} else if at := findPoint(hi); at < 64 {
			hi = dropPoint(hi, at)
			scale, point = 15-at>>3, 1
		}
		if !allDigits(w) || !allDigits(hi) {
			return 0, 0, 0, false
		}
		u = value8(hi)*1e8 + value8(w)
	default:
		mid := word(buf[e-16 : e-8])
		hi := fill(word(buf[e-24:e-16]), n-16)
		if at := findPoint(hi); at < 64 {
			hi = dropPoint(hi, at)
			scale, point = 23-at>>3, 1
		} else if at := findPoint(mid); at < 64 {
			mid = dropPoint(mid, at) | hi>>56
			hi <<= 8
			scale, point = 15-at>>3, 1
		} else if at := findPoint(w); at < 64 {
			w = dropPoint(w, at) | mid>>56
			mid = mid<<8 | hi>>56
			hi <<= 8
			scale, point = 7-at>>3, 1
		}
		if !allDigits(w) || !allDigits(mid) || !allDigits(hi) {
			return 0, 0, 0, false
		}
		top := value8(hi)
		if top >= 922 { // 922·10^16 < 2^63
			return 0, 0, 0, false
		}
		u = top*1e16 + value8(mid)*1e8 + value8(w)
	}
	return (int64(u) ^ int64(-negative)) + int64(negative), scale, point, true
}

// parseFastExponent parses the number buf[s:e] as Parse would. It accepts an
// exponent of one to three digits after a number that parseFast accepts. e must
// be at least fastPathMargin.
func parseFastExponent(buf []byte, s, e int) (mant int64, scale int, ok bool) {
	exponent, ten := 0, 1
	for i := e - 1; i >= e-3 && isDigit(buf[i]); i-- {
		exponent += int(buf[i]-'0') * ten
		ten *= 10
		mark := i - 1
		if buf[mark] == '-' || buf[mark] == '+' {
			mark--
		}
		if buf[mark]|0x20 != 'e' {
			continue
		}
		if mark <= s || mark < fastPathMargin {
			break
		}
		mant, scale, _, ok = parseFast(buf, s, mark)
		switch {
		case mant == 0 && exponent != 0:
			scale = 0
		case buf[i-1] == '-':
			scale += exponent
		default:
			scale -= exponent
		}
		return mant, scale, ok
	}
	return 0, 0, false
}

// parseFastDate parses a date of the form YYYY-MM-DD.
func parseFastDate(b []byte) (day int64, ok bool) {
	year, rest := binary.LittleEndian.Uint64(b[:8]), binary.LittleEndian.Uint16(b[8:10])
	const hyphens, mask = 0x2d00002d00000000, 0xff0000ff00000000
	if year&mask != hyphens {
		return 0, false
	}
	// YYYYMMDD
	w := (year&0xffffffff | year>>8&0x0000ffff00000000 | uint64(rest)<<48) ^ zeros
	if !allDigits(w) {
		return 0, false
	}
	n := int(value8(w))
	return dayOf(n/10000, n/100%100, n%100)
}
