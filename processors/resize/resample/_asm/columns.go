package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"

	"fanout/internal/_asm"
)

// blockColumns is the number of columns that the kernels take at a time: a
// cache line of 8-bit samples.
const blockColumns = 64

func columns() {
	for _, isa := range []asm.ISA{asm.AVX2, asm.AVX512} {
		(&columnKernel{ISA: isa, size: 1}).emit("columns"+isa.Name, "uint8")
		(&columnKernel{ISA: isa, size: 2}).emit("wideColumns"+isa.Name, "int16")
	}
}

// A columnKernel emits columnsRef for samples of size bytes. For each block of
// columns it goes down the rows, two at a time. Their words are interleaved, so
// that VPMADDWD multiplies both by their weights and adds.
type columnKernel struct {
	asm.ISA
	size int

	dst, src, offsets, weights, pairs, blocks Register
	offset, weight, left                      Register // of the present pair of rows
	half, shift                               VecVirtual
	even                                      VecVirtual // the mask of the even bytes
	// sums[i] has those of vector i of the row: of its low and its high words,
	// and for bytes of the even and the odd columns of each.
	sums [][]VecVirtual
}

func (k *columnKernel) emit(name, sample string) {
	k.declare(name, sample)
	k.dst, k.src = asm.Arg("dst"), asm.Arg("src")
	k.offsets, k.weights = asm.Arg("offsets"), asm.Arg("weights")
	k.pairs, k.blocks = asm.Arg("pairs"), asm.Arg("blocks")
	k.half, k.shift = rounding(k.ISA)
	k.even = k.evenBytes()
	k.sums = make([][]VecVirtual, blockColumns*k.size/k.Bytes)
	for i := range k.sums {
		for range 4 / k.size {
			k.sums[i] = append(k.sums[i], k.Vector())
		}
	}

	Label(name + "_block")
	for _, s := range k.sums {
		for _, sum := range s {
			k.Move(k.half, sum)
		}
	}
	k.offset, k.weight, k.left = GP64(), GP64(), GP64()
	MOVQ(k.offsets, k.offset)
	MOVQ(k.weights, k.weight)
	MOVQ(k.pairs, k.left)

	Label(name + "_pair")
	k.addPair()
	ADDQ(Imm(16), k.offset)
	ADDQ(Imm(4), k.weight)
	DECQ(k.left)
	JNZ(LabelRef(name + "_pair"))

	k.store()
	ADDQ(Imm(blockColumns*2), k.dst)
	ADDQ(Imm(uint64(blockColumns*k.size)), k.src)
	DECQ(k.blocks)
	JNZ(LabelRef(name + "_block"))
	VZEROUPPER()
	RET()
}

func (k *columnKernel) declare(name, sample string) {
	needs := "AVX2 and BMI2"
	if k.ISA == asm.AVX512 {
		needs = "AVX-512 BW and VNNI"
	}
	asm.Declare(name, "func(dst *int16, src *"+sample+", offsets *int, weights *int16, pairs, blocks, shift int)",
		name+" is columnsRef for 64·blocks columns and 2·pairs rows, blocks and pairs at least 1:",
		"64·blocks samples can be read from each offset on. It needs "+needs+".")
}

// evenBytes returns 0x00ff in each word.
func (k *columnKernel) evenBytes() VecVirtual {
	even := k.Vector()
	if k.size == 1 {
		VPCMPEQW(even.AsY(), even.AsY(), even.AsY())
		VPSRLW(Imm(8), even.AsY(), even.AsY())
		if k.ISA == asm.AVX512 {
			VPBROADCASTD(even.AsX(), even)
		}
	}
	return even
}

