package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"

	"fanout/internal/_asm"
)

// The layout of the type boxes: 18 subkeys, then 4 S-boxes of 256 words, then
// padding to a multiple of cache lines.
const (
	sBoxes   = 18 * 4
	boxBytes = 256 * 4
	stride   = 66 * 64
	// encipherings is the number of block encryptions that replace the subkeys
	// and S-boxes, two words each.
	encipherings = (18 + 4*256) / 2
)

// lanes is the largest number of Blowfish states for a function. One round of
// one state has 11 instructions but takes about 12 cycles, as each depends on
// the one before: five states keep a processor busy that starts five
// instructions in a cycle. The 15 registers hold the two halves of five blocks
// and the shared values, but no more.
const lanes = 5

// rekeys emits a function for each number of states.
func rekeys() {
	for n := 1; n <= lanes; n++ {
		rekey(n)
	}
}

// rekey emits rekeyRef for n states.
func rekey(n int) {
	asm.Declare(fmt.Sprintf("rekey%dBMI2", n), "func(state *uint32)",
		fmt.Sprintf("rekey%dBMI2 is rekeyRef for %d states in a row, each of type boxes; state is the", n, n),
		"first subkey of the first. It needs BMI2.")
	left := []GPPhysical{R8, R9, R10, R11, R12}[:n]
	right := []GPPhysical{R13, R14, R15, DI, BP}[:n]
	base, by24 := RSI, EBX
	Load(Param("state"), base)
	MOVL(U32(24), by24)
	next := AllocLocal(8)  // address of the next words in the first state
	count := AllocLocal(8) // encipherings left
	MOVQ(base, next)
	MOVQ(U32(encipherings), count)
	for i := range n {
		XORL(left[i].As32(), left[i].As32())
		XORL(right[i].As32(), right[i].As32())
	}

	Label("encipher")
	for i := range n {
		XORL(Mem{Base: base, Disp: i * stride}, left[i].As32())
	}
	for r := 1; r <= 16; r++ {
		for i := range n {
			from, to := left[i], right[i]
			if r%2 == 0 {
				from, to = to, from
			}
			round(base, by24, i*stride, r, from, to)
		}
	}
	MOVQ(next, RAX)
	for i := range n {
		XORL(Mem{Base: base, Disp: i*stride + 17*4}, right[i].As32())
		MOVL(right[i].As32(), Mem{Base: RAX, Disp: i * stride})
		MOVL(left[i].As32(), Mem{Base: RAX, Disp: i*stride + 4})
		XCHGL(left[i].As32(), right[i].As32())
	}
	ADDQ(U8(8), RAX)
	MOVQ(RAX, next)
	DECQ(count)
	JNZ(LabelRef("encipher"))
	RET()
}

// round adds the Feistel function of one half block to the other:
//
//	to ^= subkey[r] ^ (((s0[a] + s1[b]) ^ s2[c]) + s3[d])
//
// with a to d the bytes of from, the highest first.
func round(base Register, by24 Register, state, r int, from, to GPPhysical) {
	box := func(i int, index Register) Mem {
		return Mem{Base: base, Index: index, Scale: 4, Disp: state + sBoxes + i*boxBytes}
	}
	SHRXL(by24, from.As32(), EDX) // a
	RORXL(U8(8), from.As32(), EAX)
	XORL(Mem{Base: base, Disp: state + 4*r}, to.As32())
	MOVL(box(0, RDX), EDX)
	MOVBLZX(AH, ECX) // b
	MOVBLZX(AL, EAX) // c
	ADDL(box(1, RCX), EDX)
	XORL(box(2, RAX), EDX)
	MOVBLZX(from.As8L(), ECX) // d
	ADDL(box(3, RCX), EDX)
	XORL(EDX, to.As32())
}
