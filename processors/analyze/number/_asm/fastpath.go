package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"

	"fanout/internal/_asm"
)

// A parser has the registers of fastPath. Of eight fields, two groups of four
// are in vectors of 64 bytes, a lane of 16 bytes for each field.
type parser struct {
	*constants
	buf, end, n, i, floats GPVirtual

	bad         GPVirtual  // not 0 if the fast path does not accept a field of the eight
	lengths     VecVirtual // of the fields, in 32 bits each
	signs, dots VecVirtual // masks minus and upToPoint of both groups
}

// fastPath emits fastPathRef.
func fastPath() {
	declare()
	p := &parser{buf: asm.Arg("buf"), end: asm.Arg("end"), n: asm.Arg("n"), i: GP64(), floats: GP64()}
	XORL(p.i.As32(), p.i.As32())
	XORL(p.floats.As32(), p.floats.As32())
	size := asm.Arg("size")
	SUBQ(U8(16), size)
	room := YMM()
	VPBROADCASTD(size.As32(), room)
	p.constants = loadConstants()
	p.room = room

	Label("eight")
	p.checkLengths()
	p.bad = asm.Zero()
	var groups [2]group
	p.signs, p.dots = XMM(), XMM()
	for k := range groups {
		groups[k] = p.readGroup(k)
		if k == 0 {
			VMOVQ(groups[0].minus, p.signs)
			VMOVQ(groups[0].upToPoint, p.dots)
		} else {
			VPINSRQ(U8(1), groups[1].minus, p.signs, p.signs)
			VPINSRQ(U8(1), groups[1].upToPoint, p.dots, p.dots)
		}
	}
	TESTQ(p.bad, p.bad)
	JNZ(LabelRef("done"))
	p.store(p.combine(groups))
	ADDQ(U8(8), p.i)
	SUBQ(U8(8), p.n)
	CMPQ(p.n, U8(8))
	JGE(LabelRef("eight"))
	Label("done")
	Store(p.i, ReturnIndex(0))
	Store(p.floats, ReturnIndex(1))
	VZEROUPPER()
	RET()
}

func declare() {
	asm.Declare("fastPathAVX512", "func(buf *byte, size int, start, end *uint32, n int, mant *int64, scale *int16, class *uint8) (done, floats int)",
		"fastPathAVX512 is fastPathRef for the first n/8*8 fields. n is at least 8, size is at least 16 and",
		"below 2^32. It reads up to 16 bytes before the end of a field, inside buf.",
		"It needs AVX-512 BW, CD and VL, and BMI1.")
}

// checkLengths loads the lengths of eight fields. It jumps to done unless each
// has 1 to 16 bytes and ends at byte 16 of buf or later.
func (p *parser) checkLengths() {
	starts, ends := YMM(), YMM()
	p.lengths = YMM()
	start := asm.Arg("start")
	VMOVDQU32(Mem{Base: start, Index: p.i, Scale: 4}, starts)
	VMOVDQU32(Mem{Base: p.end, Index: p.i, Scale: 4}, ends)
	VPSUBD(starts, ends, p.lengths)
	t := YMM()
	fits := K()
	VPADDD(p.minusOne, p.lengths, t)
	VPCMPUD(U8(1), p.sixteen32, t, fits) // length-1 < 16
	VPADDD(p.minus16, ends, t)
	VPCMPUD(U8(2), p.room, t, fits, fits) // end-16 <= size-16
	KORTESTB(fits, fits)
	JCC(LabelRef("done")) // not all ones
}

// combine returns the numbers of eight fields, of their 16 digits each.
func (p *parser) combine(groups [2]group) VecVirtual {
	for _, g := range groups {
		VPMADDUBSW(p.tens, g.digits, g.digits)
		VPMADDWD(p.hundreds, g.digits, g.digits)
	}
	// Now fours of digits. Packed, they are of fields 0 4 1 5 2 6 3 7. The
	// higher eight digits are in the lower half of each 64 bits.
	v := groups[0].digits
	VPACKUSDW(groups[1].digits, v, v)
	VPMADDWD(p.myriads, v, v)
	lower := ZMM()
	VPSRLQ(U8(32), v, lower)
	VPMULUDQ(p.hundredMillion, v, v)
	VPADDQ(lower, v, v) // below 10^16
	VPERMQ(v, p.order, v)
	return v
}

// store stores the mantissas, scales and classes of eight fields.
func (p *parser) store(v VecVirtual) {
	negative, float := K(), K()
	VPTESTMW(p.signs, p.signs, negative)
	VPTESTMW(p.dots, p.dots, float)
	VPSUBQ(v, p.nothing, negative, v)
	mant := asm.Arg("mant")
	VMOVDQU64(v, Mem{Base: mant, Index: p.i, Scale: 8})
	// A point at byte k is followed by 15-k digits: the leading zeros of
	// upToPoint.
	s := YMM()
	VPMOVZXWD(p.dots, s)
	VPLZCNTD(s, s)
	VPANDD(p.fifteen, s, s)
	VPMOVDW(s, p.dots)
	scale := asm.Arg("scale")
	VMOVDQU32(p.dots, Mem{Base: scale, Index: p.i, Scale: 2})
	c := XMM()
	VMOVDQA64(p.one.AsX(), c)
	VPADDB(c, c, float, c)
	class := asm.Arg("class")
	VMOVQ(c, Mem{Base: class, Index: p.i, Scale: 1})
	f := GP64()
	KMOVB(float, f.As32())
	POPCNTL(f.As32(), f.As32())
	ADDQ(f, p.floats)
}
