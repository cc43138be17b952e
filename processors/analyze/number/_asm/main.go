// Command _asm writes the assembly of package number.
package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"

	"fanout/internal/_asm"
)

func main() {
	asm.Generator{Kernels: map[string]func(){"fastpath": parse}}.Main()
}

// table is 64 bytes of read-only data, given as bytes.
func table(name string, at func(i int) byte) Mem {
	m := GLOBL(name, RODATA|NOPTR)
	for i := range 64 {
		DATA(i, U8(at(i)))
	}
	return m
}

// little returns byte i of integers of so many bytes, which follow one another for ever.
func little(bytes int, values ...uint64) func(i int) byte {
	return func(i int) byte { return byte(values[i/bytes%len(values)] >> (8 * (i % bytes))) }
}

// Masks have 16 bits for each of four fields, one for each of the 16 bytes before its end. These
// are of the first byte and of the last, and of all others.
func masks() (first, notFirst, last, notLast Mem) {
	m := func(name string, x uint64) Mem {
		m := GLOBL(name, RODATA|NOPTR)
		DATA(0, U64(x))
		return m
	}
	return m("first", 0x0001000100010001), m("notFirst", 0xfffefffefffefffe), m("last", 0x8000800080008000), m("notLast", 0x7fff7fff7fff7fff)
}

// A group is what is known of four fields.
type group struct {
	digits  VecVirtual // a byte for each, 16 of each field
	minus   GPVirtual  // mask of minus signs
	upToDot GPVirtual  // mask of the bytes up to the point, 0 where there is none
}

