package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"

	"fanout/internal/_asm"
)

// The rows of the state in run_ref.go: the state of SHA-512, the mask of the
// lanes that begin a message, and the schedule.
const rowState, rowBegin, rowSchedule = 0, 8, 16

// A step in run_ref.go.
const stepBlock, stepDigest, stepNext, stepBegin = 0, 4, 8, 12

// sha512crypt emits the functions of sha512crypt/run_amd64.s.
func sha512crypt() {
	newUnits(sha512, asm.AVX512, 1)[0].run()
	newUnits(sha512, asm.AVX2, 1)[0].run()
}

// swapBytes returns the byte shuffle that reverses the bytes of 64-bit words.
func swapBytes() Mem {
	return asm.Table("swap", 64, func(i int) byte { return byte(i%16 ^ 7) })
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
	u.declareRun(name)

	p := program{
		arena:   Load(Param("arena"), reg.RDI),
		steps:   Load(Param("steps"), reg.RSI),
		cursors: Mem{Base: Load(Param("cursors"), reg.RBX)},
		state:   Mem{Base: Load(Param("state"), reg.R9)},
	}
	n, constants := Load(Param("n"), reg.RCX), reg.R11
	LEAQ(table, constants)
	u.constants = Mem{Base: constants}
	u.setSchedule(u.row(p.state, rowSchedule))

	Label(name + "_step")
	Comment("The blocks of the lanes become the words of the schedule")
	u.loadBlocks(p)
	Comment("Lanes that begin a message begin with the initial state")
	u.loadState(p)
	u.compress(name + "_rounds")
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

func (u *unit) declareRun(name string) {
	needs := "AVX2"
	if u.ISA == asm.AVX512 {
		needs = "AVX-512 F, BW and DQ"
	}
	asm.Declare(name, "func(arena *byte, steps *uint32, cursors, state *uint64, n int)",
		fmt.Sprintf("%s is runRef for %d lanes. It needs %s, n of at least 1,", name, u.lanes(), needs),
		"and offsets that stay inside the arena and the steps.")
}

// compress emits the rounds. Those after the first 16 are in a loop.
func (u *unit) compress(label string) {
	u.begin()
	for r := range 16 {
		u.round(r, func(h Op) { u.addConstant(r, h); u.add(u.word(r), h, h) })
	}
	next, chunks := Mem{Base: reg.R8}, reg.RDX
	LEAQ(u.constants.Offset(16*u.constantBytes()), next.Base)
	MOVQ(U32((u.rounds-16)/16), chunks)
	u.load(u.word(14), u.w[0]) // newWord expects these
	u.load(u.word(15), u.w[1])
	Label(label)
	for r := range 16 {
		w := u.nextWord(r)
		u.round(r, func(h Op) { u.addFrom(next, r, h); u.add(w, h, h) })
	}
	ADDQ(U32(16*u.constantBytes()), next.Base)
	DECQ(chunks)
	JNZ(LabelRef(label))
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
