package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// compressAVX2 goes through rows, then columns, two at a time, with the
// intermediate block on the stack. Words are in their natural order, and two
// groups of four vectors are in work.
//
// In the row step a group is a row. In the column step vector i of the eight is
// words 4*q to 4*q+3 of row i, which belong to two columns; the first group has the
// even rows, the second the odd ones, and the diagonals need words of both.
func compressAVX2(xor bool) {
	a := begin("AVX2", xor, "AVX2", "in their natural order", 0)
	between := AllocLocal(blockSize)
	r := rotations{YMM(), YMM()}
	VMOVDQU(table("rotate24", 0x0201000706050403, 0x0a09080f0e0d0c0b, 0x0201000706050403, 0x0a09080f0e0d0c0b), r.by24)
	VMOVDQU(table("rotate16", 0x0100070605040302, 0x09080f0e0d0c0b0a, 0x0100070605040302, 0x09080f0e0d0c0b0a), r.by16)
	for row := 0; row < 8; row += 2 {
		var g [2][4]reg.VecVirtual
		for i := range g {
			for q := range g[i] {
				g[i][q] = YMM()
				offset := 128*(row+i) + 32*q
				VMOVDQU(at(a.prev, offset), g[i][q])
				VPXOR(at(a.ref, offset), g[i][q], g[i][q])
			}
		}
		for _, back := range []bool{false, true} {
			mix256(g, r)
			one, three := Imm(0x39), Imm(0x93)
			if back {
				one, three = three, one
			}
			for _, v := range g {
				VPERMQ(one, v[1], v[1])
				VPERMQ(Imm(0x4e), v[2], v[2])
				VPERMQ(three, v[3], v[3])
			}
		}
		for i := range g {
			for q := range g[i] {
				VMOVDQU(g[i][q], between.Offset(128*(row+i)+32*q))
			}
		}
	}
	for q := 0; q < 4; q++ {
		var g [2][4]reg.VecVirtual
		for k := range 4 {
			for i := range g {
				g[i][k] = YMM()
				VMOVDQU(between.Offset(128*(2*k+i)+32*q), g[i][k])
			}
		}
		mix256(g, r)
		// The words of a column's b, b0 b1 in the first group and b2 b3 in the
		// second, become b1 b2 and b3 b0; d becomes d3 d0 and d1 d2. Groups change
		// places for c2 c3 and c0 c1.
		g[0][1], g[1][1] = across(g[0][1], g[1][1]), across(g[1][1], g[0][1])
		g[0][2], g[1][2] = g[1][2], g[0][2]
		g[0][3], g[1][3] = across(g[1][3], g[0][3]), across(g[0][3], g[1][3])
		mix256(g, r)
		g[0][1], g[1][1] = across(g[1][1], g[0][1]), across(g[0][1], g[1][1])
		g[0][2], g[1][2] = g[1][2], g[0][2]
		g[0][3], g[1][3] = across(g[0][3], g[1][3]), across(g[1][3], g[0][3])
		for k := range 4 {
			PREFETCHT0(at(a.out, blockSize+64*(4*q+k)))
			for i := range g {
				offset := 128*(2*k+i) + 32*q
				VPXOR(at(a.prev, offset), g[i][k], g[i][k])
				VPXOR(at(a.ref, offset), g[i][k], g[i][k])
				if xor {
					VPXOR(at(a.out, offset), g[i][k], g[i][k])
				}
				VMOVDQU(g[i][k], at(a.out, offset))
			}
		}
	}
	VZEROUPPER()
	RET()
}

// across returns the second word of each half of x, followed by the first of y.
func across(x, y reg.VecVirtual) reg.VecVirtual {
	v := YMM()
	VPALIGNR(Imm(8), x, y, v)
	return v
}

// rotations are the byte shuffles that rotate words to the right.
type rotations struct{ by24, by16 reg.VecVirtual }

// mix256 does GB to the words of two groups.
func mix256(groups [2][4]reg.VecVirtual, r rotations) {
	const a, b, c, d = 0, 1, 2, 3
	for _, step := range []struct{ sum, add, rotated, by int }{
		{a, b, d, 32}, {c, d, b, 24}, {a, b, d, 16}, {c, d, b, 63},
	} {
		var t [2]reg.VecVirtual
		for i, g := range groups {
			t[i] = YMM()
			VPMULUDQ(g[step.sum], g[step.add], t[i])
		}
		for _, g := range groups {
			VPADDQ(g[step.add], g[step.sum], g[step.sum])
		}
		for i := range groups {
			VPADDQ(t[i], t[i], t[i])
		}
		for i, g := range groups {
			VPADDQ(t[i], g[step.sum], g[step.sum])
		}
		for _, g := range groups {
			VPXOR(g[step.sum], g[step.rotated], g[step.rotated])
		}
		for i, g := range groups {
			v := g[step.rotated]
			switch step.by {
			case 32:
				VPSHUFD(Imm(0xb1), v, v)
			case 24:
				VPSHUFB(r.by24, v, v)
			case 16:
				VPSHUFB(r.by16, v, v)
			case 63: // one to the left
				VPADDQ(v, v, t[i])
				VPSRLQ(Imm(63), v, v)
				VPXOR(t[i], v, v)
			}
		}
	}
}
