package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"

	"fanout/internal/_asm"
)

// positions turns the masks of one block after another into lists of positions.
type positions struct {
	asm.ISA
	base GPVirtual // position of the block's first byte, with AVX2

	// With AVX-512: the numbers 0 to 63 as bytes, base and 64 in each 32 bits.
	numbers, bases, step VecVirtual
}

func newPositions(isa asm.ISA, base GPVirtual) *positions {
	if isa == asm.AVX2 {
		return &positions{ISA: isa, base: base}
	}
	p := &positions{ISA: isa, numbers: ZMM(), bases: ZMM(), step: ZMM()}
	VMOVDQU64(asm.Table("iota64", 64, func(i int) byte { return byte(i) }), p.numbers)
	VPBROADCASTD(base, p.bases)
	r := GP32()
	MOVL(U32(64), r)
	VPBROADCASTD(r, p.step)
	return p
}

// write writes the positions of the bits of set to dst, of which there are
// count, and moves on to the next block. It may write up to 64 values in all.
func (p *positions) write(dst, set, count Register) {
	if p.ISA == asm.AVX2 {
		p.writeAVX2(dst, set)
	} else {
		p.writeAVX512(dst, set, count)
	}
}

// writeAVX512 packs the numbers of the bits to the front and adds the base 16
// positions at a time. More than 16 are rare.
func (p *positions) writeAVX512(dst, set, count Register) {
	m, packed, wide, part := K(), ZMM(), ZMM(), XMM()
	KMOVQ(set, m)
	VPCOMPRESSB_Z(p.numbers, m, packed)
	VPMOVZXBD(packed.AsX(), wide)
	VPADDD(p.bases, wide, wide)
	VMOVDQU32(wide, Mem{Base: dst})
	for i := 1; i < 4; i++ {
		if i < 3 {
			CMPQ(count, Imm(uint64(16*i)))
			JLE(LabelRef("written"))
		}
		VEXTRACTI32X4(Imm(uint64(i)), packed, part)
		VPMOVZXBD(part, wide)
		VPADDD(p.bases, wide, wide)
		VMOVDQU32(wide, Mem{Base: dst, Disp: 64 * i})
	}
	Label("written")
	VPADDD(p.step, p.bases, p.bases)
}

// writeAVX2 takes the lowest bits eight at a time. More than eight are rare.
func (p *positions) writeAVX2(dst, set Register) {
	out, bits, at := GP64(), GP64(), GP64()
	MOVQ(dst, out)
	MOVQ(set, bits)
	Label("positions")
	for i := range 8 {
		TZCNTQ(bits, at)
		BLSRQ(bits, bits)
		ADDL(p.base, at.As32())
		MOVL(at.As32(), Mem{Base: out, Disp: 4 * i})
	}
	ADDQ(Imm(32), out)
	TESTQ(bits, bits)
	JNZ(LabelRef("positions"))
	ADDL(Imm(64), p.base)
}