func parse() {
	TEXT("quickAVX512", NOSPLIT, "func(buf *byte, size int, start, end *uint32, n int, mant *int64, scale *int16, class *uint8) (done, floats int)")
	Pragma("noescape")
	Doc("quickAVX512 reads fields as quickRef does, eight at a time: the first n/8*8 of them, or up to the",
		"first eight that are not all quick. n is at least 8, size at least 16 and below 2^32.",
		"It reads up to 16 bytes before the end of a field, inside buf. It needs AVX-512 BW, CD and VL, and BMI1.")
	buf, end := Load(Param("buf"), GP64()), Load(Param("end"), GP64())
	n := Load(Param("n"), GP64())
	i, floats := GP64(), GP64()
	XORL(i.As32(), i.As32())
	XORL(floats.As32(), floats.As32())

	size := Load(Param("size"), GP64())
	SUBQ(U8(16), size)
	room := YMM()
	VPBROADCASTD(size.(GPVirtual).As32(), room)
	dword := func(x int32) VecVirtual {
		c, y := GP32(), YMM()
		MOVL(I32(x), c)
		VPBROADCASTD(c, y)
		return y
	}
	bytes := func(x int) VecVirtual {
		c, z := GP32(), ZMM()
		MOVL(U32(x), c)
		VPBROADCASTB(c, z)
		return z
	}
	load := func(m Mem) VecVirtual {
		z := ZMM()
		VMOVDQU64(m, z)
		return z
	}
	minusOne, minus16, sixteenD, fifteen := dword(-1), dword(-16), dword(16), dword(15)
	zero, nine, point, hyphen, one, sixteen := bytes('0'), bytes(9), bytes('.'), bytes('-'), bytes(1), bytes(16)
	index := load(table("index", func(i int) byte { return byte(i % 16) }))
	spread := [2]VecVirtual{
		load(table("spreadA", func(i int) byte { return []byte{byte(i / 16), 0, 0, 0}[i%4] })),
		load(table("spreadB", func(i int) byte { return []byte{byte(4 + i/16), 0, 0, 0}[i%4] })),
	}
	nothing := ZMM()
	VPXORQ(nothing, nothing, nothing)
	tens := load(table("tens", little(1, 10, 1)))
	hundreds := load(table("hundreds", little(2, 100, 1)))
	myriads := load(table("myriads", little(2, 10000, 1)))
	hundredMillion := load(table("hundredMillion", little(8, 1e8)))
	order := load(table("order", little(8, 0, 2, 4, 6, 1, 3, 5, 7)))
	constants := vectors{zero: zero, nine: nine, point: point, hyphen: hyphen, one: one, sixteen: sixteen, index: index, nothing: nothing}
	constants.firstByte, constants.notFirst, constants.lastByte, constants.notLast = masks()

	Label("eight")
	// Each has 1 to 16 bytes, of which the last is byte 16 of buf or a later one.
	starts, ends, long := YMM(), YMM(), YMM()
	start := Load(Param("start"), GP64())
	VMOVDQU32(Mem{Base: start, Index: i, Scale: 4}, starts)
	VMOVDQU32(Mem{Base: end, Index: i, Scale: 4}, ends)
	VPSUBD(starts, ends, long)
	t := YMM()
	fits := K()
	VPADDD(minusOne, long, t)
	VPCMPUD(U8(1), sixteenD, t, fits) // long-1 < 16
	VPADDD(minus16, ends, t)
	VPCMPUD(U8(2), room, t, fits, fits) // end-16 <= size-16
	KORTESTB(fits, fits)
	JCC(LabelRef("done")) // not all ones

	bad := GP64()
	XORL(bad.As32(), bad.As32())
	var groups [2]group
	signs, dots := XMM(), XMM()
	for k := range groups {
		groups[k] = readGroup(k, buf, end, i, bad, long, spread[k], &constants)
		if k == 0 {
			VMOVQ(groups[0].minus, signs)
			VMOVQ(groups[0].upToDot, dots)
		} else {
			VPINSRQ(U8(1), groups[1].minus, signs, signs)
			VPINSRQ(U8(1), groups[1].upToDot, dots, dots)
		}
	}
	TESTQ(bad, bad)
	JNZ(LabelRef("done"))

	// Sixteen digits of each: pairs, fours.
	for _, g := range groups {
		VPMADDUBSW(tens, g.digits, g.digits)
		VPMADDWD(hundreds, g.digits, g.digits)
	}
	// Eights, of fields 0 4 1 5 2 6 3 7: the higher ones in the low half of 64 bits.
	v := groups[0].digits
	VPACKUSDW(groups[1].digits, v, v)
	VPMADDWD(myriads, v, v)
	lower := ZMM()
	VPSRLQ(U8(32), v, lower)
	VPMULUDQ(hundredMillion, v, v)
	VPADDQ(lower, v, v) // below 10^16
	VPERMQ(v, order, v)

	negative, float := K(), K()
	VPTESTMW(signs, signs, negative)
	VPTESTMW(dots, dots, float)
	VPSUBQ(v, nothing, negative, v)
	mant := Load(Param("mant"), GP64())
	VMOVDQU64(v, Mem{Base: mant, Index: i, Scale: 8})
	// The point at byte p leaves 15-p digits, the leading zeros of 16 bits.
	s := YMM()
	VPMOVZXWD(dots, s)
	VPLZCNTD(s, s)
	VPANDD(fifteen, s, s)
	VPMOVDW(s, dots)
	scale := Load(Param("scale"), GP64())
	VMOVDQU32(dots, Mem{Base: scale, Index: i, Scale: 2})
	c := XMM()
	VMOVDQA64(one.AsX(), c)
	VPADDB(c, c, float, c)
	class := Load(Param("class"), GP64())
	VMOVQ(c, Mem{Base: class, Index: i, Scale: 1})
	f := GP64()
	KMOVB(float, f.As32())
	POPCNTL(f.As32(), f.As32())
	ADDQ(f, floats)
	ADDQ(U8(8), i)
	SUBQ(U8(8), n)
	CMPQ(n, U8(8))
	JGE(LabelRef("eight"))
	Label("done")
	Store(i, ReturnIndex(0))
	Store(floats, ReturnIndex(1))
	VZEROUPPER()
	RET()
}

