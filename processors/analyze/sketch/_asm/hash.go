package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// The constants of hash.go.
const (
	mulHead = 0xe7037ed1a0b428db
	mulTail = 0xa0761d6478bd642f
	mulLast = 0x8ebc6af09c88c6e3
	mulSize = 0x9e3779b97f4a7c15
)

func quad(x uint64) VecVirtual {
	r, z := GP64(), ZMM()
	MOVQ(U64(x), r)
	VPBROADCASTQ(r, z)
	return z
}

// words returns the eight quadwords before byte disp behind buf + at[i].
func words(buf, at Register, disp int) VecVirtual {
	var half [2]VecVirtual
	for h := range half {
		var pair [2]VecVirtual
		for p := range pair {
			i := 4*h + 2*p
			a, b := GP64(), GP64()
			MOVL(Mem{Base: at, Disp: 4 * i}, a.As32())
			MOVL(Mem{Base: at, Disp: 4 * (i + 1)}, b.As32())
			x := XMM()
			VMOVQ(Mem{Base: buf, Index: a, Scale: 1, Disp: disp}, x)
			VPINSRQ(U8(1), Mem{Base: buf, Index: b, Scale: 1, Disp: disp}, x, x)
			pair[p] = x
		}
		y := YMM()
		VINSERTI64X2(U8(1), pair[1], pair[0].AsY(), y)
		half[h] = y
	}
	z := ZMM()
	VINSERTI64X4(U8(1), half[1], half[0].AsZ(), z)
	return z
}

// shiftXor sets z to z ^ z>>by.
func shiftXor(z, t VecVirtual, by uint8) {
	VPSRLQ(U8(by), z, t)
	VPXORQ(t, z, z)
}

