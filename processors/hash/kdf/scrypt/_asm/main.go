// Command scryptasm writes the assembly of package scrypt: scryptBlockMix of
// several passwords at a time, with what ROMix does before it.
package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"

	"fanout/internal/_asm"
)

func main() {
	asm.Generator{Kernels: map[string]func(){"mix": mixAll}}.Main()
}

func mixAll() {
	for groups := 1; groups <= 2; groups++ {
		mix(avx512{}, groups, false)
		mix(avx512{}, groups, true)
	}
	for groups := 1; groups <= 3; groups++ {
		mix(avx2{}, groups, false)
		mix(avx2{}, groups, true)
	}
}

// ahead is how many blocks ahead rows are fetched, as each is at a random place in
// memory. In hashes a second with AVX-512, N=2^15, r=8: 90 without, 107 with 2, 117
// with 4, 114 with 8 (AMD EPYC 9005).
const ahead = 4

// A unit is a set of vector instructions. Its vectors hold 4 words of each of
// its lanes.
type unit interface {
	name() string
	need() string
	lanes() int
	block() vectors
	move(from, to Op)
	add(x Op, v reg.VecVirtual)
	xor(x Op, v reg.VecVirtual)
	xor3(x reg.VecVirtual, y Mem, v reg.VecVirtual) // v = v xor x xor y

	// xorRotated adds to vector v of each x the sum of its vectors a and b, rotated
	// to the left by n bits.
	xorRotated(x []vectors, a, b, n, v int)
	// turn moves word i of each lane to word i+n, modulo 4.
	turn(v reg.VecVirtual, n int)

	// gather loads 64 bytes of each lane into vectors, scatter stores them.
	gather(from []Mem) vectors
	scatter(v vectors, to []Mem)
}

// mix writes one function. All groups, of one vector's lanes each, go through
// the same steps in turns, so that the processor always has one to work on.
//
// A state holds the 2*r blocks one after the other, in each of them the groups
// one after the other, and there the four vectors that gather makes. Salsa20 works
// on the diagonals of its matrix, so each vector has one.
func mix(u unit, groups int, xor bool) {
	name, what := "store", "stores x in rows, then sets y to scryptBlockMix of x"
	if xor {
		name, what = "xor", "sets y to scryptBlockMix of x xor rows"
	}
	name = fmt.Sprintf("%s%sx%d", name, u.name(), groups)
	lanes := groups * u.lanes()
	TEXT(name, NOSPLIT, fmt.Sprintf("func(x, y *uint32, rows *[%d]*uint32, r, from, to int)", lanes))
	Pragma("noescape")
	doc := []string{
		fmt.Sprintf("%s %s. Both", name, what),
		fmt.Sprintf("are states of %d lanes, with 32*r words each, as the rows have. Of 2*r blocks", lanes),
		"it computes those from 2*from to 2*to-1, where from is less than to; those before",
		"are there. It needs " + u.need() + ".",
	}
	if xor {
		doc = append(doc, fmt.Sprintf("Rows are fetched up to %d blocks past", ahead), "their end, where need not be memory.")
	}
	Doc(doc...)
	m := mixer{unit: u, rows: make([]reg.GPVirtual, lanes), x: make([]vectors, groups)}
	stride := 64 * lanes // bytes of a block in a state
	in, out := Load(Param("x"), GP64()), Load(Param("y"), GP64())
	from, left, odd := Load(Param("from"), GP64()), Load(Param("to"), GP64()), Load(Param("r"), GP64())
	table := Load(Param("rows"), GP64())
	for i := range m.rows {
		m.rows[i] = GP64()
		MOVQ(Mem{Base: table, Disp: 8 * i}, m.rows[i])
	}
	m.offset = GP64()
	SUBQ(from, left)
	IMUL3Q(U32(stride), odd, odd) // from the result of an even block to that of the next odd one

	// The chain begins with the last block, or goes on with the result before.
	for g := range m.x {
		m.x[g] = u.block()
	}
	last := from
	TESTQ(from, from)
	JNZ(LabelRef("later"))
	LEAQ(Mem{Base: in, Index: odd, Scale: 2, Disp: -stride}, last)
	MOVQ(Load(Param("r"), GP64()), m.offset)
	SHLQ(Imm(7), m.offset)
	SUBQ(Imm(64), m.offset)
	if xor {
		for i := range ahead {
			m.prefetch(Mem{Disp: 64 * i})
		}
	}
	for g := range m.x {
		m.load(last, g)
		if xor {
			for i, v := range u.gather(m.places(g)) {
				u.xor(v, m.x[g][i])
			}
		}
	}
	XORQ(m.offset, m.offset)
	JMP(LabelRef("pair"))

	Label("later")
	MOVQ(from, m.offset)
	SHLQ(Imm(7), m.offset)
	IMUL3Q(U32(stride), from, from)
	ADDQ(from, out)
	LEAQ(Mem{Base: in, Index: from, Scale: 2}, in)
	LEAQ(Mem{Base: out, Index: odd, Scale: 1, Disp: -stride}, last)
	for g := range m.x {
		m.load(last, g)
	}

	Label("pair")
	for half := range 2 {
		if xor {
			m.prefetch(Mem{Index: m.offset, Scale: 1, Disp: 64 * ahead})
		}
		for g := range m.x {
			if xor {
				for i, v := range u.gather(m.places(g)) {
					u.xor3(v, m.at(in, g, i), m.x[g][i])
				}
			} else {
				v := u.block()
				for i := range v {
					u.move(m.at(in, g, i), v[i])
					u.xor(v[i], m.x[g][i])
				}
				u.scatter(v, m.places(g))
			}
		}
		m.salsa(func(g, i int) Mem {
			to := m.at(out, g, i)
			if half == 1 {
				to.Index, to.Scale = odd, 1
			}
			return to
		})
		ADDQ(U32(stride), in)
		ADDQ(Imm(64), m.offset)
	}
	ADDQ(U32(stride), out)
	DECQ(left)
	JNZ(LabelRef("pair"))
	VZEROUPPER()
	RET()
}

