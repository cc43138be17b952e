package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"

	"fanout/internal/_asm"
)

// vectors are 64 bytes of each lane of a group: a matrix of Salsa20 for each
// lane, by diagonals. A vector has four words of each lane.
type vectors = [4]reg.VecVirtual

// A unit emits instructions for the vectors of a group.
type unit struct{ asm.ISA }

// lanes returns the number of lanes in a group.
func (u unit) lanes() int { return u.Bytes / 16 }

func (u unit) block() vectors { return vectors{u.Vector(), u.Vector(), u.Vector(), u.Vector()} }

func (u unit) move(from, to Op) {
	if u.ISA == asm.AVX512 {
		VMOVDQU32(from, to)
	} else {
		VMOVDQU(from, to)
	}
}

func (u unit) add(x Op, v reg.VecVirtual) { VPADDD(x, v, v) }

func (u unit) xor(x Op, v reg.VecVirtual) {
	if u.ISA == asm.AVX512 {
		VPXORD(x, v, v)
	} else {
		VPXOR(x, v, v)
	}
}

// xor3 sets v to v ^ x ^ y.
func (u unit) xor3(x reg.VecVirtual, y Mem, v reg.VecVirtual) {
	if u.ISA == asm.AVX512 {
		VPTERNLOGD(Imm(0x96), y, x, v)
	} else {
		VPXOR(x, v, v)
		VPXOR(y, v, v)
	}
}

// xorRotated adds to vector v of each x the sum of its vectors a and b, rotated
// to the left by n bits. The addition is that of bits, without carry.
func (u unit) xorRotated(x []vectors, a, b, n, v int) {
	if u.ISA == asm.AVX2 {
		// Without rotations, the two parts of the rotated sum are added one by
		// one.
		for g := range x {
			left, right := YMM(), YMM()
			VPADDD(x[g][a], x[g][b], left)
			VPSRLD(Imm(uint64(32-n)), left, right)
			VPSLLD(Imm(uint64(n)), left, left)
			VPXOR(left, x[g][v], x[g][v])
			VPXOR(right, x[g][v], x[g][v])
		}
		return
	}
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

// rotateWords moves word i of each lane to word i+n modulo 4.
func (u unit) rotateWords(v reg.VecVirtual, n int) {
	VPSHUFD([]Constant{Imm(0xe4), Imm(0x93), Imm(0x4e), Imm(0x39)}[n], v, v)
}

// gather loads 64 bytes of each lane.
func (u unit) gather(from []Mem) vectors {
	v := u.block()
	if u.ISA == asm.AVX2 {
		for i := range v {
			VBROADCASTI128(from[0].Offset(16*i), v[i])
			VINSERTI128(Imm(1), from[1].Offset(16*i), v[i], v[i])
		}
		return v
	}
	for i := range v {
		u.move(from[i], v[i])
	}
	return transpose(v)
}

// scatter stores 64 bytes of each lane.
func (u unit) scatter(v vectors, to []Mem) {
	if u.ISA == asm.AVX2 {
		for i := range v {
			VMOVDQU(v[i].AsX(), to[0].Offset(16*i))
			VEXTRACTI128(Imm(1), v[i], to[1].Offset(16*i))
		}
		return
	}
	for i, v := range transpose(v) {
		u.move(v, to[i])
	}
}

// transpose transposes the 4×4 matrix of 128-bit lanes whose rows are the
// vectors.
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
