package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// A width is what differs between AVX2 and AVX-512.
type width struct {
	name  string
	bytes int // of a register
	reg   func() VecVirtual
}

var widths = []width{
	{"AVX2", 32, func() VecVirtual { return YMM() }},
	{"AVX512", 64, func() VecVirtual { return ZMM() }},
}

// blockColumns is how many columns the kernels take at a time: a cache line of
// 8-bit samples.
const blockColumns = 64

func columns() {
	for _, w := range widths {
		columnKernel(w, "columns"+w.name, "uint8", 1)
		columnKernel(w, "wideColumns"+w.name, "int16", 2)
	}
}

// columnKernel writes the kernel for samples of size bytes. For each block of
// columns it goes down the rows, two at a time: their words are interleaved, so
// that VPMADDWD multiplies both by their weights and adds.
func columnKernel(w width, name, sample string, size int) {
	TEXT(name, NOSPLIT, "func(dst *int16, src *"+sample+", offsets *int, weights *int16, pairs, blocks, shift int)")
	Pragma("noescape")
	Doc(
		name+" is columnsRef for 64·blocks columns and 2·pairs rows, blocks and pairs at least 1:",
		"64·blocks samples from each offset on can be read. It needs "+needs(w)+".",
	)
	dst, src := Load(Param("dst"), GP64()), Load(Param("src"), GP64())
	offsets, weights := Load(Param("offsets"), GP64()), Load(Param("weights"), GP64())
	pairs, blocks := Load(Param("pairs"), GP64()), Load(Param("blocks"), GP64())
	half, shift := rounding(w)

	even := w.reg() // 0x00ff in each word
	if size == 1 {
		VPCMPEQW(even.AsY(), even.AsY(), even.AsY())
		VPSRLW(Imm(8), even.AsY(), even.AsY())
		if w.bytes == 64 {
			VPBROADCASTD(even.AsX(), even)
		}
	}

	// sums[i] are of register i of the row: its low and its high words, of bytes
	// the even and the odd columns of each.
	sums := make([][]VecVirtual, blockColumns*size/w.bytes)
	for i := range sums {
		for range 4 / size {
			sums[i] = append(sums[i], w.reg())
		}
	}

	Label(name + "_block")
	for _, s := range sums {
		for _, acc := range s {
			move(w, half, acc)
		}
	}
	offset, weight, left := GP64(), GP64(), GP64()
	MOVQ(offsets, offset)
	MOVQ(weights, weight)
	MOVQ(pairs, left)

	Label(name + "_pair")
	upper, lower := GP64(), GP64()
	MOVQ(Mem{Base: offset}, upper)
	MOVQ(Mem{Base: offset, Disp: 8}, lower)
	if size == 2 { // samples to bytes
		ADDQ(upper, upper)
		ADDQ(lower, lower)
	}
	if size == 1 {
		// Two rows' lines per pass leave too few loads from memory in flight. This
		// distance makes the AVX2 kernel 2.5 times as fast on 4000 pixels of RGBA (AMD
		// Zen 5); half and double of it are worse. A prefetch never faults.
		const ahead = 512
		PREFETCHT0(Mem{Base: src, Index: upper, Scale: 1, Disp: ahead})
		PREFETCHT0(Mem{Base: src, Index: lower, Scale: 1, Disp: ahead})
	}
	both := w.reg()
	VPBROADCASTD(Mem{Base: weight}, both)
	for i, s := range sums {
		a, lo, hi := w.reg(), w.reg(), w.reg()
		load(w, Mem{Base: src, Index: upper, Scale: 1, Disp: i * w.bytes}, a)
		b := Mem{Base: src, Index: lower, Scale: 1, Disp: i * w.bytes}
		VPUNPCKLWD(b, a, lo)
		VPUNPCKHWD(b, a, hi)
		for j, words := range []VecVirtual{lo, hi} {
			if size == 1 {
				// A word holds the samples of two columns, the even one low.
				t := w.reg()
				and(w, even, words, t)
				multiplyAdd(w, both, t, s[2*j])
				VPSRLW(Imm(8), words, words)
				multiplyAdd(w, both, words, s[2*j+1])
			} else {
				multiplyAdd(w, both, words, s[j])
			}
		}
	}
	ADDQ(Imm(16), offset)
	ADDQ(Imm(4), weight)
	DECQ(left)
	JNZ(LabelRef(name + "_pair"))

	at := 0
	store := func(v VecVirtual) {
		storeTo(w, v, Mem{Base: dst, Disp: at})
		at += w.bytes
	}
	for _, s := range sums {
		for _, acc := range s {
			VPSRAD(shift, acc, acc)
		}
		if size == 2 {
			VPACKSSDW(s[1], s[0], s[0])
			store(s[0])
			continue
		}
		// Per 128 bits: the even columns of 16, the odd ones, then both in order,
		// 8 columns in each of two registers.
		VPACKSSDW(s[2], s[0], s[0])
		VPACKSSDW(s[3], s[1], s[1])
		lo, hi := w.reg(), w.reg()
		VPUNPCKLWD(s[1], s[0], lo)
		VPUNPCKHWD(s[1], s[0], hi)
		for part := range 2 {
			v := w.reg()
			if w.bytes == 32 {
				VPERM2I128(Imm(uint64(0x20+0x11*part)), hi, lo, v)
			} else {
				VMOVDQU64(laneOrder(part), v)
				VPERMI2Q(hi, lo, v)
			}
			store(v)
		}
	}
	ADDQ(Imm(blockColumns*2), dst)
	ADDQ(Imm(uint64(blockColumns*size)), src)
	DECQ(blocks)
	JNZ(LabelRef(name + "_block"))
	VZEROUPPER()
	RET()
}

