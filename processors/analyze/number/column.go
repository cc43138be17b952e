package number

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// Decimals are values in two slices of equal length: Mant[i] × 10^-Scale[i].
type Decimals struct {
	Mant  []int64
	Scale []int16
}

// Reset empties d and keeps its memory.
func (d *Decimals) Reset() { d.Mant, d.Scale = d.Mant[:0], d.Scale[:0] }

// Add appends v.
func (d *Decimals) Add(v Value) {
	d.Mant = append(d.Mant, v.Mant)
	d.Scale = append(d.Scale, v.Scale)
}

// A Column is what ParseColumn found. Its slices are reused by the next call.
type Column struct {
	Class  []Class      // of each field
	Counts [Classes]int // fields of each class

	Numbers Decimals // the fields of class Int and Float, in order
	Dates   Decimals // those of class Date: days, scale 0
	Times   Decimals // those of class DateTime: seconds
	Trues   int      // how many of class Bool are true
}

//go:generate go run -C _asm . -out ../fastpath_amd64.s -stubs ../fastpath_stubs_amd64.go -pkg number

// lead is how many bytes before a field's end parseQuick may read.
const lead = 24

// ParseColumn reads the fields buf[start[i]:end[i]] into c, each as Parse would.
// It allocates only where c's slices are too short.
//
// start and end have the same length; every start[i] <= end[i] <= len(buf).
// Fields that end before byte 24 of buf are read more slowly. What is around
// the fields does not matter.
func (p *Parser) ParseColumn(c *Column, buf []byte, start, end []uint32) {
	n := len(start)
	end = end[:n]
	c.Dates.Reset()
	c.Times.Reset()
	c.Trues = 0
	c.Counts = [Classes]int{}
	c.Class = slices.Grow(c.Class[:0], n)[:n]
	c.Numbers.Mant = slices.Grow(c.Numbers.Mant[:0], n)[:n]
	c.Numbers.Scale = slices.Grow(c.Numbers.Scale[:0], n)[:n]
	class, mants, scales := c.Class, c.Numbers.Mant, c.Numbers.Scale
	numbers, floats, empty := 0, 0, 0
	quickly := !p.nulls.early
	likely := Int
	next := 0 // where to try many fields at a time
	for i := 0; i < n; i++ {
		if i == next && quickly && likely <= Float {
			done, points := quick(buf, start[i:], end[i:], mants[numbers:], scales[numbers:], class[i:])
			i += done
			numbers += done
			floats += points
			if i == n {
				break
			}
			next = i + retry
			if done > 0 {
				next = i + quickFields
			}
		}
		s, e := int(start[i]), int(end[i])
		if s == e {
			class[i] = Null
			empty++
			continue
		}
		if quickly && likely <= Float && e >= lead {
			mant, scale, point, ok := parseQuick(buf, s, e)
			if !ok {
				mant, scale, ok = parseQuickExponent(buf, s, e)
				point = 1
			}
			if ok {
				class[i] = Int + Class(point)
				floats += point
				mants[numbers], scales[numbers] = mant, int16(scale)
				numbers++
				continue
			}
		}
		if quickly && likely == Date && e-s == 10 {
			if day, ok := parseQuickDate(buf[s:e]); ok {
				class[i] = Date
				c.Dates.Add(Value{Mant: day})
				continue
			}
		}
		v, cl := p.Parse(buf[s:e])
		class[i], likely = cl, cl
		c.Counts[cl]++
		switch cl {
		case Null:
			likely = Int
		case Int, Float:
			mants[numbers], scales[numbers] = v.Mant, v.Scale
			numbers++
		case Date:
			c.Dates.Add(v)
		case DateTime:
			c.Times.Add(v)
		case Bool:
			c.Trues += int(v.Mant)
		}
	}
	c.Numbers.Mant, c.Numbers.Scale = mants[:numbers], scales[:numbers]
	c.Counts[Null] += empty
	c.Counts[Date] = len(c.Dates.Mant)
	slow := c.Counts[Int] + c.Counts[Float]
	c.Counts[Float] += floats
	c.Counts[Int] += numbers - slow - floats
}

// retry is how many fields are read one by one after one that quick does not take.
const retry = 64

// parseQuickDate reads YYYY-MM-DD.
func parseQuickDate(b []byte) (day int64, ok bool) {
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

// A word holds 8 characters, each less '0' by exclusive or, so that digits are 0 to 9; the
// last one is in its highest byte.
const (
	zeros  = 0x3030303030303030
	points = 0x2e2e2e2e2e2e2e2e ^ zeros
)

func word(b []byte) uint64 { return binary.LittleEndian.Uint64(b) ^ zeros }

// parseQuick reads the commonest numbers, 24 bytes and 18 digits at most,
// without an exponent, eight bytes at a time, as Parse would. It says ok = false of
// anything else. point is 1 if there is one, else 0.
//
// s < e, and e is at least lead. Characters before the field are replaced by 0, and the
// point is taken out by moving what is before it up one byte.
func parseQuick(buf []byte, s, e int) (mant int64, scale, point int, ok bool) {
	negative := 0
	if buf[s] == '-' {
		negative = 1
	}
	s += negative
	n := e - s
	if n <= 0 || n > lead || buf[s] == '0' && n > 1 && buf[s+1] != '.' {
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

// parseQuickExponent reads a number with an exponent of one to three digits whose rest
// is one for parseQuick, as Parse would. e is at least lead.
func parseQuickExponent(buf []byte, s, e int) (mant int64, scale int, ok bool) {
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
		if mark <= s || mark < lead {
			break
		}
		mant, scale, _, ok = parseQuick(buf, s, mark)
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

// fill replaces all but the last n characters of w by 0, 0 < n <= 8.
func fill(w uint64, n int) uint64 {
	shift := uint(8-n) * 8 & 63
	return w >> shift << shift
}

// findPoint returns the lowest bit of the first point in w, 64 if there is none.
//
// The trick that finds a zero byte (Mycroft 1987) errs only above the first one.
func findPoint(w uint64) int {
	w ^= points
	return bits.TrailingZeros64((w-0x0101010101010101)&^w&0x8080808080808080) &^ 7
}

// dropPoint takes the byte that begins at bit at out of w and puts 0 before the rest.
func dropPoint(w uint64, at int) uint64 {
	below := uint64(1)<<(at&63) - 1
	return w&^(below<<8|0xff) | w&below<<8
}

// allDigits says whether all bytes of w are below 10: those from 10 to 127 reach the
// highest bit when 118 is added, and no carry leaves a byte but one above 127.
func allDigits(w uint64) bool {
	return (w+0x7676767676767676|w)&0x8080808080808080 == 0
}

// value8 returns the number of eight digits (Lemire 2022): pairs, then fours and
// the whole by two multiplications at once, below 10^8.
func value8(w uint64) uint64 {
	const mask = 0x000000ff000000ff
	w = w*10 + w>>8
	return (w&mask*(100+1000000<<32) + w>>16&mask*(1+10000<<32)) >> 32
}
