package dct

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// storeBitmaps2 stores, for each of two blocks, the bitmap of its coefficients
// that are not 0.
func storeBitmaps2(v [8]VecVirtual, nonzero Register) {
	zero := YMM()
	VPXOR(zero, zero, zero)
	var bits [2][2]GPVirtual // of each block, of each half
	for half := range 2 {
		a, b := YMM(), YMM() // saturated to bytes: 16 of the first block | of the second
		VPACKSSWB(v[4*half+1], v[4*half], a)
		VPACKSSWB(v[4*half+3], v[4*half+2], b)
		for block, lanes := range []uint64{0x20, 0x31} {
			z, m := YMM(), GP32()
			VPERM2I128(Imm(lanes), b, a, z)
			VPCMPEQB(zero, z, z)
			VPMOVMSKB(z, m)
			bits[block][half] = m
		}
	}
	for block, halves := range bits {
		low, high := halves[0].As64(), halves[1].As64()
		SHLQ(Imm(32), high)
		ORQ(low, high)
		NOTQ(high)
		MOVQ(high, Mem{Base: nonzero, Disp: 8 * block})
	}
}

// storeBitmaps4 is storeBitmaps2 for four blocks. It takes a quarter of all
// blocks at a time, which fills a vector of bytes.
func storeBitmaps4(v [8]VecVirtual, nonzero Register) {
	for quarter := range 4 {
		a, k, bits := ZMM(), K(), GP64()
		VPACKSSWB(v[2*quarter+1], v[2*quarter], a)
		VPTESTMB(a, a, k)
		KMOVQ(k, bits)
		for block := range 4 {
			MOVW(bits.As16(), Mem{Base: nonzero, Disp: 8*block + 2*quarter})
			if block < 3 {
				SHRQ(Imm(16), bits)
			}
		}
	}
}
