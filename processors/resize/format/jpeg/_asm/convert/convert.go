// Package convert writes the conversion of pixels to luma and chroma with AVX2,
// whose definition is in convert_ref.go.
package convert

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"

	"fanout/internal/_asm"
)

// As in convert_ref.go.
const (
	lumaRed, lumaGreen, lumaBlue = 19595, 38470, 7471
	cbRed, cbGreen               = -11056, -21712 // and 32768 times blue
	crGreen, crBlue              = -27440, -5328  // and 32768 times red
	rgbRound                     = 1 << 15
	chromaRound                  = 128<<16 + rgbRound
)

// Emit emits the functions of convert_amd64.s.
func Emit() {
	luma()
	chroma()
	chroma420()
}

// A color is red and green of eight pixels, and blue and green, in pairs of 16
// bits.
type colour struct{ redGreen, blueGreen VecVirtual }

// split brings eight pixels at src into pairs.
func split(src Mem) colour {
	pixels := YMM()
	VMOVDQU(src, pixels)
	c := colour{YMM(), YMM()}
	VPSHUFB(pairs("redGreen", 0, 1), pixels, c.redGreen)
	VPSHUFB(pairs("blueGreen", 2, 1), pixels, c.blueGreen)
	return c
}

// pairs returns the byte shuffle that makes 16-bit pairs of two of each pixel's
// four bytes.
func pairs(name string, first, second byte) Mem {
	b := make([]byte, 32)
	for i := range 8 {
		at := byte(4 * (i % 4))
		copy(b[4*i:], []byte{at + first, 0x80, at + second, 0x80})
	}
	return asm.Bytes(name, b...)
}

func luma() {
	asm.Declare("lumaAVX2", "func(y, src *byte, n int)",
		"lumaAVX2 is lumaRef for n samples, a positive multiple of 32. It needs AVX2.")
	y, src, n := asm.Arg("y"), asm.Arg("src"), asm.Arg("n")
	order := unmix()
	Label("loop")
	var v [4]VecVirtual
	for i := range v {
		c := split(Mem{Base: src, Disp: 32 * i})
		// The factor of green is above 2^15, but may be cut in two.
		v[i] = asm.MultiplyPairs(c.redGreen, "lumaRedGreen", lumaRed, lumaGreen-32767)
		VPADDD(asm.MultiplyPairs(c.blueGreen, "lumaBlueGreen", lumaBlue, 32767), v[i], v[i])
		VPADDD(asm.Repeated32("lumaRound", rgbRound), v[i], v[i])
		VPSRAD(Imm(16), v[i], v[i])
	}
	store32(v, order, y)
	ADDQ(U32(4*32), src)
	ADDQ(Imm(32), y)
	SUBQ(Imm(32), n)
	JNZ(LabelRef("loop"))
	VZEROUPPER()
	RET()
}

func chroma() {
	asm.Declare("chromaAVX2", "func(cb, cr, src *byte, n int)",
		"chromaAVX2 is chromaRef for n samples, a positive multiple of 32. It needs AVX2.")
	cb, cr := asm.Arg("cb"), asm.Arg("cr")
	src, n := asm.Arg("src"), asm.Arg("n")
	order := unmix()
	Label("loop")
	var b, r [4]VecVirtual
	for i := range b {
		b[i], r[i] = chromaOf(split(Mem{Base: src, Disp: 32 * i}), "chromaRound", 0)
	}
	store32(b, order, cb)
	store32(r, order, cr)
	ADDQ(U32(4*32), src)
	ADDQ(Imm(32), cb)
	ADDQ(Imm(32), cr)
	SUBQ(Imm(32), n)
	JNZ(LabelRef("loop"))
	VZEROUPPER()
	RET()
}

