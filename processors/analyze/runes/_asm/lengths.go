package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"

	"fanout/internal/_asm"
)

// continuation is the largest continuation byte, 0xBF, as a signed byte.
const continuation = -65

// fields has the registers of a loop over fields.
type fields struct {
	buf, start, end, n GPVirtual
	i, sum, min, max   GPVirtual
	p, left, count     GPVirtual // of the field: address, bytes left, characters
}

// beginLengths begins lengthsRef and the loop.
func beginLengths(name, needs string) *fields {
	asm.Declare(name, "func(buf *byte, start, end *uint32, n int, r *[3]uint64)",
		name+" is lengthsRef for n fields, at least one: it sets r to the sum, the minimum and the",
		"maximum of their lengths. "+needs)
	f := &fields{
		buf: asm.Arg("buf"), start: asm.Arg("start"), end: asm.Arg("end"), n: asm.Arg("n"),
		i: GP64(), sum: GP64(), min: GP64(), max: GP64(), p: GP64(), left: GP64(), count: GP64(),
	}
	for _, r := range []GPVirtual{f.i, f.sum, f.max} {
		XORL(r.As32(), r.As32())
	}
	MOVQ(I32(-1), f.min)
	Label("field")
	MOVL(Mem{Base: f.start, Index: f.i, Scale: 4}, f.p.As32())
	MOVL(Mem{Base: f.end, Index: f.i, Scale: 4}, f.left.As32())
	SUBQ(f.p, f.left)
	ADDQ(f.buf, f.p)
	XORL(f.count.As32(), f.count.As32())
	return f
}

// finish ends the field and the loop.
func (f *fields) finish() {
	ADDQ(f.count, f.sum)
	CMPQ(f.count, f.min)
	CMOVQCS(f.count, f.min)
	CMPQ(f.count, f.max)
	CMOVQHI(f.count, f.max)
	INCQ(f.i)
	CMPQ(f.i, f.n)
	JB(LabelRef("field"))
	r := asm.Arg("r")
	MOVQ(f.sum, Mem{Base: r})
	MOVQ(f.min, Mem{Base: r, Disp: 8})
	MOVQ(f.max, Mem{Base: r, Disp: 16})
	VZEROUPPER()
	RET()
}

func lengthsAVX512() {
	f := beginLengths("lengthsAVX512", "It reads nothing but the fields. It needs AVX-512 BW, BMI2 and POPCNT.")
	limit, all, bits, found := ZMM(), GP64(), GP64(), GP64()
	m := K()
	// The constants are computed for each field, as they do not limit the loop.
	c := GP32()
	MOVL(I32(continuation), c)
	VPBROADCASTB(c, limit)
	MOVQ(I32(-1), all)
	Label("block")
	CMPQ(f.left, U32(64))
	JBE(LabelRef("last"))
	VPCMPB(U8(1), Mem{Base: f.p}, limit, m)
	KMOVQ(m, found)
	POPCNTQ(found, found)
	ADDQ(found, f.count)
	ADDQ(U32(64), f.p)
	SUBQ(U32(64), f.left)
	JMP(LabelRef("block"))
	Label("last")
	BZHIQ(f.left, all, bits)
	in := K()
	KMOVQ(bits, in)
	VPCMPB(U8(1), Mem{Base: f.p}, limit, in, m)
	KMOVQ(m, found)
	POPCNTQ(found, found)
	ADDQ(found, f.count)
	f.finish()
}

func lengthsAVX2() {
	f := beginLengths("lengthsAVX2", "It reads up to 32 bytes after a field. It needs AVX2, BMI2 and POPCNT.")
	limit, v, found := YMM(), YMM(), GP64()
	c := GP32()
	MOVL(I32(continuation), c)
	VMOVD(c, limit.AsX())
	VPBROADCASTB(limit.AsX(), limit)
	Label("block")
	VMOVDQU(Mem{Base: f.p}, v)
	VPCMPGTB(limit, v, v)
	VPMOVMSKB(v, found.As32())
	CMPQ(f.left, U32(32))
	JBE(LabelRef("last"))
	POPCNTL(found.As32(), found.As32())
	ADDQ(found, f.count)
	ADDQ(U32(32), f.p)
	SUBQ(U32(32), f.left)
	JMP(LabelRef("block"))
	Label("last")
	BZHIQ(f.left, found, found)
	POPCNTL(found.As32(), found.As32())
	ADDQ(found, f.count)
	f.finish()
}
