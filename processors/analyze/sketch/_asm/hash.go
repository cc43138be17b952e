package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"

	"fanout/internal/_asm"
)

// The constants of hash_ref.go.
const (
	mulHead = 0xe7037ed1a0b428db
	mulTail = 0xa0761d6478bd642f
	mulLast = 0x8ebc6af09c88c6e3
	mulSize = 0x9e3779b97f4a7c15
)

// A hasher has the registers of hash.
type hasher struct {
	hashes, buf, start, end Register

	// Limits of the fields that are in buf with the bytes that are read with
	// them.
	maxEnd, maxStart, minEnd VecVirtual

	head, tail, last, size VecVirtual // the multipliers
	eight, sixteen, ones   VecVirtual
	key, mul, keyStep      VecVirtual // of a stripe: see sumStripes

	half VecVirtual // scratch
	mask OpmaskVirtual

	long GPVirtual // mask of the fields that are longer than shortSize
}

// hash emits hashOf for many fields.
func hash() {
	declareHash()
	h := &hasher{hashes: asm.Arg("hashes"), buf: asm.Arg("buf")}
	size := asm.Arg("size")
	h.start, h.end = asm.Arg("start"), asm.Arg("end")
	n, done := asm.Arg("n"), asm.Zero()
	h.loadConstants(size)

	Label("eight")
	starts, ends := YMM(), YMM()
	VMOVDQU(Mem{Base: h.start}, starts)
	VMOVDQU(Mem{Base: h.end}, ends)
	h.checkInside(starts, ends)
	sizes := h.sizes(starts, ends)
	h.shortHashes(sizes)
	TESTL(h.long.As32(), h.long.As32())
	JZ(LabelRef("next"))

	Label("long")
	h.longHash()
	BLSRL(h.long.As32(), h.long.As32())
	JNZ(LabelRef("long"))

	Label("next")
	ADDQ(U8(64), h.hashes)
	ADDQ(U8(32), h.start)
	ADDQ(U8(32), h.end)
	ADDQ(U8(8), done)
	CMPQ(done, n)
	JB(LabelRef("eight"))
	Label("done")
	Store(done, ReturnIndex(0))
	VZEROUPPER()
	RET()
}

func declareHash() {
	asm.Declare("hashAVX512", "func(hashes *uint64, buf *byte, size int, start, end *uint32, n int) (done int)",
		"hashAVX512 sets hashes to those of the first n fields buf[start[i]:end[i]], eight at a time. It",
		"stops at the first eight of which one is not inside buf, begins less than 8 bytes before the end of",
		"buf, or ends less than 8 bytes after its beginning. n is a positive multiple of 8, size is at least 8",
		"and below 2^32. It needs AVX-512 BW, DQ and VL.")
}

func (h *hasher) loadConstants(size GPVirtual) {
	room := GP64()
	h.maxEnd, h.maxStart, h.minEnd = YMM(), YMM(), YMM()
	h.eight = asm.BroadcastQuad(8)
	VPMOVQD(h.eight, h.minEnd)
	VPBROADCASTD(size.As32(), h.maxEnd)
	LEAQ(Mem{Base: size, Disp: -8}, room)
	VPBROADCASTD(room.As32(), h.maxStart)
	h.head, h.tail = asm.BroadcastQuad(mulHead), asm.BroadcastQuad(mulTail)
	h.last, h.size = asm.BroadcastQuad(mulLast), asm.BroadcastQuad(mulSize)
	h.sixteen, h.ones = asm.BroadcastQuad(16), ZMM()
	VPTERNLOGQ(U8(0xff), h.ones, h.ones, h.ones)
	h.key, h.mul, h.keyStep = YMM(), YMM(), YMM()
	VMOVDQA64(h.head.AsY(), h.keyStep)
	VMOVDQU64(asm.Quads("hashKeys", hashKeys...), h.key)
	VMOVDQU64(asm.Quads("hashMuls", hashMuls...), h.mul)
}

// checkInside jumps to done unless all fields are far enough inside buf.
func (h *hasher) checkInside(starts, ends VecVirtual) {
	outside := K()
	h.mask = K()
	VPCMPUD(U8(6), h.maxStart, starts, outside) // start > size-8
	VPCMPUD(U8(6), h.maxEnd, ends, h.mask)
	KORW(h.mask, outside, outside)
	VPCMPUD(U8(6), ends, starts, h.mask)
	KORW(h.mask, outside, outside)
	VPCMPUD(U8(1), h.minEnd, ends, h.mask) // end < 8
	KORW(h.mask, outside, outside)
	KORTESTW(outside, outside)
	JNZ(LabelRef("done"))
}

// sizes returns the lengths of the fields. If all of them are long, it jumps to
// long.
func (h *hasher) sizes(starts, ends VecVirtual) VecVirtual {
	sizes := ZMM()
	VPSUBD(starts, ends, starts)
	VPMOVZXDQ(starts, sizes)
	VPCMPUQ(U8(6), h.sixteen, sizes, h.mask)
	h.long = GP64()
	KMOVW(h.mask, h.long.As32())
	CMPL(h.long.As32(), U32(0xff))
	JEQ(LabelRef("long"))
	return sizes
}

// shortHashes stores hashOfEnds of eight fields.
func (h *hasher) shortHashes(sizes VecVirtual) {
	t := ZMM()
	x := h.words(h.start, 0)
	tail := h.words(h.end, -8)
	shift := ZMM()
	VPMINUQ(h.eight, sizes, shift)
	VPSUBQ(shift, h.eight, shift)
	VPSLLQ(U8(3), shift, shift)
	VPSRLVQ(shift, h.ones, t) // 0 if shift is 64
	VPANDQ(t, x, x)
	hasTail := K()
	VPCMPUQ(U8(6), h.eight, sizes, hasTail)
	VMOVDQA64_Z(tail, hasTail, tail)
	VPMULLQ(h.size, sizes, t)
	VPADDQ(t, x, x)
	VPMULLQ(h.head, x, x)
	xorShift(x, t, 29)
	VPADDQ(tail, x, x)
	xorShift(x, t, 32)
	VPMULLQ(h.tail, x, x)
	xorShift(x, t, 29)
	VPMULLQ(h.last, x, x)
	xorShift(x, t, 32)
	VMOVDQU64(x, Mem{Base: h.hashes})
}

// words returns eight quadwords: those at offset disp from each position of at.
func (h *hasher) words(at Register, disp int) VecVirtual {
	var half [2]VecVirtual
	for i := range half {
		var pair [2]VecVirtual
		for p := range pair {
			pair[p] = h.pair(at, 4*i+2*p, disp)
		}
		y := YMM()
		VINSERTI64X2(U8(1), pair[1], pair[0].AsY(), y)
		half[i] = y
	}
	z := ZMM()
	VINSERTI64X4(U8(1), half[1], half[0].AsZ(), z)
	return z
}

// pair returns two of the quadwords, from number i on.
func (h *hasher) pair(at Register, i, disp int) VecVirtual {
	a, b := GP64(), GP64()
	MOVL(Mem{Base: at, Disp: 4 * i}, a.As32())
	MOVL(Mem{Base: at, Disp: 4 * (i + 1)}, b.As32())
	x := XMM()
	VMOVQ(Mem{Base: h.buf, Index: a, Scale: 1, Disp: disp}, x)
	VPINSRQ(U8(1), Mem{Base: h.buf, Index: b, Scale: 1, Disp: disp}, x, x)
	return x
}

// xorShift sets z to z ^ z>>by.
func xorShift(z, t VecVirtual, by uint8) {
	VPSRLQ(U8(by), z, t)
	VPXORQ(t, z, z)
}
