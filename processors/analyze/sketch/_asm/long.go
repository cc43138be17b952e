package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// The keys and factors of a stripe, as in hash_ref.go.
var (
	hashKeys = []uint64{0xb8fe6c3923a44bbe, 0x7c01812cf721ad1c, 0xded46de9839097db, 0x7240a4a4b7b3671f} // key0 to key3
	hashMuls = []uint64{0x9fb21c651e98df25, 0xd1b54a32d192ed03, 0xabc98388fb8fac03, 0x8cb92ba72f3d8dd7} // mul0 to mul3
)

// longHash stores hashOfLong of the first field in the mask long.
func (h *hasher) longHash() {
	i, p, left, total := GP64(), GP64(), GP64(), GP64()
	TZCNTL(h.long.As32(), i.As32())
	MOVL(Mem{Base: h.start, Index: i, Scale: 4}, p.As32())
	MOVL(Mem{Base: h.end, Index: i, Scale: 4}, left.As32())
	SUBQ(p, left)
	ADDQ(h.buf, p)
	MOVQ(left, total)
	acc := h.sumStripes(p, left)
	VEXTRACTI64X2(U8(1), acc, h.half.AsX())
	VPADDQ(h.half.AsX(), acc.AsX(), acc.AsX())
	VPSHUFD(U8(0x4e), acc.AsX(), h.half.AsX())
	VPADDQ(h.half.AsX(), acc.AsX(), acc.AsX())
	sum := GP64()
	VMOVQ(acc.AsX(), sum)
	multiply(total, mulSize)
	ADDQ(total, sum)
	finish(sum)
	MOVQ(sum, Mem{Base: h.hashes, Index: i, Scale: 8})
}

// sumStripes returns the sums over the stripes of the field of left bytes at p,
// one for each word of a stripe.
func (h *hasher) sumStripes(p, left Register) (acc VecVirtual) {
	acc = YMM()
	w, keys := YMM(), YMM()
	h.half = YMM()
	VPXORQ(acc, acc, acc)
	VMOVDQA64(h.key, keys)
	CMPQ(left, U8(32))
	JB(LabelRef("ends"))
	Label("stripe")
	CMPQ(left, U8(32))
	JBE(LabelRef("last"))
	VMOVDQU64(Mem{Base: p}, w)
	h.addStripe(acc, w, keys)
	VPADDQ(h.keyStep, keys, keys)
	ADDQ(U8(32), p)
	SUBQ(U8(32), left)
	JMP(LabelRef("stripe"))
	Label("last")
	VMOVDQU64(Mem{Base: p, Index: left, Scale: 1, Disp: -32}, w)
	JMP(LabelRef("sum"))
	Label("ends")
	VMOVDQU64(Mem{Base: p}, w.AsX())
	VINSERTI64X2(U8(1), Mem{Base: p, Index: left, Scale: 1, Disp: -16}, w, w)
	Label("sum")
	h.addStripe(acc, w, keys)
	return acc
}

func (h *hasher) addStripe(acc, w, keys VecVirtual) {
	VPMULLQ(h.mul, w, h.half)
	VPADDQ(h.half, acc, acc)
	VPXORQ(keys, w, w)
	VPSRLQ(U8(32), w, h.half)
	VPMULUDQ(w, h.half, w)
	VPADDQ(w, acc, acc)
}

// finish is that of hash_ref.go.
func finish(h GPVirtual) {
	t := GP64()
	fold := func(by uint8) {
		MOVQ(h, t)
		SHRQ(U8(by), t)
		XORQ(t, h)
	}
	fold(32)
	multiply(h, mulTail)
	fold(29)
	multiply(h, mulLast)
	fold(32)
}

// multiply multiplies r by a constant.
func multiply(r GPVirtual, by uint64) {
	m := GP64()
	MOVQ(U64(by), m)
	IMULQ(m, r)
}
