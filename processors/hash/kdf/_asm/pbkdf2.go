package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/attr"
	. "github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/ir"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

const rodata = attr.RODATA | attr.NOPTR

func pbkdf2() {
	makeRotate8()
	for _, f := range []function{sha512, sha256} {
		iterate(newUnits(f, true, 2))
		iterate(newUnits(f, true, 1))
		iterate(newUnits(f, false, 1))
	}
}

// loopConstants returns the table that iterate uses: the constants of the rounds
// and then what the schedule adds.
//
// The second block of both hashes is a digest, w[0] to w[7], and a padding that
// never changes: w[8] is a one and zeros, w[9] to w[14] are zero, w[15] is the
// length of both blocks in bits. So in rounds 8 to 15 the word is part of the
// constant, and rounds 16 to 31 schedule only what is not zero.
func (f function) loopConstants() (table []uint64, at loopIndex) {
	w8 := uint64(1) << (f.bits - 1)
	w15 := uint64((16 + 8) * f.bits)
	for r := range f.rounds {
		table = append(table, f.constant(r))
	}
	table[8] += w8
	table[15] += w15
	if f.bits == 32 {
		table[8] &= 1<<32 - 1
		table[15] &= 1<<32 - 1
	}
	entry := func(x uint64) int { table = append(table, x); return len(table) - 1 }
	at.w8, at.w15 = entry(w8), entry(w15)
	at.sigma0w8 = entry(f.smallSigma(w8, f.smallSigma0))
	at.sigma0w15 = entry(f.smallSigma(w15, f.smallSigma0))
	at.sigma1w15 = entry(f.smallSigma(w15, f.smallSigma1))
	return table, at
}

// A loopIndex says where in the table the schedule's constants are.
type loopIndex struct{ w8, w15, sigma0w8, sigma0w15, sigma1w15 int }

// The rows of the state, in vectors: see iterate_ref.go.
const rowInner, rowOuter, rowU, rowT, rowWords, rowKnown = 0, 8, 16, 24, 32, 48

// iterate emits iterateRef.
func iterate(units []*unit) {
	u := units[0]
	name := u.name("iterate")
	words, at := u.loopConstants()
	table := u.constantTable(u.name("constants"), words)

	TEXT(name, NOSPLIT, fmt.Sprintf("func(state *uint%d, n int)", u.bits))
	feature := "AVX2"
	if u.avx512 {
		feature = "AVX-512 F"
	}
	Doc(fmt.Sprintf("%s is iterateRef for SHA-%d in %d lanes. It needs %s and n of at least 1.", name, 8*u.bits, u.lanes(), feature))
	Pragma("noescape")

	state := Mem{Base: Load(Param("state"), reg.RDI)}
	n := Load(Param("n"), reg.RCX)
	first, outer, constants, chunks := Mem{Base: reg.R9}, reg.R10, reg.RSI, reg.RDX
	LEAQ(table, constants)
	LEAQ(u.row(state, rowOuter), outer)
	for _, u := range units {
		u.constants = Mem{Base: constants}
		u.setSchedule(u.below(state, rowWords))
		u.know(state)
		u.know(u.below(state, rowOuter))
		for i := range 8 {
			u.load(u.row(state, rowU+i), u.digest(i))
			u.store(u.digest(i), u.word(i))
		}
	}

	// Each pass is a hash: the inner of an iteration, then the outer. first points
	// to the state after the first block.
	Label(name + "_iteration")
	MOVQ(state.Base, first.Base)
	Label(name + "_hash")
	interleave(units, func(u *unit) { u.round0(first) })
	for r := 1; r < 16; r++ {
		interleave(units, func(u *unit) {
			u.round(r, func(h Op) {
				switch {
				case r < 4:
					u.load(u.row(first, rowKnown+known1+r-1), h)
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
		interleave(units, func(u *unit) {
			w := u.firstNextWord(r, at)
			u.round(r, func(h Op) { u.addConstant(r, h); u.add(w, h, h) })
		})
	}
	// The other rounds, eight at a time, after which the halves of the schedule
	// change places. There are so few for the sake of the processor's cache of
	// decoded instructions: with 16, Zen 5 takes 1.4 times as long.
	next, half, otherHalf := Mem{Base: reg.R8}, Mem{Base: reg.R11}, Mem{Base: reg.R12}
	LEAQ(u.constants.Offset(32*u.constantBytes()), next.Base)
	LEAQ(u.schedule[0], half.Base)
	LEAQ(u.schedule[1], otherHalf.Base)
	MOVQ(U32((u.rounds-32)/8), chunks)
	// Elsewhere than at the start of a cache line it may take twice as long.
	Instruction(&ir.Instruction{Opcode: "PCALIGN", Operands: []Op{Imm(64)}})
	Label(name + "_rounds")
	for r := range 8 {
		interleave(units, func(u *unit) {
			fixed := u.schedule
			u.schedule = [2]Mem{half, otherHalf}
			w := u.nextWord(r)
			u.round(r, func(h Op) { u.addFrom(next, r, h); u.add(w, h, h) })
			u.schedule = fixed
		})
	}
	XCHGQ(half.Base, otherHalf.Base)
	ADDQ(U32(8*u.constantBytes()), next.Base)
	DECQ(chunks)
	JNZ(LabelRef(name + "_rounds"))

	// The digest is what the next hash begins with.
	for _, u := range units {
		for i, v := range u.state {
			u.add(u.row(first, i), v, u.digest(i))
			u.store(u.digest(i), u.word(i))
		}
	}
	CMPQ(first.Base, outer)
	MOVQ(outer, first.Base)
	JNE(LabelRef(name + "_hash"))

	Comment("The digest of the outer hash is U")
	for _, u := range units {
		for i, v := range u.state {
			u.xor(u.row(state, rowT+i), u.digest(i), v)
			u.store(v, u.row(state, rowT+i))
		}
	}
	DECQ(n)
	JNZ(LabelRef(name + "_iteration"))

	for _, u := range units {
		for i := range 8 {
			u.load(u.word(i), u.free[0])
			u.store(u.free[0], u.row(state, rowU+i))
		}
	}
	VZEROUPPER()
	RET()
}

// digest returns the register that holds word i of a digest between the hashes:
// the first two words are those of which the next hash needs first what is computed
// last, and stay in registers until the schedule begins.
func (u *unit) digest(i int) reg.VecPhysical {
	if i < 2 {
		return u.w[i]
	}
	return u.state[i]
}

// What the first rounds compute from the state alone, which each hash begins with
// again: of round 0, all that is added to the word, for the new e and a; of rounds
// 1 to 3, h and the constant.
const knownE, knownA, known1 = 0, 1, 2

// know stores what the first rounds know of the state that begins at first.
func (u *unit) know(first Mem) {
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

// round0 is round 0 after know, and what prepares the next one.
func (u *unit) round0(first Mem) {
	u.add(u.row(first, rowKnown+knownE), u.digest(0), u.role(1, 4))
	u.add(u.row(first, rowKnown+knownA), u.digest(0), u.role(1, 0))
	for i := range 7 {
		if i != 3 && i != 6 {
			u.load(u.row(first, i), u.role(0, i))
		}
	}
	if !u.avx512 {
		VPXOR(u.role(0, 0), u.role(0, 1), u.majority[0])
	}
}

func (u *unit) constantBytes() int {
	if u.avx512 {
		return u.wordBytes()
	}
	return u.vectorBytes()
}
