package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"

	"fanout/internal/_asm"
)

// ahead is the number of blocks by which rows are prefetched, as each row is at
// a random place in memory. In hashes per second with AVX-512, N=2^15, r=8: 90
// without, 107 with 2, 117 with 4, 114 with 8 (AMD EPYC 9005).
const ahead = 4

// A mixer emits one function. All groups, of the lanes of one vector each, take
// the same steps in turns, so that the processor always has one to work on.
//
// A state has 2*r blocks one after the other, each of them has the groups one
// after the other, and each group has the four vectors that gather makes.
// Salsa20 works on the diagonals of its matrix, so each vector has one.
type mixer struct {
	unit
	xored  bool            // the rows are added to x, instead of set to it
	stride int             // bytes of a block in a state
	rows   []reg.GPVirtual // addresses of the lanes' rows
	offset reg.GPVirtual   // of the present block in them
	x      []vectors       // the input of Salsa20, by group

	in, out, from, blocks, odd reg.Register
}

// blockMix emits storeRef or xorRef for a number of groups.
func blockMix(isa asm.ISA, groups int, xor bool) {
	u := unit{isa}
	lanes := groups * u.lanes()
	declare(u, groups, lanes, xor)
	m := mixer{unit: u, xored: xor, stride: 64 * lanes, rows: make([]reg.GPVirtual, lanes), x: make([]vectors, groups)}
	m.loadArguments()
	m.begin()

	Label("pair")
	for half := range 2 {
		if xor {
			m.prefetch(Mem{Index: m.offset, Scale: 1, Disp: 64 * ahead})
		}
		for g := range m.x {
			m.addBlock(g)
		}
		m.salsa(func(g, i int) Mem {
			to := m.at(m.out, g, i)
			if half == 1 {
				to.Index, to.Scale = m.odd, 1
			}
			return to
		})
		ADDQ(U32(m.stride), m.in)
		ADDQ(Imm(64), m.offset)
	}
	ADDQ(U32(m.stride), m.out)
	DECQ(m.blocks)
	JNZ(LabelRef("pair"))
	VZEROUPPER()
	RET()
}

func declare(u unit, groups, lanes int, xor bool) {
	name, does := "store", "stores x in rows, then sets y to scryptBlockMix of x"
	if xor {
		name, does = "xor", "sets y to scryptBlockMix of x xor rows"
	}
	name = fmt.Sprintf("%s%sx%d", name, u.Name, groups)
	needs := "AVX2"
	if u.ISA == asm.AVX512 {
		needs = "AVX-512 F"
	}
	doc := []string{
		fmt.Sprintf("%s %s. x and y", name, does),
		fmt.Sprintf("are states of %d lanes, with 32*r words each, as many as a row has. Of the 2*r blocks", lanes),
		"it computes those from 2*from to 2*to-1, where from is less than to. The blocks before them",
		"must have been computed. It needs " + needs + ".",
	}
	if xor {
		doc = append(doc, fmt.Sprintf("Rows are prefetched up to %d blocks past their ends, where no memory", ahead), "need be.")
	}
	asm.Declare(name, fmt.Sprintf("func(x, y *uint32, rows *[%d]*uint32, r, from, to int)", lanes), doc...)
}

func (m *mixer) loadArguments() {
	m.in, m.out = asm.Arg("x"), asm.Arg("y")
	m.from, m.blocks, m.odd = asm.Arg("from"), asm.Arg("to"), asm.Arg("r")
	table := asm.Arg("rows")
	for i := range m.rows {
		m.rows[i] = GP64()
		MOVQ(Mem{Base: table, Disp: 8 * i}, m.rows[i])
	}
	m.offset = GP64()
	SUBQ(m.from, m.blocks)
	IMUL3Q(U32(m.stride), m.odd, m.odd) // from the result of an even block to that of the next odd one
	for g := range m.x {
		m.x[g] = m.block()
	}
}

// begin loads the block that the chain begins with: the last one of x, or the
// result before the first block to be computed.
func (m *mixer) begin() {
	last := m.from
	TESTQ(m.from, m.from)
	JNZ(LabelRef("later"))
	LEAQ(Mem{Base: m.in, Index: m.odd, Scale: 2, Disp: -m.stride}, last)
	MOVQ(Load(Param("r"), GP64()), m.offset)
	SHLQ(Imm(7), m.offset)
	SUBQ(Imm(64), m.offset)
	if m.xored {
		for i := range ahead {
			m.prefetch(Mem{Disp: 64 * i})
		}
	}
	for g := range m.x {
		m.load(last, g)
		if m.xored {
			for i, v := range m.gather(m.places(g)) {
				m.xor(v, m.x[g][i])
			}
		}
	}
	XORQ(m.offset, m.offset)
	JMP(LabelRef("pair"))

	Label("later")
	MOVQ(m.from, m.offset)
	SHLQ(Imm(7), m.offset)
	IMUL3Q(U32(m.stride), m.from, m.from)
	ADDQ(m.from, m.out)
	LEAQ(Mem{Base: m.in, Index: m.from, Scale: 2}, m.in)
	LEAQ(Mem{Base: m.out, Index: m.odd, Scale: 1, Disp: -m.stride}, last)
	for g := range m.x {
		m.load(last, g)
	}
}

// addBlock adds the present block of a group to the input of Salsa20.
func (m *mixer) addBlock(group int) {
	if m.xored {
		for i, v := range m.gather(m.places(group)) {
			m.xor3(v, m.at(m.in, group, i), m.x[group][i])
		}
		return
	}
	v := m.block()
	for i := range v {
		m.move(m.at(m.in, group, i), v[i])
		m.xor(v[i], m.x[group][i])
	}
	m.scatter(v, m.places(group))
}

// at returns the place of vector i of a group in the block of a state.
func (m *mixer) at(base reg.Register, group, i int) Mem {
	return Mem{Base: base, Disp: 16 * m.lanes() * (4*group + i)}
}

func (m *mixer) load(base reg.Register, group int) {
	for i, v := range m.x[group] {
		m.move(m.at(base, group, i), v)
	}
}

// prefetch fetches a cache line of each lane's row. A place past the row's end
// does no harm.
func (m *mixer) prefetch(line Mem) {
	for _, row := range m.rows {
		line.Base = row
		PREFETCHT0(line)
	}
}

// places returns the place of the present block of each lane of a group in its
// row.
func (m *mixer) places(group int) []Mem {
	places := make([]Mem, m.lanes())
	for i := range places {
		places[i] = Mem{Base: m.rows[group*m.lanes()+i], Index: m.offset, Scale: 1}
	}
	return places
}
