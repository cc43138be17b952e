package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// transpose8 transposes eight rows of eight words. s and t are eight other
// registers each, which are overwritten.
func transpose8(rows, s, t []reg.VecPhysical) {
	for i := 0; i < 8; i += 2 { // pairs of words: even columns in s[i], odd ones in s[i+1]
		VPUNPCKLQDQ(rows[i+1], rows[i], s[i])
		VPUNPCKHQDQ(rows[i+1], rows[i], s[i+1])
	}
	// These select the even or the odd pairs of two vectors of four pairs each.
	const evenPairs, oddPairs = 0b10_00_10_00, 0b11_01_11_01
	for i := 0; i < 8; i += 4 {
		// Of rows i to i+3: columns column and column+4 in t[i+column], columns
		// column+2 and column+6 in t[i+column+2].
		for column := range 2 {
			VSHUFI64X2(Imm(evenPairs), s[i+column+2], s[i+column], t[i+column])
			VSHUFI64X2(Imm(oddPairs), s[i+column+2], s[i+column], t[i+column+2])
		}
	}
	for column := range 4 {
		VSHUFI64X2(Imm(evenPairs), t[column+4], t[column], rows[column])
		VSHUFI64X2(Imm(oddPairs), t[column+4], t[column], rows[column+4])
	}
}

// transpose4 transposes four rows of four words. t is four other registers,
// which are overwritten.
func transpose4(rows, t []reg.VecPhysical) {
	for i := 0; i < 4; i += 2 {
		VPUNPCKLQDQ(rows[i+1], rows[i], t[i])
		VPUNPCKHQDQ(rows[i+1], rows[i], t[i+1])
	}
	const lowHalves, highHalves = 0x20, 0x31
	for column := range 2 {
		VPERM2I128(Imm(lowHalves), t[column+2], t[column], rows[column])
		VPERM2I128(Imm(highHalves), t[column+2], t[column], rows[column+2])
	}
}
