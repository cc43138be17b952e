package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/attr"
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

const rodata = attr.RODATA | attr.NOPTR

func pbkdf2() {
	makeRotate8()
	for _, u := range []*unit{newUnit(sha512, true), newUnit(sha512, false), newUnit(sha256, true), newUnit(sha256, false)} {
		u.iterate()
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
const rowInner, rowOuter, rowU, rowT, rowScratch = 0, 8, 16, 24, 32

// iterate emits iterateRef.
func (u *unit) iterate() {
	name := u.name("iterate")
	words, at := u.loopConstants()
	table := u.constantTable(u.name("constants"), words)

	TEXT(name, NOSPLIT, fmt.Sprintf("func(state *uint%d, n int)", u.bits))
	feature, rows := "AVX2", 48
	if u.avx512 {
		feature, rows = "AVX-512 F", 32
	}
	Doc(fmt.Sprintf("%s is iterateRef for SHA-%d in %d lanes. It needs %s, %d rows of state and n of at least 1.",
		name, 8*u.bits, u.lanes(), feature, rows))
	Pragma("noescape")

	state := Mem{Base: Load(Param("state"), reg.RDI)}
	n := Load(Param("n"), reg.RCX)
	first, outer, constants, more := reg.R9, reg.R10, reg.RSI, reg.RDX
	LEAQ(table, constants)
	u.constants = Mem{Base: constants}
	u.schedule = u.at(state, rowScratch)
	LEAQ(u.at(state, rowOuter), outer)
	for i := range 8 {
		if u.avx512 {
			u.load(u.at(state, rowU+i), u.w[i])
		} else {
			u.load(u.at(state, rowU+i), u.w[0])
			u.store(u.w[0], u.at(u.schedule, i))
		}
	}

	// Each pass is a hash: the inner of an iteration, then the outer. first points
	// to the state after the first block.
	Comment("The inner hash")
	Label(name + "_iteration")
	MOVQ(state.Base, first)
	Label(name + "_hash")
	for i, v := range u.state {
		u.load(u.at(Mem{Base: first}, i), v)
	}
	u.begin()
	for r := range 16 {
		u.round(r, func(h Op) {
			u.addConstant(r, h)
			if r < 8 {
				u.add(u.scheduled(r), h, h)
			}
		})
	}
	for r := 16; r < 32; r++ {
		w := u.firstNextWord(r, at)
		u.round(r, func(h Op) { u.addConstant(r, h); u.add(w, h, h) })
	}
	// The other rounds, 16 at a time.
	LEAQ(u.constants.Offset(32*u.constantBytes()), reg.R8)
	MOVQ(U32((u.rounds-32)/16), more)
	Label(name + "_rounds")
	for r := range 16 {
		w := u.nextWord(r)
		u.round(r, func(h Op) { u.addFrom(Mem{Base: reg.R8}, r, h); u.add(w, h, h) })
	}
	ADDQ(U32(16*u.constantBytes()), reg.R8)
	DECQ(more)
	JNZ(LabelRef(name + "_rounds"))
	u.endRounds(15)

	for i, v := range u.state {
		if u.avx512 {
			u.add(u.at(Mem{Base: first}, i), v, u.w[i])
		} else {
			u.add(u.at(Mem{Base: first}, i), v, v)
			u.store(v, u.at(u.schedule, i))
		}
	}
	CMPQ(first, outer)
	MOVQ(outer, first)
	JNE(LabelRef(name + "_hash"))

	Comment("The digest of the outer hash is U")
	for i, v := range u.state {
		if u.avx512 {
			VPXORQ(u.at(state, rowT+i), u.w[i], v)
		} else {
			VPXOR(u.at(state, rowT+i), v, v)
		}
		u.store(v, u.at(state, rowT+i))
	}
	DECQ(n)
	JNZ(LabelRef(name + "_iteration"))

	for i := range 8 {
		if u.avx512 {
			u.store(u.w[i], u.at(state, rowU+i))
		} else {
			u.load(u.at(u.schedule, i), u.w[0])
			u.store(u.w[0], u.at(state, rowU+i))
		}
	}
	VZEROUPPER()
	RET()
}

func (u *unit) constantBytes() int {
	if u.avx512 {
		return u.wordBytes()
	}
	return u.vectorBytes()
}

// scheduled returns one of the first 16 words of the schedule.
func (u *unit) scheduled(i int) Op {
	if u.avx512 {
		return u.w[i]
	}
	return u.word(i)
}
