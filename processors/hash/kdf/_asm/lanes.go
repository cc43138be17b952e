package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"

	"fanout/internal/_asm"
)

// loadBlocks sets the first 16 words of the schedule, and the mask of the lanes
// that begin a message. All vector registers are overwritten.
func (u *unit) loadBlocks(p program) {
	if u.ISA == asm.AVX512 {
		swap := zmm[31]
		u.load(swapBytes(), swap)
		for lane := range 8 {
			u.loadBlock(p, lane, reg.RAX)
			for half := range 2 { // its words 0 to 7 and 8 to 15
				row := zmm[8*half+lane]
				VMOVDQU64(Mem{Base: reg.RAX, Disp: 64 * half}, row)
				VPSHUFB(swap, row, row)
			}
		}
		transpose8(zmm[:8], zmm[16:24], zmm[24:])
		transpose8(zmm[8:16], zmm[16:24], zmm[24:])
		for i, column := range zmm[:16] {
			u.store(column, u.word(i))
		}
		return
	}
	blocks := []reg.GPPhysical{reg.RAX, reg.R8, reg.R12, reg.RDX}
	for lane, block := range blocks {
		u.loadBlock(p, lane, block)
	}
	swap, rows := ymm[15], ymm[:4]
	u.load(swapBytes(), swap)
	for first := 0; first < 16; first += 4 {
		for lane, row := range rows {
			VMOVDQU(Mem{Base: blocks[lane], Disp: 8 * first}, row)
			VPSHUFB(swap, row, row)
		}
		transpose4(rows, ymm[4:8])
		for i, column := range rows {
			u.store(column, u.word(first+i))
		}
	}
}

// loadBlock sets block to the address of the lane's block, and stores whether
// the lane begins a message.
func (u *unit) loadBlock(p program, lane int, block reg.GPPhysical) {
	step := p.step(lane, reg.R13)
	MOVLQSX(step.Offset(stepBegin), reg.R10)
	MOVQ(reg.R10, u.row(p.state, rowBegin).Offset(8*lane))
	MOVL(step.Offset(stepBlock), block.As32())
	ADDQ(p.arena, block)
}

// loadState loads the state of SHA-512 after setting it to the initial one in
// lanes that begin a message.
func (u *unit) loadState(p program) {
	mask := u.free[0]
	u.load(u.row(p.state, rowBegin), mask)
	if u.ISA == asm.AVX512 {
		VPMOVQ2M(mask, reg.K1)
	}
	for i, v := range u.state {
		at := u.row(p.state, rowState+i)
		u.load(at, v)
		if u.ISA == asm.AVX512 {
			VPBROADCASTQ(u.constants.Offset(8*(u.rounds+i)), reg.K1, v)
		} else {
			VPBLENDVB(mask, u.constants.Offset(32*(u.rounds+i)), v, v)
		}
		u.store(v, at)
	}
}

// storeDigests stores the state as bytes, big-endian, to the places of the
// lanes' steps, and moves each lane to its next step. All vector registers are
// overwritten.
func (u *unit) storeDigests(p program) {
	if u.ISA == asm.AVX512 {
		swap := u.w[0]
		u.load(swapBytes(), swap)
		transpose8(u.state, zmm[16:24], zmm[24:])
		for lane, row := range u.state {
			u.nextStep(p, lane, reg.RAX)
			VPSHUFB(swap, row, row)
			VMOVDQU64(row, Mem{Base: reg.RAX})
		}
		return
	}
	swap := ymm[15]
	u.load(swapBytes(), swap)
	transpose4(u.state[:4], u.free)
	transpose4(u.state[4:], u.free)
	for lane := range 4 {
		u.nextStep(p, lane, reg.RAX)
		for half := range 2 {
			row := u.state[4*half+lane]
			VPSHUFB(swap, row, row)
			VMOVDQU(row, Mem{Base: reg.RAX, Disp: 32 * half})
		}
	}
}

// nextStep sets digest to the address for the lane's digest, and moves the lane
// to its next step.
func (u *unit) nextStep(p program, lane int, digest reg.GPPhysical) {
	step := p.step(lane, reg.R13)
	MOVL(step.Offset(stepDigest), digest.As32())
	ADDQ(p.arena, digest)
	MOVL(step.Offset(stepNext), reg.R10L)
	MOVQ(reg.R10, p.cursors.Offset(8*lane))
}
