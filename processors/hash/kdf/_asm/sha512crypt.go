package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// The rows of the state in run_ref.go: the state of SHA-512, which of the lanes
// begin a message, and the schedule.
const rowState, rowBegin, rowSchedule = 0, 8, 16

// A step in run_ref.go.
const stepBlock, stepDigest, stepNext, stepBegin = 0, 4, 8, 12

func sha512crypt() {
	makeRotate8()
	makeSwap()
	newUnits(sha512, true, 1)[0].run()
	newUnits(sha512, false, 1)[0].run()
}

// swapTable reverses the bytes of 64-bit words by VPSHUFB.
var swapTable Mem

func makeSwap() {
	swapTable = GLOBL("swap", rodata)
	for word := range 8 {
		DATA(8*word, U64(0x0001020304050607+0x0808080808080808*uint64(word%2)))
	}
}

// run emits runRef.
func (u *unit) run() {
	var words []uint64
	for r := range u.rounds {
		words = append(words, u.constant(r))
	}
	words = append(words, initialState...)
	table := u.constantTable(u.name("constants"), words)
	name := fmt.Sprintf("run%d", u.lanes())
	TEXT(name, NOSPLIT, "func(arena *byte, steps *uint32, cursors, state *uint64, n int)")
	feature := "AVX2"
	if u.avx512 {
		feature = "AVX-512 F, BW and DQ"
	}
	Doc(fmt.Sprintf("%s is runRef for %d lanes. It needs %s, n of at least 1, and offsets that stay inside of the arena and the steps.",
		name, u.lanes(), feature))
	Pragma("noescape")

	p := program{
		arena:   Load(Param("arena"), reg.RDI),
		steps:   Load(Param("steps"), reg.RSI),
		cursors: Mem{Base: Load(Param("cursors"), reg.RBX)},
		state:   Mem{Base: Load(Param("state"), reg.R9)},
	}
	n, constants, chunks := Load(Param("n"), reg.RCX), reg.R11, reg.RDX
	LEAQ(table, constants)
	u.constants = Mem{Base: constants}
	u.setSchedule(u.row(p.state, rowSchedule))

	Label(name + "_step")
	Comment("The blocks of the lanes become the words of the schedule")
	u.loadBlocks(p)
	Comment("Lanes that begin a message begin with the initial state")
	u.loadState(p)
	u.begin()
	for r := range 16 {
		u.round(r, func(h Op) { u.addConstant(r, h); u.add(u.word(r), h, h) })
	}
	LEAQ(u.constants.Offset(16*u.constantBytes()), reg.R8)
	MOVQ(U32((u.rounds-16)/16), chunks)
	u.load(u.word(14), u.w[0]) // as newWord wants it
	u.load(u.word(15), u.w[1])
	Label(name + "_rounds")
	for r := range 16 {
		w := u.nextWord(r)
		u.round(r, func(h Op) { u.addFrom(Mem{Base: reg.R8}, r, h); u.add(w, h, h) })
	}
	ADDQ(U32(16*u.constantBytes()), reg.R8)
	DECQ(chunks)
	JNZ(LabelRef(name + "_rounds"))
	for i, v := range u.state {
		u.add(u.row(p.state, rowState+i), v, v)
		u.store(v, u.row(p.state, rowState+i))
	}
	Comment("The states become digests, and the lanes go to their next steps")
	u.storeDigests(p)
	DECQ(n)
	JNZ(LabelRef(name + "_step"))
	VZEROUPPER()
	RET()
}

// A program in run_ref.go, in registers.
type program struct {
	arena, steps   reg.Register
	cursors, state Mem
}

// step sets r to the address of the lane's step.
func (p program) step(lane int, r reg.Register) Mem {
	MOVQ(p.cursors.Offset(8*lane), r)
	ADDQ(p.steps, r)
	return Mem{Base: r}
}

