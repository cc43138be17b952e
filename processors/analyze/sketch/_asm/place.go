package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"

	"fanout/internal/_asm"
)

// The offsets of the elements of a placeState.
const (
	stateShift = 8 * iota
	stateBase
	stateHalf
	stateReference
	stateLo
	stateHi
	stateDiffering
)

// A placer has the registers of place: a vector for each field of the state,
// and constants.
type placer struct {
	state                 Register
	base, half, reference VecVirtual
	lo, hi, differing     VecVirtual
	shift                 VecVirtual
	exponent, one, sign   VecVirtual
	zero, ones            VecVirtual

	infinite, negative, dense Register // masks
}

// place emits placeRef.
func place() {
	asm.Declare("placeAVX512", "func(at *uint32, values *float64, n int, s *[7]uint64)",
		"placeAVX512 is placeRef for n values, n a positive multiple of 8. s is a placeState.",
		"It needs AVX-512 DQ.")
	at, values, n := asm.Arg("at"), asm.Arg("values"), asm.Arg("n")
	p := newPlacer(asm.Arg("s"))

	Label("eight")
	o := p.ordinals(Mem{Base: values})
	p.store(o, Mem{Base: at})
	ADDQ(U8(64), values)
	ADDQ(U8(32), at)
	SUBQ(U8(8), n)
	JNZ(LabelRef("eight"))

	reduce(p.lo, Mem{Base: p.state, Disp: stateLo}, VPMINUQ)
	reduce(p.hi, Mem{Base: p.state, Disp: stateHi}, VPMAXUQ)
	reduce(p.differing, Mem{Base: p.state, Disp: stateDiffering}, VPORQ)
	VZEROUPPER()
	RET()
}

func newPlacer(state Register) *placer {
	field := func(disp int) VecVirtual {
		z := ZMM()
		VPBROADCASTQ(Mem{Base: state, Disp: disp}, z)
		return z
	}
	p := &placer{
		state: state,
		base:  field(stateBase), half: field(stateHalf), reference: field(stateReference),
		lo: field(stateLo), hi: field(stateHi), differing: field(stateDiffering),
		shift: XMM(),
	}
	VMOVQ(Mem{Base: state, Disp: stateShift}, p.shift)
	p.exponent, p.one, p.sign = asm.BroadcastQuad(0x7ff<<52), asm.BroadcastQuad(1), asm.BroadcastQuad(1<<63)
	p.zero, p.ones = ZMM(), ZMM()
	VPXORQ(p.zero, p.zero, p.zero)
	VPTERNLOGQ(U8(0xff), p.ones, p.ones, p.ones)
	return p
}

// ordinals returns the ordinals of eight values, and adds them to lo, hi and
// differing.
func (p *placer) ordinals(values Mem) (o VecVirtual) {
	o = ZMM()
	t := ZMM()
	p.infinite, p.negative, p.dense = K(), K(), K()
	VADDPD(values, p.zero, o) // -0 becomes 0
	VPANDQ(p.exponent, o, t)
	VPCMPEQQ(p.exponent, t, p.infinite)
	VPSUBQ(p.one, o, p.infinite, o)
	// t has the sign in all bits but the highest, which is set: so all bits of
	// a negative number are inverted, but only the highest bit of others.
	VPSRAQ(U8(63), o, t)
	VPORQ(p.sign, t, t)
	VPXORQ(t, o, o)
	VPMINUQ(o, p.lo, p.lo)
	VPMAXUQ(o, p.hi, p.hi)
	VPTERNLOGQ(U8(0xf6), p.reference, o, p.differing) // differing | o ^ reference
	return o
}

// store stores the indices of eight ordinals in the dense bins, or all ones if
// they are outside.
func (p *placer) store(o VecVirtual, at Mem) {
	t, a := ZMM(), ZMM()
	VPXORQ(p.ones, o, t)
	VPCMPUQ(U8(1), t, o, p.negative) // o < ^o
	VPMAXUQ(o, t, a)
	VPSRLQ(p.shift, a, a)
	VPSUBQ(p.base, a, a)
	VPCMPUQ(U8(1), p.half, a, p.dense)
	VPADDQ(p.half, a, p.negative, a)
	VMOVDQA64(p.ones, t)
	VMOVDQA64(a, p.dense, t)
	VPMOVQD(t, at)
}

// reduce combines the eight numbers of z by op and stores the result.
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