func hash() {
	keyTable := GLOBL("hashKeys", RODATA|NOPTR)
	for i, x := range hashKeys {
		DATA(8*i, U64(x))
	}
	muls := GLOBL("hashMuls", RODATA|NOPTR)
	for i, x := range hashMuls {
		DATA(8*i, U64(x))
	}
	TEXT("hashAVX512", NOSPLIT, "func(hashes *uint64, buf *byte, size int, start, end *uint32, n int) (done int)")
	Pragma("noescape")
	Doc("hashAVX512 sets hashes to those of the fields buf[start[i]:end[i]], eight at a time: the first n, or up",
		"to the first eight of which one is not inside buf, or begins less than 8 bytes before the end",
		"of buf, or ends less than 8 bytes behind its beginning. n is a multiple of 8 and at least 8, size at",
		"least 8 and below 2^32. It needs AVX-512 BW, DQ and VL.")
	hashes, buf, size := Load(Param("hashes"), GP64()), Load(Param("buf"), GP64()), GP64()
	Load(Param("size"), size)
	start, end, n := Load(Param("start"), GP64()), Load(Param("end"), GP64()), Load(Param("n"), GP64())
	done := GP64()
	XORL(done.As32(), done.As32())
	mostEnd, mostStart, least := YMM(), YMM(), YMM()
	eight := quad(8)
	VPMOVQD(eight, least)
	VPBROADCASTD(size.As32(), mostEnd)
	room := GP64()
	LEAQ(Mem{Base: size, Disp: -8}, room)
	VPBROADCASTD(room.As32(), mostStart)
	a, b, c, d := quad(mulHead), quad(mulTail), quad(mulLast), quad(mulSize)
	sixteen, ones := quad(16), ZMM()
	VPTERNLOGQ(U8(0xff), ones, ones, ones)
	key, mul, turn := YMM(), YMM(), YMM()
	VMOVDQA64(a.AsY(), turn)
	VMOVDQU64(keyTable, key)
	VMOVDQU64(muls, mul)

	Label("eight")
	s, e := YMM(), YMM()
	VMOVDQU(Mem{Base: start}, s)
	VMOVDQU(Mem{Base: end}, e)
	outside, k := K(), K()
	VPCMPUD(U8(6), mostStart, s, outside) // s > size-8
	VPCMPUD(U8(6), mostEnd, e, k)
	KORW(k, outside, outside)
	VPCMPUD(U8(6), e, s, k)
	KORW(k, outside, outside)
	VPCMPUD(U8(1), least, e, k) // e < 8
	KORW(k, outside, outside)
	KORTESTW(outside, outside)
	JNZ(LabelRef("done"))

	sizes, t := ZMM(), ZMM()
	VPSUBD(s, e, s)
	VPMOVZXDQ(s, sizes)
	VPCMPUQ(U8(6), sixteen, sizes, k)
	long := GP64()
	KMOVW(k, long.As32())
	CMPL(long.As32(), U32(0xff))
	JEQ(LabelRef("long"))

	x := words(buf, start, 0)
	tail := words(buf, end, -8)
	shift := ZMM()
	VPMINUQ(eight, sizes, shift)
	VPSUBQ(shift, eight, shift)
	VPSLLQ(U8(3), shift, shift)
	VPSRLVQ(shift, ones, t) // 0 if it is 64
	VPANDQ(t, x, x)
	isLong := K()
	VPCMPUQ(U8(6), eight, sizes, isLong)
	VMOVDQA64_Z(tail, isLong, tail)
	VPMULLQ(d, sizes, t)
	VPADDQ(t, x, x)
	VPMULLQ(a, x, x)
	shiftXor(x, t, 29)
	VPADDQ(tail, x, x)
	shiftXor(x, t, 32)
	VPMULLQ(b, x, x)
	shiftXor(x, t, 29)
	VPMULLQ(c, x, x)
	shiftXor(x, t, 32)
	VMOVDQU64(x, Mem{Base: hashes})
	TESTL(long.As32(), long.As32())
	JZ(LabelRef("next"))

	Label("long")
	i, p, left := GP64(), GP64(), GP64()
	TZCNTL(long.As32(), i.As32())
	MOVL(Mem{Base: start, Index: i, Scale: 4}, p.As32())
	MOVL(Mem{Base: end, Index: i, Scale: 4}, left.As32())
	SUBQ(p, left)
	ADDQ(buf, p)
	total := GP64()
	MOVQ(left, total)
	acc, w, keys, half := YMM(), YMM(), YMM(), YMM()
	VPXORQ(acc, acc, acc)
	VMOVDQA64(key, keys)
	add := func() {
		VPMULLQ(mul, w, half)
		VPADDQ(half, acc, acc)
		VPXORQ(keys, w, w)
		VPSRLQ(U8(32), w, half)
		VPMULUDQ(w, half, w)
		VPADDQ(w, acc, acc)
	}
	CMPQ(left, U8(32))
	JB(LabelRef("ends"))
	Label("stripe")
	CMPQ(left, U8(32))
	JBE(LabelRef("last"))
	VMOVDQU64(Mem{Base: p}, w)
	add()
	VPADDQ(turn, keys, keys)
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
	add()
	VEXTRACTI64X2(U8(1), acc, half.AsX())
	VPADDQ(half.AsX(), acc.AsX(), acc.AsX())
	VPSHUFD(U8(0x4e), acc.AsX(), half.AsX())
	VPADDQ(half.AsX(), acc.AsX(), acc.AsX())
	h, u := GP64(), GP64()
	VMOVQ(acc.AsX(), h)
	mulBy := func(r GPVirtual, by uint64) {
		m := GP64()
		MOVQ(U64(by), m)
		IMULQ(m, r)
	}
	mulBy(total, mulSize)
	ADDQ(total, h)
	fold := func(by uint8) {
		MOVQ(h, u)
		SHRQ(U8(by), u)
		XORQ(u, h)
	}
	fold(32)
	mulBy(h, mulTail)
	fold(29)
	mulBy(h, mulLast)
	fold(32)
	MOVQ(h, Mem{Base: hashes, Index: i, Scale: 8})
	BLSRL(long.As32(), long.As32())
	JNZ(LabelRef("long"))

	Label("next")
	ADDQ(U8(64), hashes)
	ADDQ(U8(32), start)
	ADDQ(U8(32), end)
	ADDQ(U8(8), done)
	CMPQ(done, n)
	JB(LabelRef("eight"))
	Label("done")
	Store(done, ReturnIndex(0))
	VZEROUPPER()
	RET()
}

var (
	hashKeys = [4]uint64{0xb8fe6c3923a44bbe, 0x7c01812cf721ad1c, 0xded46de9839097db, 0x7240a4a4b7b3671f} // key0 to key3
	hashMuls = [4]uint64{0x9fb21c651e98df25, 0xd1b54a32d192ed03, 0xabc98388fb8fac03, 0x8cb92ba72f3d8dd7} // mul0 to mul3
)
