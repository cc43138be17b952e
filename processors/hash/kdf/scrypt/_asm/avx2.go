package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

type avx2 struct{}

func (avx2) name() string { return "AVX2" }
func (avx2) need() string { return "AVX2" }
func (avx2) lanes() int   { return 2 }

func (avx2) block() vectors { return vectors{YMM(), YMM(), YMM(), YMM()} }

func (avx2) move(from, to Op)           { VMOVDQU(from, to) }
func (avx2) add(x Op, v reg.VecVirtual) { VPADDD(x, v, v) }
func (avx2) xor(x Op, v reg.VecVirtual) { VPXOR(x, v, v) }

func (avx2) xor3(x reg.VecVirtual, y Mem, v reg.VecVirtual) {
	VPXOR(x, v, v)
	VPXOR(y, v, v)
}

// xorRotated adds the two parts of the rotated sum one after the other, as there
// is no rotation.
func (avx2) xorRotated(x []vectors, a, b, n, v int) {
	for g := range x {
		left, right := YMM(), YMM()
		VPADDD(x[g][a], x[g][b], left)
		VPSRLD(Imm(uint64(32-n)), left, right)
		VPSLLD(Imm(uint64(n)), left, left)
		VPXOR(left, x[g][v], x[g][v])
		VPXOR(right, x[g][v], x[g][v])
	}
}

func (avx2) turn(v reg.VecVirtual, n int) { VPSHUFD(turns[n], v, v) }

func (u avx2) gather(from []Mem) vectors {
	v := u.block()
	for i := range v {
		VBROADCASTI128(quarter(from[0], i), v[i])
		VINSERTI128(Imm(1), quarter(from[1], i), v[i], v[i])
	}
	return v
}

func (u avx2) scatter(v vectors, to []Mem) {
	for i := range v {
		VMOVDQU(v[i].AsX(), quarter(to[0], i))
		VEXTRACTI128(Imm(1), v[i], quarter(to[1], i))
	}
}

// quarter returns where 16 of 64 bytes are.
func quarter(m Mem, i int) Mem {
	m.Disp += 16 * i
	return m
}