// loadBlocks sets the schedule's first 16 words, and the row that says which lanes
// begin a message. All vector registers are overwritten.
func (u *unit) loadBlocks(p program) {
	// look sets block to the address of the lane's block.
	look := func(lane int, block reg.GPPhysical) {
		step := p.step(lane, reg.R13)
		MOVLQSX(step.Offset(stepBegin), reg.R10)
		MOVQ(reg.R10, u.row(p.state, rowBegin).Offset(8*lane))
		MOVL(step.Offset(stepBlock), block.As32())
		ADDQ(p.arena, block)
	}
	if u.avx512 {
		swap := zmm[31]
		u.load(swapTable, swap)
		for lane := range 8 {
			look(lane, reg.RAX)
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
		look(lane, block)
	}
	swap, rows := ymm[15], ymm[:4]
	u.load(swapTable, swap)
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

// loadState loads the state of SHA-512, and stores it where lanes begin.
func (u *unit) loadState(p program) {
	mask := u.free[0]
	u.load(u.row(p.state, rowBegin), mask)
	if u.avx512 {
		VPMOVQ2M(mask, reg.K1)
	}
	for i, v := range u.state {
		at := u.row(p.state, rowState+i)
		u.load(at, v)
		if u.avx512 {
			VPBROADCASTQ(u.constants.Offset(8*(u.rounds+i)), reg.K1, v)
		} else {
			VPBLENDVB(mask, u.constants.Offset(32*(u.rounds+i)), v, v)
		}
		u.store(v, at)
	}
}

// storeDigests stores the state as bytes, big-endian, where the lanes' steps say,
// and moves the lanes on. All vector registers are overwritten.
func (u *unit) storeDigests(p program) {
	// look sets digest to the address for the lane's digest.
	look := func(lane int, digest reg.GPPhysical) {
		step := p.step(lane, reg.R13)
		MOVL(step.Offset(stepDigest), digest.As32())
		ADDQ(p.arena, digest)
		MOVL(step.Offset(stepNext), reg.R10L)
		MOVQ(reg.R10, p.cursors.Offset(8*lane))
	}
	if u.avx512 {
		swap := u.w[0]
		u.load(swapTable, swap)
		transpose8(u.state, zmm[16:24], zmm[24:])
		for lane, row := range u.state {
			look(lane, reg.RAX)
			VPSHUFB(swap, row, row)
			VMOVDQU64(row, Mem{Base: reg.RAX})
		}
		return
	}
	swap := ymm[15]
	u.load(swapTable, swap)
	transpose4(u.state[:4], u.free)
	transpose4(u.state[4:], u.free)
	for lane := range 4 {
		look(lane, reg.RAX)
		for half := range 2 {
			row := u.state[4*half+lane]
			VPSHUFB(swap, row, row)
			VMOVDQU(row, Mem{Base: reg.RAX, Disp: 32 * half})
		}
	}
}

// transpose8 makes columns of eight rows of eight words. s and t are eight other
// registers each, which are overwritten.
func transpose8(rows, s, t []reg.VecPhysical) {
	for i := 0; i < 8; i += 2 { // pairs of words: even columns in s[i], odd ones in s[i+1]
		VPUNPCKLQDQ(rows[i+1], rows[i], s[i])
		VPUNPCKHQDQ(rows[i+1], rows[i], s[i+1])
	}
	// Of two vectors of four pairs each, the even or the odd pairs.
	const evenPairs, oddPairs = 0b10_00_10_00, 0b11_01_11_01
	for i := 0; i < 8; i += 4 {
		for column := range 2 { // of rows i to i+3: columns column and column+4 in t[i+column], +2 and +6 in t[i+column+2]
			VSHUFI64X2(Imm(evenPairs), s[i+column+2], s[i+column], t[i+column])
			VSHUFI64X2(Imm(oddPairs), s[i+column+2], s[i+column], t[i+column+2])
		}
	}
	for column := range 4 {
		VSHUFI64X2(Imm(evenPairs), t[column+4], t[column], rows[column])
		VSHUFI64X2(Imm(oddPairs), t[column+4], t[column], rows[column+4])
	}
}

// transpose4 makes columns of four rows of four words. t is four other registers,
// which are overwritten.
func transpose4(rows, t []reg.VecPhysical) {
	for i := 0; i < 4; i += 2 {
		VPUNPCKLQDQ(rows[i+1], rows[i], t[i])
		VPUNPCKHQDQ(rows[i+1], rows[i], t[i+1])
	}
	const lowHalves, highHalves = 0x20, 0x31
	for column := range 2 {
		VPERM2I128(Imm(lowHalves), t[column+2], t[column], rows[column])
		VPERM2I128(Imm(highHalves), t[column+2], t[column], rows[column+2])
	}
}