// vectors are 64 bytes of each lane of a group: its matrices by diagonals.
type vectors = [4]reg.VecVirtual

type mixer struct {
	unit
	rows   []reg.GPVirtual // where the lanes' rows are
	offset reg.GPVirtual   // of the present block in them
	x      []vectors       // what goes into Salsa20, by group
}

// at returns where vector i of a group is in the block of a state.
func (m *mixer) at(base reg.Register, group, i int) Mem {
	return Mem{Base: base, Disp: 16 * m.lanes() * (4*group + i)}
}

func (m *mixer) load(base reg.Register, group int) {
	for i, v := range m.x[group] {
		m.move(m.at(base, group, i), v)
	}
}

// prefetch has a cache line of each lane's row fetched. Past the row's end that
// does no harm.
func (m *mixer) prefetch(line Mem) {
	for _, row := range m.rows {
		line.Base = row
		PREFETCHT0(line)
	}
}

// places returns where the present block of each lane of a group is in its row.
func (m *mixer) places(group int) []Mem {
	places := make([]Mem, m.lanes())
	for i := range places {
		places[i] = Mem{Base: m.rows[group*m.lanes()+i], Index: m.offset, Scale: 1}
	}
	return places
}

// salsa sets x to Salsa20/8 of x and stores it where to tells.
func (m *mixer) salsa(to func(group, i int) Mem) {
	// What goes in is added to what comes out. It waits in memory.
	for g := range m.x {
		for i, v := range m.x[g] {
			m.move(v, to(g, i))
		}
	}
	each := func(f func(a, b, c, d reg.VecVirtual)) {
		for _, x := range m.x {
			f(x[0], x[1], x[2], x[3])
		}
	}
	quarters := func(a, b, c, d int) {
		for _, s := range []struct{ x, y, v, n int }{{a, d, b, 7}, {b, a, c, 9}, {c, b, d, 13}, {d, c, a, 18}} {
			m.xorRotated(m.x, s.x, s.y, s.n, s.v)
		}
	}
	for range 4 {
		quarters(0, 1, 2, 3) // columns: a, b, c, d are rows of the diagonals
		each(func(_, b, c, d reg.VecVirtual) {
			m.turn(b, 1)
			m.turn(c, 2)
			m.turn(d, 3)
		})
		quarters(0, 3, 2, 1) // rows
		each(func(_, b, c, d reg.VecVirtual) {
			m.turn(b, 3)
			m.turn(c, 2)
			m.turn(d, 1)
		})
	}
	for g := range m.x {
		for i, v := range m.x[g] {
			m.add(to(g, i), v)
			m.move(v, to(g, i))
		}
	}
}