// addPair adds two rows to the sums.
func (k *columnKernel) addPair() {
	upper, lower := GP64(), GP64()
	MOVQ(Mem{Base: k.offset}, upper)
	MOVQ(Mem{Base: k.offset, Disp: 8}, lower)
	if k.size == 2 { // samples to bytes
		ADDQ(upper, upper)
		ADDQ(lower, lower)
	}
	if k.size == 1 {
		// The cache lines of two rows in each pass leave too few loads from
		// memory in flight. This distance makes the AVX2 kernel 2.5 times as
		// fast on 4000 pixels of RGBA (AMD Zen 5); half and double of it are
		// worse. A prefetch never faults.
		const ahead = 512
		PREFETCHT0(Mem{Base: k.src, Index: upper, Scale: 1, Disp: ahead})
		PREFETCHT0(Mem{Base: k.src, Index: lower, Scale: 1, Disp: ahead})
	}
	both := k.Vector()
	VPBROADCASTD(Mem{Base: k.weight}, both)
	for i, s := range k.sums {
		a, low, high := k.Vector(), k.Vector(), k.Vector()
		k.Load(Mem{Base: k.src, Index: upper, Scale: 1, Disp: i * k.Bytes}, a)
		b := Mem{Base: k.src, Index: lower, Scale: 1, Disp: i * k.Bytes}
		VPUNPCKLWD(b, a, low)
		VPUNPCKHWD(b, a, high)
		k.addWords(both, low, s[:len(s)/2])
		k.addWords(both, high, s[len(s)/2:])
	}
}

// addWords adds the products of the weights and the interleaved words of two
// rows.
func (k *columnKernel) addWords(weights, words VecVirtual, sums []VecVirtual) {
	if k.size == 2 {
		k.multiplyAdd(weights, words, sums[0])
		return
	}
	// A word holds the samples of two columns, the even one in the low byte.
	t := k.Vector()
	k.And(k.even, words, t)
	k.multiplyAdd(weights, t, sums[0])
	VPSRLW(Imm(8), words, words)
	k.multiplyAdd(weights, words, sums[1])
}

// multiplyAdd adds the products of pairs of 16-bit numbers to sum, without
// saturation.
func (k *columnKernel) multiplyAdd(a, b Op, sum VecVirtual) {
	if k.ISA == asm.AVX512 {
		VPDPWSSD(a, b, sum)
		return
	}
	t := YMM()
	VPMADDWD(a, b, t)
	VPADDD(t, sum, sum)
}

// store stores the results of a block of columns.
func (k *columnKernel) store() {
	at := 0
	store := func(v VecVirtual) {
		k.Store(v, Mem{Base: k.dst, Disp: at})
		at += k.Bytes
	}
	for _, s := range k.sums {
		for _, sum := range s {
			VPSRAD(k.shift, sum, sum)
		}
		if k.size == 2 {
			VPACKSSDW(s[1], s[0], s[0])
			store(s[0])
			continue
		}
		// In each lane: the even columns of 16, the odd ones, then both in
		// order, 8 columns in each of two registers.
		VPACKSSDW(s[2], s[0], s[0])
		VPACKSSDW(s[3], s[1], s[1])
		low, high := k.Vector(), k.Vector()
		VPUNPCKLWD(s[1], s[0], low)
		VPUNPCKHWD(s[1], s[0], high)
		for part := range 2 {
			store(k.mergeLanes(low, high, part))
		}
	}
}

// mergeLanes returns the first, or the last, half of the lanes of two vectors,
// in turn.
func (k *columnKernel) mergeLanes(low, high VecVirtual, part int) VecVirtual {
	v := k.Vector()
	if k.ISA == asm.AVX2 {
		VPERM2I128(Imm(uint64(0x20+0x11*part)), high, low, v)
		return v
	}
	var order []uint64 // of 64-bit words in low and then high
	for _, word := range []int{0, 1, 8, 9, 2, 3, 10, 11} {
		order = append(order, uint64(word+4*part))
	}
	VMOVDQU64(asm.Quads([]string{"firstLanes", "lastLanes"}[part], order...), v)
	VPERMI2Q(high, low, v)
	return v
}
