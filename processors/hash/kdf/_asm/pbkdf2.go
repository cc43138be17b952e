package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/attr"
	. "github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/ir"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"

	"fanout/internal/_asm"
)

const rodata = attr.RODATA | attr.NOPTR

// pbkdf2 emits the functions of pbkdf2/iterate_amd64.s.
func pbkdf2() {
	for _, f := range []function{sha512, sha256} {
		iterate(newUnits(f, asm.AVX512, 2))
		iterate(newUnits(f, asm.AVX512, 1))
		iterate(newUnits(f, asm.AVX2, 1))
	}
}

// The rows of the state, in vectors: see iterate_ref.go.
const rowInner, rowOuter, rowU, rowT, rowWords, rowKnown = 0, 8, 16, 24, 32, 48

// A hashLoop has the registers of iterate, and the indices of its constants.
type hashLoop struct {
	units []*unit
	*unit // the first of them
	at    loopIndex
	label string

	state Mem // the rows
	n     reg.Register
	first Mem          // the state after the first block of the present hash
	outer reg.Register // address of that of the outer hash
}

// iterate emits iterateRef.
func iterate(units []*unit) {
	l := declareIterate(units)
	l.prepare()

	// Each pass is a hash: the inner one of an iteration, then the outer one.
	Label(l.label + "_iteration")
	MOVQ(l.state.Base, l.first.Base)
	Label(l.label + "_hash")
	l.firstRounds()
	l.otherRounds()

	// The next hash begins with the digest.
	for _, u := range units {
		for i, v := range u.state {
			u.add(u.row(l.first, i), v, u.digest(i))
			u.store(u.digest(i), u.word(i))
		}
	}
	CMPQ(l.first.Base, l.outer)
	MOVQ(l.outer, l.first.Base)
	JNE(LabelRef(l.label + "_hash"))

	Comment("The digest of the outer hash is U")
	for _, u := range units {
		for i, v := range u.state {
			u.Xor(u.row(l.state, rowT+i), u.digest(i), v)
			u.store(v, u.row(l.state, rowT+i))
		}
	}
	DECQ(l.n)
	JNZ(LabelRef(l.label + "_iteration"))

	for _, u := range units {
		for i := range 8 {
			u.load(u.word(i), u.free[0])
			u.store(u.free[0], u.row(l.state, rowU+i))
		}
	}
	VZEROUPPER()
	RET()
}

func declareIterate(units []*unit) *hashLoop {
	u := units[0]
	name, needs := u.name("iterate"), "AVX2"
	if u.ISA == asm.AVX512 {
		needs = "AVX-512 F"
	}
	asm.Declare(name, fmt.Sprintf("func(state *uint%d, n int)", u.bits),
		fmt.Sprintf("%s is iterateRef for SHA-%d in %d lanes.", name, 8*u.bits, u.lanes()),
		fmt.Sprintf("It needs %s and n of at least 1.", needs))
	return &hashLoop{units: units, unit: u, label: name}
}

// prepare loads the registers.
func (l *hashLoop) prepare() {
	words, at := l.loopConstants()
	l.at = at
	table := l.constantTable(l.name("constants"), words)
	constants := reg.RSI
	l.state = Mem{Base: Load(Param("state"), reg.RDI)}
	l.n = Load(Param("n"), reg.RCX)
	l.first, l.outer = Mem{Base: reg.R9}, reg.R10
	LEAQ(table, constants)
	LEAQ(l.row(l.state, rowOuter), l.outer)
	for _, u := range l.units {
		u.constants = Mem{Base: constants}
		u.setSchedule(u.below(l.state, rowWords))
		u.precompute(l.state)
		u.precompute(u.below(l.state, rowOuter))
		for i := range 8 {
			u.load(u.row(l.state, rowU+i), u.digest(i))
			u.store(u.digest(i), u.word(i))
		}
	}
}

