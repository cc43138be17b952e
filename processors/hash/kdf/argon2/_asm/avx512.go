package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"

	"fanout/internal/_asm"
)

// compressAVX512 keeps the whole block in 16 registers, so that nothing has to
// be transposed. Register 4*k+q holds words 4*q to 4*q+3 of rows 2*k and 2*k+1,
// in this order. In the row step it is a, b, c or d (by q) of both rows. In the
// column step it is a, b, c or d (by k) of the two columns of registers 2*q and
// 2*q+1, each of which has two words in either half.
func compressAVX512(xor bool) {
	a := begin(asm.AVX512, xor, "AVX-512 F", "in the order of placeAVX512")
	var z [16]reg.VecVirtual
	for i := range z {
		z[i] = ZMM()
		VMOVDQU64(at(a.prev, 64*i), z[i])
		VPXORQ(at(a.ref, 64*i), z[i], z[i])
	}
	next := quads("next512", 1, 4, 3, 6, 5, 0, 7, 2) // word i+1 of a column for each i
	last := quads("last512", 5, 0, 7, 2, 1, 4, 3, 6) // word i-1
	var rows, columns [4][4]reg.VecVirtual
	for k := range 4 {
		for q := range 4 {
			rows[k][q], columns[q][k] = z[4*k+q], z[4*k+q]
		}
	}
	permute512(rows, func(b, c, d reg.VecVirtual, back bool) {
		byB, byD := rotation(back)
		VPERMQ(byB, b, b)
		VPERMQ(Imm(0x4e), c, c)
		VPERMQ(byD, d, d)
	})
	permute512(columns, func(b, c, d reg.VecVirtual, back bool) {
		byB, byD := next, last
		if back {
			byB, byD = byD, byB
		}
		VPERMQ(b, byB, b)
		VSHUFI64X2(Imm(0x4e), c, c, c)
		VPERMQ(d, byD, d)
	})
	for i := range z {
		PREFETCHT0(at(a.out, blockSize+64*i))
		VPXORQ(at(a.prev, 64*i), z[i], z[i])
		if xor {
			t := ZMM()
			VMOVDQU64(at(a.ref, 64*i), t)
			VPTERNLOGQ(Imm(0x96), at(a.out, 64*i), t, z[i]) // xor of all three
		} else {
			VPXORQ(at(a.ref, 64*i), z[i], z[i])
		}
		VMOVDQU64(z[i], at(a.out, 64*i))
	}
	VZEROUPPER()
	RET()
}

// quads returns a register with the eight words of a table.
func quads(name string, words ...uint64) reg.VecVirtual {
	r := ZMM()
	VMOVDQU64(asm.Quads(name, words...), r)
	return r
}

// permute512 is the permutation P (RFC 9106 section 3.6) of four groups at a
// time: GB on the words in place, then on the diagonals, for which rotate moves
// b, c and d, and back.
func permute512(groups [4][4]reg.VecVirtual, rotate func(b, c, d reg.VecVirtual, back bool)) {
	const b, c, d = 1, 2, 3
	for _, back := range []bool{false, true} {
		for _, s := range steps {
			s.mix512(groups)
		}
		for _, g := range groups {
			rotate(g[b], g[c], g[d], back)
		}
	}
}

func (s step) mix512(groups [4][4]reg.VecVirtual) {
	var product [4]reg.VecVirtual
	for i, g := range groups {
		product[i] = ZMM()
		VPMULUDQ(g[s.sum], g[s.add], product[i])
	}
	for _, g := range groups {
		VPADDQ(g[s.add], g[s.sum], g[s.sum])
	}
	for i := range groups {
		VPADDQ(product[i], product[i], product[i])
	}
	for i, g := range groups {
		VPADDQ(product[i], g[s.sum], g[s.sum])
	}
	for _, g := range groups {
		VPXORQ(g[s.sum], g[s.rotated], g[s.rotated])
	}
	for _, g := range groups {
		VPRORQ(Imm(uint64(s.by)), g[s.rotated], g[s.rotated])
	}
}