// rounding loads the parameter shift for VPSRAD, and half of what it shifts out
// for every 32 bits of a register.
func rounding(w width) (half, shift VecVirtual) {
	half, shift = w.reg(), XMM()
	count, one := GP64(), GP64()
	Load(Param("shift"), count)
	VMOVQ(count, shift)
	DECQ(count)
	MOVQ(U32(1), one)
	SHLXQ(count, one, one)
	t := XMM()
	VMOVQ(one, t)
	VPBROADCASTD(t, half)
	return half, shift
}

// multiplyAdd adds the products of pairs of 16-bit numbers to acc. Nothing is
// saturated.
func multiplyAdd(w width, a, b Op, acc VecVirtual) {
	if w.bytes == 64 {
		VPDPWSSD(a, b, acc)
		return
	}
	t := YMM()
	VPMADDWD(a, b, t)
	VPADDD(t, acc, acc)
}

var laneOrders [2]Mem

// laneOrder is the order in which VPERMI2Q takes 64-bit words from two registers
// so that their first, or their last, two 128-bit lanes alternate.
func laneOrder(part int) Mem {
	if laneOrders[part].Base == nil {
		m := GLOBL([]string{"firstLanes", "lastLanes"}[part], RODATA|NOPTR)
		for i, word := range []int{0, 1, 8, 9, 2, 3, 10, 11} {
			DATA(8*i, U64(uint64(word+4*part)))
		}
		laneOrders[part] = m
	}
	return laneOrders[part]
}

func needs(w width) string {
	if w.bytes == 64 {
		return "AVX-512 BW and VNNI"
	}
	return "AVX2 and BMI2"
}

func load(w width, m Mem, v VecVirtual) {
	if w.bytes == 64 {
		VMOVDQU64(m, v)
	} else {
		VMOVDQU(m, v)
	}
}

func storeTo(w width, v VecVirtual, m Mem) {
	if w.bytes == 64 {
		VMOVDQU64(v, m)
	} else {
		VMOVDQU(v, m)
	}
}

func move(w width, from, to VecVirtual) {
	if w.bytes == 64 {
		VMOVDQA64(from, to)
	} else {
		VMOVDQA(from, to)
	}
}

func and(w width, a, b, to VecVirtual) {
	if w.bytes == 64 {
		VPANDD(a, b, to)
	} else {
		VPAND(a, b, to)
	}
}