// firstRounds emits the rounds 0 to 31, in which most of the words are known.
func (l *hashLoop) firstRounds() {
	interleave(l.units, func(u *unit) { u.round0(l.first) })
	for r := 1; r < 16; r++ {
		interleave(l.units, func(u *unit) {
			u.round(r, func(h Op) {
				switch {
				case r < 4:
					u.load(u.row(l.first, rowKnown+known1+r-1), h)
				default:
					u.addConstant(r, h)
				}
				switch {
				case r < 2:
					u.add(u.digest(r), h, h)
				case r < 8:
					u.add(u.word(r), h, h)
				}
			})
		})
	}
	for r := 16; r < 32; r++ {
		interleave(l.units, func(u *unit) {
			w := u.firstNextWord(r, l.at)
			u.round(r, func(h Op) { u.addConstant(r, h); u.add(w, h, h) })
		})
	}
}

// otherRounds emits a loop over the other rounds, eight at a time, after which
// the halves of the schedule change places. A longer loop does not fit into the
// processor's cache of decoded instructions: with 16 rounds, Zen 5 takes 1.4
// times as long.
func (l *hashLoop) otherRounds() {
	next, half, otherHalf, chunks := Mem{Base: reg.R8}, Mem{Base: reg.R11}, Mem{Base: reg.R12}, reg.RDX
	LEAQ(l.constants.Offset(32*l.constantBytes()), next.Base)
	LEAQ(l.schedule[0], half.Base)
	LEAQ(l.schedule[1], otherHalf.Base)
	MOVQ(U32((l.rounds-32)/8), chunks)
	// If the loop does not start at a cache line, it may take twice as long.
	Instruction(&ir.Instruction{Opcode: "PCALIGN", Operands: []Op{Imm(64)}})
	Label(l.label + "_rounds")
	for r := range 8 {
		interleave(l.units, func(u *unit) {
			fixed := u.schedule
			u.schedule = [2]Mem{half, otherHalf}
			w := u.nextWord(r)
			u.round(r, func(h Op) { u.addFrom(next, r, h); u.add(w, h, h) })
			u.schedule = fixed
		})
	}
	XCHGQ(half.Base, otherHalf.Base)
	ADDQ(U32(8*l.constantBytes()), next.Base)
	DECQ(chunks)
	JNZ(LabelRef(l.label + "_rounds"))
}

// digest returns the register that holds word i of a digest between the hashes.
// The first two words are computed last and needed first by the next hash, so
// they stay in registers until the schedule begins.
func (u *unit) digest(i int) reg.VecPhysical {
	if i < 2 {
		return u.w[i]
	}
	return u.state[i]
}

// The rows of values that the first rounds compute from the initial state
// alone, which is the same for each hash: in round 0 the sums for the new e and
// a, to which only the word is added; in rounds 1 to 3 the sum of h and the
// constant.
const knownE, knownA, known1 = 0, 1, 2

// precompute stores these values for the state that begins at first.
func (u *unit) precompute(first Mem) {
	for i, v := range u.state {
		u.load(u.row(first, i), v)
	}
	for r := 1; r < 4; r++ {
		t := u.free[0]
		u.move(u.role(r, 7), t)
		u.addConstant(r, t)
		u.store(t, u.row(first, rowKnown+known1+r-1))
	}
	u.begin()
	u.round(0, func(h Op) { u.addConstant(0, h) })
	u.store(u.role(1, 4), u.row(first, rowKnown+knownE))
	u.store(u.role(1, 0), u.row(first, rowKnown+knownA))
}

// round0 is round 0 after precompute, and prepares the next round.
func (u *unit) round0(first Mem) {
	u.add(u.row(first, rowKnown+knownE), u.digest(0), u.role(1, 4))
	u.add(u.row(first, rowKnown+knownA), u.digest(0), u.role(1, 0))
	for i := range 7 {
		if i != 3 && i != 6 {
			u.load(u.row(first, i), u.role(0, i))
		}
	}
	if u.ISA == asm.AVX2 {
		VPXOR(u.role(0, 0), u.role(0, 1), u.majority[0])
	}
}
