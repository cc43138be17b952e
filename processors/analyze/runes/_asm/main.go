// Command _asm writes the assembly of package runes.
package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"

	"fanout/internal/_asm"
)

func main() {
	asm.Generator{Kernels: map[string]func(){"runes": func() {
		lengthsAVX512()
		lengthsAVX2()
		checkAVX512()
		checkAVX2()
	}}}.Main()
}

// continuation is the largest continuation byte, 0xBF, as a signed byte.
const continuation = -65

// fields begins a loop over the fields of a lengths function.
type fields struct {
	buf, start, end, i, n Register
	sum, least, most      Register
	p, left, count        Register // of the field: where it is, bytes left, characters
}

func beginLengths(name, features string) *fields {
	TEXT(name, NOSPLIT, "func(buf *byte, start, end *uint32, n int, r *[3]uint64)")
	Pragma("noescape")
	Doc(name+" counts the characters of n >= 1 fields like lengthsRef: r is their sum, least and most.", features)
	f := &fields{
		buf: Load(Param("buf"), GP64()), start: Load(Param("start"), GP64()), end: Load(Param("end"), GP64()),
		n: Load(Param("n"), GP64()), i: GP64(), sum: GP64(), least: GP64(), most: GP64(), p: GP64(), left: GP64(), count: GP64(),
	}
	XORL(f.i.(GPVirtual).As32(), f.i.(GPVirtual).As32())
	XORL(f.sum.(GPVirtual).As32(), f.sum.(GPVirtual).As32())
	XORL(f.most.(GPVirtual).As32(), f.most.(GPVirtual).As32())
	MOVQ(I32(-1), f.least)
	Label("field")
	MOVL(Mem{Base: f.start, Index: f.i, Scale: 4}, f.p.(GPVirtual).As32())
	MOVL(Mem{Base: f.end, Index: f.i, Scale: 4}, f.left.(GPVirtual).As32())
	SUBQ(f.p, f.left)
	ADDQ(f.buf, f.p)
	XORL(f.count.(GPVirtual).As32(), f.count.(GPVirtual).As32())
	return f
}

func (f *fields) finish() {
	ADDQ(f.count, f.sum)
	CMPQ(f.count, f.least)
	CMOVQCS(f.count, f.least)
	CMPQ(f.count, f.most)
	CMOVQHI(f.count, f.most)
	INCQ(f.i)
	CMPQ(f.i, f.n)
	JB(LabelRef("field"))
	r := Load(Param("r"), GP64())
	MOVQ(f.sum, Mem{Base: r})
	MOVQ(f.least, Mem{Base: r, Disp: 8})
	MOVQ(f.most, Mem{Base: r, Disp: 16})
	VZEROUPPER()
	RET()
}

