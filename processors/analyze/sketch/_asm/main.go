// Command _asm writes the assembly of package sketch.
package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"

	"fanout/internal/_asm"
)

func main() {
	asm.Generator{Kernels: map[string]func(){"place": place, "hash": hash}}.Main()
}

// The fields of a placeState (place.go).
const (
	fieldShift     = 8 * iota
	fieldBase      // key of the first dense bin
	fieldHalf      // of the number of dense bins
	fieldReference // reference ordinal
	fieldLo        // smallest ordinal
	fieldHi        // largest
	fieldDiffering // bits that differ from the reference
)

func place() {
	TEXT("placeAVX512", NOSPLIT, "func(at *uint32, values *float64, n int, s *[7]uint64)")
	Pragma("noescape")
	Doc("placeAVX512 does what placeRef does to n values, n a multiple of 8 and at least 8.",
		"s is a placeState. It needs AVX-512 DQ.")
	at, values, n, s := Load(Param("at"), GP64()), Load(Param("values"), GP64()), Load(Param("n"), GP64()), Load(Param("s"), GP64())
	field := func(disp int) VecVirtual {
		z := ZMM()
		VPBROADCASTQ(Mem{Base: s, Disp: disp}, z)
		return z
	}
	quad := func(x uint64) VecVirtual {
		r, z := GP64(), ZMM()
		MOVQ(U64(x), r)
		VPBROADCASTQ(r, z)
		return z
	}
	base, half, some := field(fieldBase), field(fieldHalf), field(fieldReference)
	lo, hi, varying := field(fieldLo), field(fieldHi), field(fieldDiffering)
	drop := XMM()
	VMOVQ(Mem{Base: s, Disp: fieldShift}, drop)
	exponent, one, sign := quad(0x7ff<<52), quad(1), quad(1<<63)
	zero, ones := ZMM(), ZMM()
	VPXORQ(zero, zero, zero)
	VPTERNLOGQ(U8(0xff), ones, ones, ones)

	Label("eight")
	o, t, a := ZMM(), ZMM(), ZMM()
	infinite, below, inside := K(), K(), K()
	VADDPD(Mem{Base: values}, zero, o) // -0 becomes 0
	VPANDQ(exponent, o, t)
	VPCMPEQQ(exponent, t, infinite)
	VPSUBQ(one, o, infinite, o)
	// The sign in all bits but the highest, which is set: all bits of a negative number are
	// inverted, and only that of others.
	VPSRAQ(U8(63), o, t)
	VPORQ(sign, t, t)
	VPXORQ(t, o, o)
	VPMINUQ(o, lo, lo)
	VPMAXUQ(o, hi, hi)
	VPTERNLOGQ(U8(0xf6), some, o, varying) // varying | o ^ some
	VPXORQ(ones, o, t)
	VPCMPUQ(U8(1), t, o, below) // o < ^o: numbers below 0
	VPMAXUQ(o, t, a)
	VPSRLQ(drop, a, a)
	VPSUBQ(base, a, a)
	VPCMPUQ(U8(1), half, a, inside)
	VPADDQ(half, a, below, a)
	VMOVDQA64(ones, t)
	VMOVDQA64(a, inside, t)
	VPMOVQD(t, Mem{Base: at})
	ADDQ(U8(64), values)
	ADDQ(U8(32), at)
	SUBQ(U8(8), n)
	JNZ(LabelRef("eight"))

	reduce(lo, Mem{Base: s, Disp: fieldLo}, VPMINUQ)
	reduce(hi, Mem{Base: s, Disp: fieldHi}, VPMAXUQ)
	reduce(varying, Mem{Base: s, Disp: fieldDiffering}, VPORQ)
	VZEROUPPER()
	RET()
}

// reduce stores what op makes of the eight numbers of z.
func reduce(z VecVirtual, to Mem, op func(...Op)) {
	t := ZMM()
	VSHUFI64X2(U8(0x4e), z, z, t) // halves
	op(t, z, z)
	VSHUFI64X2(U8(0xb1), z, z, t) // quarters
	op(t, z, z)
	VPSHUFD(U8(0x4e), z, t)
	op(t, z, z)
	VMOVQ(z.AsX(), to)
}
