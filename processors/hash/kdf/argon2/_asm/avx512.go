package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// compressAVX512 keeps the whole block in 16 registers. Register 4*k+q holds
// the columns of words 4*q to 4*q+3 of rows 2*k and 2*k+1, in this order. In the
// row step it is a, b, c or d (by q) of both rows; in the column step it is a, b,
// c or d (by k) of the two columns of registers 2*q and 2*q+1, each in two words of
// either half. So nothing has to be transposed.
func compressAVX512(xor bool) {
	a := begin("AVX512", xor, "AVX-512 F", "where placeAVX512 tells", NOSPLIT)
	var z [16]reg.VecVirtual
	for i := range z {
		z[i] = ZMM()
		VMOVDQU64(at(a.prev, 64*i), z[i])
		VPXORQ(at(a.ref, 64*i), z[i], z[i])
	}
	next := words("next512", 1, 4, 3, 6, 5, 0, 7, 2) // word i+1 of a column for each i
	last := words("last512", 5, 0, 7, 2, 1, 4, 3, 6) // word i-1
	var rows, columns [4][4]reg.VecVirtual
	for k := range 4 {
		for q := range 4 {
			rows[k][q], columns[q][k] = z[4*k+q], z[4*k+q]
		}
	}
	permute512(rows, func(b, c, d reg.VecVirtual, back bool) {
		one, three := Imm(0x39), Imm(0x93)
		if back {
			one, three = three, one
		}
		VPERMQ(one, b, b)
		VPERMQ(Imm(0x4e), c, c)
		VPERMQ(three, d, d)
	})
	permute512(columns, func(b, c, d reg.VecVirtual, back bool) {
		one, three := next, last
		if back {
			one, three = three, one
		}
		VPERMQ(b, one, b)
		VSHUFI64X2(Imm(0x4e), c, c, c)
		VPERMQ(d, three, d)
	})
	for i := range z {
		PREFETCHT0(at(a.out, blockSize+64*i))
		VPXORQ(at(a.prev, 64*i), z[i], z[i])
		if xor {
			t := ZMM()
			VMOVDQU64(at(a.ref, 64*i), t)
			VPTERNLOGQ(Imm(0x96), at(a.out, 64*i), t, z[i]) // the sum of all three
		} else {
			VPXORQ(at(a.ref, 64*i), z[i], z[i])
		}
		VMOVDQU64(z[i], at(a.out, 64*i))
	}
	VZEROUPPER()
	RET()
}

// words returns a register that holds eight words, of the table of that name.
func words(name string, w ...uint64) reg.VecVirtual {
	r := ZMM()
	VMOVDQU64(table(name, w...), r)
	return r
}

var tables = map[string]Mem{}

// table returns a table of words, which it adds to the file the first time.
func table(name string, w ...uint64) Mem {
	if m, ok := tables[name]; ok {
		return m
	}
	m := GLOBL(name, RODATA|NOPTR)
	for i, v := range w {
		DATA(8*i, U64(v))
	}
	tables[name] = m
	return m
}

// permute512 does P to four groups at a time: GB on the words as they are,
// then on the diagonals, to which turn moves b, c and d, and back.
func permute512(groups [4][4]reg.VecVirtual, turn func(b, c, d reg.VecVirtual, back bool)) {
	const a, b, c, d = 0, 1, 2, 3
	for _, back := range []bool{false, true} {
		for _, step := range []struct{ sum, add, rotated, by int }{
			{a, b, d, 32}, {c, d, b, 24}, {a, b, d, 16}, {c, d, b, 63},
		} {
			var product [4]reg.VecVirtual
			for i, g := range groups {
				product[i] = ZMM()
				VPMULUDQ(g[step.sum], g[step.add], product[i])
			}
			for _, g := range groups {
				VPADDQ(g[step.add], g[step.sum], g[step.sum])
			}
			for i := range groups {
				VPADDQ(product[i], product[i], product[i])
			}
			for i, g := range groups {
				VPADDQ(product[i], g[step.sum], g[step.sum])
			}
			for _, g := range groups {
				VPXORQ(g[step.sum], g[step.rotated], g[step.rotated])
			}
			for _, g := range groups {
				VPRORQ(Imm(uint64(step.by)), g[step.rotated], g[step.rotated])
			}
		}
		for _, g := range groups {
			turn(g[b], g[c], g[d], back)
		}
	}
}
