package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"

	"fanout/internal/_asm"
)

// groups are two groups of words that are processed at a time: vectors a, b, c,
// d of each.
type groups [2][4]reg.VecVirtual

// rotations are the byte shuffles that rotate words to the right.
type rotations struct{ by24, by16 reg.VecVirtual }

// compressAVX2 processes the rows, then the columns, two groups of four vectors
// at a time, with the intermediate block on the stack. Words are in their
// natural order.
func compressAVX2(xor bool) {
	a := begin(asm.AVX2, xor, "AVX2", "in their natural order")
	intermediate := AllocLocal(blockSize)
	r := rotations{YMM(), YMM()}
	VMOVDQU(asm.Quads("rotate24", 0x0201000706050403, 0x0a09080f0e0d0c0b, 0x0201000706050403, 0x0a09080f0e0d0c0b), r.by24)
	VMOVDQU(asm.Quads("rotate16", 0x0100070605040302, 0x09080f0e0d0c0b0a, 0x0100070605040302, 0x09080f0e0d0c0b0a), r.by16)
	for row := 0; row < 8; row += 2 {
		a.rows(row, intermediate, r)
	}
	for q := range 4 {
		a.columns(q, intermediate, r, xor)
	}
	VZEROUPPER()
	RET()
}

// rows does the row step for two rows: a group is a row.
func (a blocks) rows(row int, intermediate Mem, r rotations) {
	var g groups
	for i := range g {
		for q := range g[i] {
			g[i][q] = YMM()
			offset := 128*(row+i) + 32*q
			VMOVDQU(at(a.prev, offset), g[i][q])
			VPXOR(at(a.ref, offset), g[i][q], g[i][q])
		}
	}
	for _, back := range []bool{false, true} {
		g.mix(r)
		byB, byD := rotation(back)
		for _, v := range g {
			VPERMQ(byB, v[1], v[1])
			VPERMQ(Imm(0x4e), v[2], v[2])
			VPERMQ(byD, v[3], v[3])
		}
	}
	for i := range g {
		for q := range g[i] {
			VMOVDQU(g[i][q], intermediate.Offset(128*(row+i)+32*q))
		}
	}
}

// columns does the column step for words 4*q to 4*q+3 of all rows, which belong
// to two columns. Vector k of the first group is of row 2*k, vector k of the
// second of row 2*k+1, and the diagonals need words of both.
func (a blocks) columns(q int, intermediate Mem, r rotations, xor bool) {
	var g groups
	for k := range 4 {
		for i := range g {
			g[i][k] = YMM()
			VMOVDQU(intermediate.Offset(128*(2*k+i)+32*q), g[i][k])
		}
	}
	g.mix(r)
	// The words of a column's b, b0 b1 in the first group and b2 b3 in the
	// second, become b1 b2 and b3 b0; those of d become d3 d0 and d1 d2. The
	// groups exchange c0 c1 and c2 c3.
	g[0][1], g[1][1] = across(g[0][1], g[1][1]), across(g[1][1], g[0][1])
	g[0][2], g[1][2] = g[1][2], g[0][2]
	g[0][3], g[1][3] = across(g[1][3], g[0][3]), across(g[0][3], g[1][3])
	g.mix(r)
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

// across returns the second word of each half of x, followed by the first of y.
func across(x, y reg.VecVirtual) reg.VecVirtual {
	v := YMM()
	VPALIGNR(Imm(8), x, y, v)
	return v
}

// mix is GB on the words of both groups.
func (g groups) mix(r rotations) {
	for _, s := range steps {
		var t [2]reg.VecVirtual
		for i, v := range g {
			t[i] = YMM()
			VPMULUDQ(v[s.sum], v[s.add], t[i])
		}
		for _, v := range g {
			VPADDQ(v[s.add], v[s.sum], v[s.sum])
		}
		for i := range g {
			VPADDQ(t[i], t[i], t[i])
		}
		for i, v := range g {
			VPADDQ(t[i], v[s.sum], v[s.sum])
		}
		for _, v := range g {
			VPXOR(v[s.sum], v[s.rotated], v[s.rotated])
		}
		for i, v := range g {
			r.rotate(v[s.rotated], s.by, t[i])
		}
	}
}

// rotate rotates the words of v to the right. t is overwritten.
func (r rotations) rotate(v reg.VecVirtual, by int, t reg.VecVirtual) {
	switch by {
	case 32:
		VPSHUFD(Imm(0xb1), v, v)
	case 24:
		VPSHUFB(r.by24, v, v)
	case 16:
		VPSHUFB(r.by16, v, v)
	case 63: // one to the left
		VPADDQ(v, v, t)
		VPSRLQ(Imm(63), v, v)
		VPXOR(t, v, v)
	}
}
