package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"

	"fanout/internal/_asm"
)

func (u *unit) load(m Mem, r Op) {
	u.Load(m, r)
	u.emitted()
}

func (u *unit) store(r Op, m Mem) {
	u.Store(r, m)
	u.emitted()
}

func (u *unit) move(a, d Op) {
	u.Move(a, d)
	u.emitted()
}

// add sets d to a + b, of which a may be in memory.
func (u *unit) add(a, b, d Op) {
	if u.bits == 32 {
		VPADDD(a, b, d)
	} else {
		VPADDQ(a, b, d)
	}
	u.emitted()
}

// addConstant adds entry i of the table of constants to d.
func (u *unit) addConstant(i int, d Op) { u.addFrom(u.constants, i, d) }

// addFrom adds entry i of a table of constants to d.
func (u *unit) addFrom(table Mem, i int, d Op) {
	switch {
	case u.ISA == asm.AVX2:
		u.add(table.Offset(i*u.Bytes), d, d)
		return
	case u.bits == 32:
		VPADDD_BCST(table.Offset(4*i), d, d)
	default:
		VPADDQ_BCST(table.Offset(8*i), d, d)
	}
	u.emitted()
}

func (u *unit) shiftRight(n int, a, d Op) {
	if u.bits == 32 {
		VPSRLD(Imm(uint64(n)), a, d)
	} else {
		VPSRLQ(Imm(uint64(n)), a, d)
	}
	u.emitted()
}

func (u *unit) shiftLeft(n int, a, d Op) {
	if u.bits == 32 {
		VPSLLD(Imm(uint64(n)), a, d)
	} else {
		VPSLLQ(Imm(uint64(n)), a, d)
	}
	u.emitted()
}

// rotateRight needs AVX-512.
func (u *unit) rotateRight(n int, a, d Op) {
	if u.bits == 32 {
		VPRORD(Imm(uint64(n)), a, d)
	} else {
		VPRORQ(Imm(uint64(n)), a, d)
	}
	u.emitted()
}

// The tables of VPTERNLOG for bits a, b, c, a being the destination.
const (
	xor3     = 0x96 // a ^ b ^ c
	choice   = 0xca // a ? b : c
	majority = 0xe8 // at least two of them
)

// ternary sets a to the function of a, b and c that the table defines.
func (u *unit) ternary(table uint64, a, b, c Op) {
	VPTERNLOGQ(Imm(table), c, b, a)
	u.emitted()
}