// chromaOf returns Cb and Cr of the mean of 2^bits colors.
func chromaOf(c colour, round string, bits uint) (cb, cr VecVirtual) {
	// 32768 is no 16-bit factor, but -32768 is.
	cb = asm.MultiplyPairs(c.redGreen, "cbRedGreen", cbRed, cbGreen)
	VPSUBD(asm.MultiplyPairs(c.blueGreen, "minusFirst", -32768, 0), cb, cb)
	cr = asm.MultiplyPairs(c.blueGreen, "crBlueGreen", crBlue, crGreen)
	VPSUBD(asm.MultiplyPairs(c.redGreen, "minusFirst", -32768, 0), cr, cr)
	for _, v := range []VecVirtual{cb, cr} {
		VPADDD(asm.Repeated32(round, chromaRound<<bits), v, v)
		VPSRAD(Imm(uint64(16+bits)), v, v)
	}
	return cb, cr
}

func chroma420() {
	declareChroma420()
	cb, cr := asm.Arg("cb"), asm.Arg("cr")
	upper, lower, n := asm.Arg("upper"), asm.Arg("lower"), asm.Arg("n")
	order := unmix()
	pairOrder := asm.Bytes("pairOrder",
		0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15,
		0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15)
	Label("loop")
	var b, r [2]VecVirtual
	for i := range b {
		var rows [2]colour // sums of two rows, of eight pixels each
		for j := range rows {
			rows[j] = split(Mem{Base: upper, Disp: 64*i + 32*j})
			below := split(Mem{Base: lower, Disp: 64*i + 32*j})
			VPADDW(below.redGreen, rows[j].redGreen, rows[j].redGreen)
			VPADDW(below.blueGreen, rows[j].blueGreen, rows[j].blueGreen)
		}
		// Sums of the pairs of pixels 0, 1, 4, 5 | 2, 3, 6, 7.
		sums := colour{
			addPairs(rows[0].redGreen, rows[1].redGreen),
			addPairs(rows[0].blueGreen, rows[1].blueGreen),
		}
		b[i], r[i] = chromaOf(sums, "chromaRound420", 2)
	}
	for i, v := range [2][2]VecVirtual{b, r} {
		VPACKSSDW(v[1], v[0], v[0])
		VPACKUSWB(v[0], v[0], v[0])
		VPERMD(v[0], order, v[0])
		// Now the pairs 0, 2, 1, 3 of samples, and 4, 6, 5, 7.
		VPSHUFB(pairOrder, v[0], v[0])
		VMOVDQU(v[0].AsX(), Mem{Base: []Register{cb, cr}[i]})
	}
	ADDQ(U32(8*16), upper)
	ADDQ(U32(8*16), lower)
	ADDQ(Imm(16), cb)
	ADDQ(Imm(16), cr)
	SUBQ(Imm(16), n)
	JNZ(LabelRef("loop"))
	VZEROUPPER()
	RET()
}

func declareChroma420() {
	asm.Declare("chroma420AVX2", "func(cb, cr, upper, lower *byte, n int)",
		"chroma420AVX2 is chroma420Ref for n samples, a positive multiple of 16, of rows with 2·n pixels. It needs AVX2.")
}

// addPairs adds neighbouring 32-bit values, in 16 bits: first those of a, then
// those of b in each lane.
func addPairs(a, b VecVirtual) VecVirtual {
	even, odd := YMM(), YMM()
	VSHUFPS(Imm(0x88), b, a, even)
	VSHUFPS(Imm(0xDD), b, a, odd)
	VPADDW(odd, even, even)
	return even
}

// unmix returns the order of the 32-bit parts of what four vectors, or twice
// two, have been packed to: those of one lane are every other.
func unmix() VecVirtual {
	b := make([]byte, 32)
	for i, v := range []byte{0, 4, 1, 5, 2, 6, 3, 7} {
		b[4*i] = v
	}
	order := YMM()
	VMOVDQU(asm.Bytes("unmix", b...), order)
	return order
}

// store32 saturates four vectors of 32-bit values to bytes and stores them.
func store32(v [4]VecVirtual, order VecVirtual, dst Register) {
	VPACKSSDW(v[1], v[0], v[0])
	VPACKSSDW(v[3], v[2], v[2])
	VPACKUSWB(v[2], v[0], v[0])
	VPERMD(v[0], order, v[0])
	VMOVDQU(v[0], Mem{Base: dst})
}