func lengthsAVX512() {
	f := beginLengths("lengthsAVX512", "It reads nothing but the fields. It needs AVX-512 BW, BMI2 and POPCNT.")
	limit, all, bits, found := ZMM(), GP64(), GP64(), GP64()
	m := K()
	// The constants are made anew for each field: the loop is bound by other things.
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

// The tables of Keiser and Lemire 2020, "Validating UTF-8 in less than one instruction
// per byte": each bit is a fault that two bytes in a row may show; it is one
// if it is set in the entries for the high half of the first, its low half and the
// high half of the second.
const (
	tooShort = 1 << iota
	tooLong
	overlong3
	tooLarge
	surrogate
	overlong2
	tooLarge1000 // and overlong4
	twoConts     // not a fault where a third or fourth byte is due

	overlong4 = tooLarge1000
	carry     = tooShort | tooLong | twoConts
)

func tables() []Mem {
	var firstHigh, firstLow, secondHigh [16]byte
	for i := range 16 {
		switch {
		case i < 8:
			firstHigh[i], secondHigh[i] = tooLong, tooShort
		case i < 12:
			firstHigh[i] = twoConts
			secondHigh[i] = tooLong | overlong2 | twoConts
		default:
			firstHigh[i], secondHigh[i] = tooShort, tooShort
		}
		firstLow[i] = carry
		if i >= 4 {
			firstLow[i] |= tooLarge
		}
		if i >= 5 {
			firstLow[i] |= tooLarge1000
		}
	}
	firstHigh[0xC] |= overlong2
	firstHigh[0xE] |= overlong3 | surrogate
	firstHigh[0xF] |= tooLarge | tooLarge1000 | overlong4
	firstLow[0x0] |= overlong3 | overlong2 | overlong4
	firstLow[0x1] |= overlong2
	firstLow[0xD] |= surrogate
	secondHigh[0x8] |= overlong3 | tooLarge1000 | overlong4
	secondHigh[0x9] |= overlong3 | tooLarge
	secondHigh[0xA] |= surrogate | tooLarge
	secondHigh[0xB] |= surrogate | tooLarge
	var mems []Mem
	for i, t := range [][16]byte{firstHigh, firstLow, secondHigh} {
		m := GLOBL([]string{"firstHigh", "firstLow", "secondHigh"}[i], RODATA|NOPTR)
		for at, b := range t {
			DATA(at, U8(b))
		}
		mems = append(mems, m)
	}
	return mems
}

var shared []Mem

func beginCheck(name, features string) (p, n Register) {
	if shared == nil {
		shared = tables()
	}
	TEXT(name, NOSPLIT, "func(p *byte, blocks int) (fault, high bool)")
	Pragma("noescape")
	Doc(name+" looks at blocks >= 1 blocks of 64 bytes at p. fault: one of them does not go on",
		"with what is before it as UTF-8 does. high: a byte in them is above 127.",
		"It reads the 3 bytes before p too. "+features)
	return Load(Param("p"), GP64()), Load(Param("blocks"), GP64())
}

func checkAVX512() {
	p, n := beginCheck("checkAVX512", "It needs AVX-512 BW.")
	var table [3]VecVirtual
	for i := range table {
		table[i] = ZMM()
		VBROADCASTI32X4(shared[i], table[i])
	}
	c := GP32()
	constant := func(x int) VecVirtual {
		z := ZMM()
		MOVL(U32(x), c)
		VPBROADCASTB(c, z)
		return z
	}
	low, third, fourth, top := constant(0x0f), constant(0xe0-0x80), constant(0xf0-0x80), constant(0x80)
	faults, any := ZMM(), ZMM()
	VPXORQ(faults, faults, faults)
	VPXORQ(any, any, any)
	Label("block")
	v, p1, p2, p3, h := ZMM(), ZMM(), ZMM(), ZMM(), ZMM()
	VMOVDQU64(Mem{Base: p}, v)
	VMOVDQU64(Mem{Base: p, Disp: -1}, p1)
	VMOVDQU64(Mem{Base: p, Disp: -2}, p2)
	VMOVDQU64(Mem{Base: p, Disp: -3}, p3)
	VPORQ(v, any, any)
	VPSRLW(U8(4), p1, h)
	VPANDQ(low, h, h)
	VPSHUFB(h, table[0], h)
	VPANDQ(low, p1, p1)
	VPSHUFB(p1, table[1], p1)
	VPSRLW(U8(4), v, v)
	VPANDQ(low, v, v)
	VPSHUFB(v, table[2], v)
	VPTERNLOGQ(U8(0x80), h, p1, v) // all three
	VPSUBUSB(third, p2, p2)
	VPSUBUSB(fourth, p3, p3)
	VPORQ(p2, p3, p3)
	VPTERNLOGQ(U8(0x78), p3, top, v) // v ^ (p3 & top)
	VPORQ(v, faults, faults)
	ADDQ(U32(64), p)
	DECQ(n)
	JNZ(LabelRef("block"))
	k1, k2 := K(), K()
	r := GP64()
	VPTESTMB(faults, faults, k1)
	VPMOVB2M(any, k2)
	KORTESTQ(k1, k1)
	SETNE(r.As8())
	Store(r.As8(), Return("fault"))
	KORTESTQ(k2, k2)
	SETNE(r.As8())
	Store(r.As8(), Return("high"))
	VZEROUPPER()
	RET()
}

func checkAVX2() {
	p, n := beginCheck("checkAVX2", "It needs AVX2.")
	ADDQ(n, n) // halves
	var table [3]VecVirtual
	for i := range table {
		table[i] = YMM()
		VBROADCASTI128(shared[i], table[i])
	}
	c := GP32()
	constant := func(x int) VecVirtual {
		y := YMM()
		MOVL(U32(x), c)
		VMOVD(c, y.AsX())
		VPBROADCASTB(y.AsX(), y)
		return y
	}
	low, third, fourth, top := constant(0x0f), constant(0xe0-0x80), constant(0xf0-0x80), constant(0x80)
	faults, any := YMM(), YMM()
	VPXOR(faults, faults, faults)
	VPXOR(any, any, any)
	Label("block")
	v, p1, p2, p3, h := YMM(), YMM(), YMM(), YMM(), YMM()
	VMOVDQU(Mem{Base: p}, v)
	VMOVDQU(Mem{Base: p, Disp: -1}, p1)
	VMOVDQU(Mem{Base: p, Disp: -2}, p2)
	VMOVDQU(Mem{Base: p, Disp: -3}, p3)
	VPOR(v, any, any)
	VPSRLW(U8(4), p1, h)
	VPAND(low, h, h)
	VPSHUFB(h, table[0], h)
	VPAND(low, p1, p1)
	VPSHUFB(p1, table[1], p1)
	VPSRLW(U8(4), v, v)
	VPAND(low, v, v)
	VPSHUFB(v, table[2], v)
	VPAND(h, v, v)
	VPAND(p1, v, v)
	VPSUBUSB(third, p2, p2)
	VPSUBUSB(fourth, p3, p3)
	VPOR(p2, p3, p3)
	VPAND(top, p3, p3)
	VPXOR(p3, v, v)
	VPOR(v, faults, faults)
	ADDQ(U32(32), p)
	DECQ(n)
	JNZ(LabelRef("block"))
	r := GP64()
	VPTEST(faults, faults)
	SETNE(r.As8())
	Store(r.As8(), Return("fault"))
	VPMOVMSKB(any, r.As32())
	TESTL(r.As32(), r.As32())
	SETNE(r.As8())
	Store(r.As8(), Return("high"))
	VZEROUPPER()
	RET()
}