// vectors are constants of quickAVX512: bytes, and masks in the memory.
type vectors struct {
	zero, nine, point, hyphen, one, sixteen, index, nothing VecVirtual
	firstByte, notFirst, lastByte, notLast                  Mem
}

// readGroup reads four fields, and sets bits in bad if not all are quick.
func readGroup(k int, buf, end, i, bad Register, long, spread VecVirtual, c *vectors) group {
	v, p := ZMM(), GP64()
	for lane := range 4 {
		MOVL(Mem{Base: end, Index: i, Scale: 4, Disp: 16*k + 4*lane}, p.As32())
		from := Mem{Base: buf, Index: p, Scale: 1, Disp: -16}
		if lane == 0 {
			VMOVDQU32(from, v.AsX())
		} else {
			VINSERTI32X4(U8(lane), from, v, v)
		}
	}
	first := ZMM() // index of the first byte, in each byte
	VPERMD(long.AsZ(), spread, first)
	VPSHUFB(c.nothing, first, first)
	VPSUBB(first, c.sixteen, first)
	field, at, minus, digit, dot, null := K(), K(), K(), K(), K(), K()
	VPCMPUB(U8(5), first, c.index, field) // index >= first
	VPCMPEQB(first, c.index, at)
	VPCMPEQB(c.hyphen, v, at, minus)
	VPCMPEQB(c.point, v, field, dot)
	VPSUBB(c.zero, v, v)
	VPCMPUB(U8(2), c.nine, v, field, digit) // v <= 9
	VPTESTNMB(v, v, field, null)

	g := group{digits: ZMM(), minus: GP64(), upToDot: GP64()}
	body, digits, dots, zeros, t := GP64(), GP64(), GP64(), GP64(), GP64()
	KMOVQ(minus, g.minus)
	KMOVQ(field, body)
	KMOVQ(digit, digits)
	KMOVQ(dot, dots)
	KMOVQ(null, zeros)
	ANDNQ(body, g.minus, body) // all but the sign
	MOVQ(digits, t)
	ORQ(dots, t)
	ANDNQ(body, t, t) // neither digit nor point
	ORQ(t, bad)
	ANDNQ(c.lastByte, digits, t) // the last is no digit
	ORQ(t, bad)
	// A first zero before a digit. What is shifted out of a field is masked.
	LEAQ(Mem{Base: body, Index: body, Scale: 1}, t)
	ANDQ(c.notFirst, t)
	ANDNQ(body, t, t) // the first of each body
	ANDQ(zeros, t)
	ADDQ(t, t)
	ANDQ(c.notFirst, t)
	ANDQ(digits, t)
	ORQ(t, bad)
	// More than one point: with the highest bit of each field set, which no point has, no
	// field borrows from another.
	y, below := GP64(), GP64()
	MOVQ(dots, y)
	ORQ(c.lastByte, y)
	MOVQ(y, below)
	SUBQ(c.firstByte, below) // of a field with a point: the last and all before it; else all but the last
	ANDQ(below, y)
	ANDQ(c.notLast, y)
	ORQ(y, bad)
	// All ones for a field with a point: 2h - h>>15, if h is its last byte.
	MOVQ(below, y)
	ANDQ(c.lastByte, y)
	MOVQ(y, t)
	SHRQ(U8(15), t)
	ADDQ(y, y)
	SUBQ(t, y)
	ANDQ(c.notLast, below)
	ANDQ(y, below)
	ORQ(dots, below)
	MOVQ(below, g.upToDot)

	// Digits only, those before the point moved onto it.
	from := ZMM()
	move := K()
	KMOVQ(g.upToDot, move)
	VMOVDQU8_Z(v, digit, g.digits)
	VMOVDQA64(c.index, from)
	VPSUBB(c.one, from, move, from)
	VPSHUFB(from, g.digits, g.digits)
	return g
}
