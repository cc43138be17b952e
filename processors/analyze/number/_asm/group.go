package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// A group is what readGroup returns about four fields. Masks have 16 bits for
// each field, one for each of the 16 bytes before its end.
type group struct {
	digits    VecVirtual // a byte for each digit, 16 for each field
	minus     GPVirtual  // mask of minus signs
	upToPoint GPVirtual  // mask of the bytes up to the point, 0 where there is none
}

// readGroup reads four fields, and sets bits in bad if not all are accepted.
func (p *parser) readGroup(k int) group {
	v := p.loadGroup(k)
	field, minus, digit, point, null := p.classify(v, k)
	g := group{digits: ZMM(), minus: GP64(), upToPoint: GP64()}
	body, digits, points, zeros, t := GP64(), GP64(), GP64(), GP64(), GP64()
	KMOVQ(minus, g.minus)
	KMOVQ(field, body)
	KMOVQ(digit, digits)
	KMOVQ(point, points)
	KMOVQ(null, zeros)
	ANDNQ(body, g.minus, body) // all but the sign
	p.checkBytes(body, digits, points, zeros, t)
	p.findPoint(points, g.upToPoint, t)

	// The digits before the point move to its place. All other bytes are 0.
	from := ZMM()
	move := K()
	KMOVQ(g.upToPoint, move)
	VMOVDQU8_Z(v, digit, g.digits)
	VMOVDQA64(p.index, from)
	VPSUBB(p.one, from, move, from)
	VPSHUFB(from, g.digits, g.digits)
	return g
}

// loadGroup loads the 16 bytes before the end of each field.
func (p *parser) loadGroup(k int) VecVirtual {
	v, end := ZMM(), GP64()
	for lane := range 4 {
		MOVL(Mem{Base: p.end, Index: p.i, Scale: 4, Disp: 16*k + 4*lane}, end.As32())
		from := Mem{Base: p.buf, Index: end, Scale: 1, Disp: -16}
		if lane == 0 {
			VMOVDQU32(from, v.AsX())
		} else {
			VINSERTI32X4(U8(lane), from, v, v)
		}
	}
	return v
}

// classify returns the masks of the bytes in fields, and among them of leading
// minus signs, digits, points and zeros. It subtracts '0' from each byte of v.
func (p *parser) classify(v VecVirtual, k int) (field, minus, digit, point, null OpmaskVirtual) {
	first := ZMM() // index of the field's first byte, in each byte
	VPERMD(p.lengths.AsZ(), p.spread[k], first)
	VPSHUFB(p.nothing, first, first)
	VPSUBB(first, p.sixteen, first)
	field, atFirst := K(), K()
	minus, digit, point, null = K(), K(), K(), K()
	VPCMPUB(U8(5), first, p.index, field) // index >= first
	VPCMPEQB(first, p.index, atFirst)
	VPCMPEQB(p.hyphen, v, atFirst, minus)
	VPCMPEQB(p.point, v, field, point)
	VPSUBB(p.zero, v, v)
	VPCMPUB(U8(2), p.nine, v, field, digit) // v <= 9
	VPTESTNMB(v, v, field, null)
	return field, minus, digit, point, null
}

// checkBytes sets bits in bad for bytes that may not be where they are, points
// aside. body is the mask of the fields without signs.
func (p *parser) checkBytes(body, digits, points, zeros, t GPVirtual) {
	MOVQ(digits, t)
	ORQ(points, t)
	ANDNQ(body, t, t) // neither digit nor point
	ORQ(t, p.bad)
	ANDNQ(p.lastByte, digits, t) // the last byte is no digit
	ORQ(t, p.bad)
	// A leading zero before a digit. What shifts out of a field is masked.
	LEAQ(Mem{Base: body, Index: body, Scale: 1}, t)
	ANDQ(p.notFirst, t)
	ANDNQ(body, t, t) // the first byte of each body
	ANDQ(zeros, t)
	ADDQ(t, t)
	ANDQ(p.notFirst, t)
	ANDQ(digits, t)
	ORQ(t, p.bad)
}

// findPoint sets upToPoint to the mask of the bytes up to the point of each
// field that has one, and sets bits in bad for fields with more than one.
func (p *parser) findPoint(points, upToPoint, t GPVirtual) {
	// No field borrows from another, as the highest bit of each is set, where
	// no point is.
	y, below := GP64(), GP64()
	MOVQ(points, y)
	ORQ(p.lastByte, y)
	MOVQ(y, below)
	SUBQ(p.firstByte, below) // of a field with a point: the last byte and all before the point; else all but the last
	ANDQ(below, y)
	ANDQ(p.notLast, y)
	ORQ(y, p.bad)
	// All ones for a field with a point: 2h - h>>15, if h is its last byte.
	MOVQ(below, y)
	ANDQ(p.lastByte, y)
	MOVQ(y, t)
	SHRQ(U8(15), t)
	ADDQ(y, y)
	SUBQ(t, y)
	ANDQ(p.notLast, below)
	ANDQ(y, below)
	ORQ(points, below)
	MOVQ(below, upToPoint)
}
