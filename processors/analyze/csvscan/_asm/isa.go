package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

func allOnes() {
	ones = XMM()
	VPCMPEQD(ones.AsX(), ones.AsX(), ones.AsX())
}

// splat returns the bytes looked for in general registers, in their order.
func splat() []GPVirtual {
	var all []GPVirtual
	for _, name := range []string{"quote", "delimiter"} {
		r := GP32()
		Load(Param(name), r)
		all = append(all, r)
	}
	for _, c := range []uint64{'\n', '\r'} {
		r := GP32()
		MOVL(U32(c), r)
		all = append(all, r)
	}
	return all
}

type avx512 struct {
	bytes             [4]VecVirtual
	block             VecVirtual
	numbers, at, step VecVirtual
}

func (v *avx512) name() string { return "AVX512" }

func (v *avx512) broadcast() {
	allOnes()
	for i, r := range splat() {
		v.bytes[i] = ZMM()
		VPBROADCASTB(r, v.bytes[i])
	}
	v.block = ZMM()
}

func (v *avx512) load(src Register) func(k int) GPVirtual {
	VMOVDQU64(Mem{Base: src}, v.block)
	return func(k int) GPVirtual {
		m, r := K(), GP64()
		VPCMPEQB(v.bytes[k], v.block, m)
		KMOVQ(m, r)
		return r
	}
}

// sequence is the numbers 0 to 63 as bytes.
func sequence() Mem {
	m := GLOBL("iota64", RODATA|NOPTR)
	for i := 0; i < 64; i++ {
		DATA(i, U8(i))
	}
	return m
}

func (v *avx512) preparePositions(base Register) {
	v.numbers, v.at, v.step = ZMM(), ZMM(), ZMM()
	if numbers == nil {
		m := sequence()
		numbers = &m
	}
	VMOVDQU64(*numbers, v.numbers)
	VPBROADCASTD(base, v.at)
	r := GP32()
	MOVL(U32(64), r)
	VPBROADCASTD(r, v.step)
}

var numbers *Mem

// positions packs the numbers of the bits set to the front, and adds base in
// four lots of 16, of which all but the first are rare.
func (v *avx512) positions(dst, set, count Register) {
	m, packed, wide, part := K(), ZMM(), ZMM(), XMM()
	KMOVQ(set, m)
	VPCOMPRESSB_Z(v.numbers, m, packed)
	VPMOVZXBD(packed.AsX(), wide)
	VPADDD(v.at, wide, wide)
	VMOVDQU32(wide, Mem{Base: dst})
	for i := 1; i < 4; i++ {
		if i < 3 {
			CMPQ(count, Imm(uint64(16*i)))
			JLE(LabelRef("written"))
		}
		VEXTRACTI32X4(Imm(uint64(i)), packed, part)
		VPMOVZXBD(part, wide)
		VPADDD(v.at, wide, wide)
		VMOVDQU32(wide, Mem{Base: dst, Disp: 64 * i})
	}
	Label("written")
	VPADDD(v.step, v.at, v.at)
}

type avx2 struct {
	bytes  [4]VecVirtual
	lo, hi VecVirtual
	base   Register
}

func (v *avx2) name() string { return "AVX2" }

func (v *avx2) broadcast() {
	allOnes()
	for i, r := range splat() {
		x := XMM()
		VMOVD(r, x)
		v.bytes[i] = YMM()
		VPBROADCASTB(x, v.bytes[i])
	}
	v.lo, v.hi = YMM(), YMM()
}

func (v *avx2) load(src Register) func(k int) GPVirtual {
	VMOVDQU(Mem{Base: src}, v.lo)
	VMOVDQU(Mem{Base: src, Disp: 32}, v.hi)
	return func(k int) GPVirtual {
		a, b, lo, hi := YMM(), YMM(), GP64(), GP64()
		VPCMPEQB(v.bytes[k], v.lo, a)
		VPCMPEQB(v.bytes[k], v.hi, b)
		VPMOVMSKB(a, lo.As32())
		VPMOVMSKB(b, hi.As32())
		SHLQ(Imm(32), hi)
		ORQ(hi, lo)
		return lo
	}
}

func (v *avx2) preparePositions(base Register) { v.base = base }

// positions writes the numbers of the lowest bits eight at a time; more than
// eight are rare.
func (v *avx2) positions(dst, set, count Register) {
	out, bits, at := GP64(), GP64(), GP64()
	MOVQ(dst, out)
	MOVQ(set, bits)
	Label("positions")
	for i := 0; i < 8; i++ {
		TZCNTQ(bits, at)
		BLSRQ(bits, bits)
		ADDL(v.base, at.(GPVirtual).As32())
		MOVL(at.(GPVirtual).As32(), Mem{Base: out, Disp: 4 * i})
	}
	ADDQ(Imm(32), out)
	TESTQ(bits, bits)
	JNZ(LabelRef("positions"))
	ADDL(Imm(64), v.base)
}
