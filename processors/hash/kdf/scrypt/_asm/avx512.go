package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

type avx512 struct{}

func (avx512) name() string { return "AVX512" }
func (avx512) need() string { return "AVX-512 F" }
func (avx512) lanes() int   { return 4 }

func (avx512) block() vectors { return vectors{ZMM(), ZMM(), ZMM(), ZMM()} }

func (avx512) move(from, to Op)           { VMOVDQU32(from, to) }
func (avx512) add(x Op, v reg.VecVirtual) { VPADDD(x, v, v) }
func (avx512) xor(x Op, v reg.VecVirtual) { VPXORD(x, v, v) }

func (avx512) xor3(x reg.VecVirtual, y Mem, v reg.VecVirtual) {
	VPTERNLOGD(Imm(0x96), y, x, v)
}

func (avx512) xorRotated(x []vectors, a, b, n, v int) {
	t := make([]reg.VecVirtual, len(x))
	for g := range x {
		t[g] = ZMM()
		VPADDD(x[g][a], x[g][b], t[g])
	}
	for g := range x {
		VPROLD(Imm(uint64(n)), t[g], t[g])
	}
	for g := range x {
		VPXORD(t[g], x[g][v], x[g][v])
	}
}

func (avx512) turn(v reg.VecVirtual, n int) { VPSHUFD(turns[n], v, v) }

// turns are the shuffles that move word i to word i+n.
var turns = []Constant{Imm(0xe4), Imm(0x93), Imm(0x4e), Imm(0x39)}

func (u avx512) gather(from []Mem) vectors {
	v := u.block()
	for i := range v {
		u.move(from[i], v[i])
	}
	return transpose(v)
}

func (u avx512) scatter(v vectors, to []Mem) {
	for i, v := range transpose(v) {
		u.move(v, to[i])
	}
}

// transpose takes the four quarters of each vector for a row of a matrix.
func transpose(v vectors) vectors {
	low01, high01, low23, high23 := ZMM(), ZMM(), ZMM(), ZMM()
	VSHUFI32X4(Imm(0x44), v[1], v[0], low01) // v0[0] v0[1] v1[0] v1[1]
	VSHUFI32X4(Imm(0xee), v[1], v[0], high01)
	VSHUFI32X4(Imm(0x44), v[3], v[2], low23)
	VSHUFI32X4(Imm(0xee), v[3], v[2], high23)
	t := vectors{ZMM(), ZMM(), ZMM(), ZMM()}
	VSHUFI32X4(Imm(0x88), low23, low01, t[0]) // v0[0] v1[0] v2[0] v3[0]
	VSHUFI32X4(Imm(0xdd), low23, low01, t[1])
	VSHUFI32X4(Imm(0x88), high23, high01, t[2])
	VSHUFI32X4(Imm(0xdd), high23, high01, t[3])
	return t
}
