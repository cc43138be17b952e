package main

import (
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// salsa sets x to Salsa20/8 of x (RFC 7914 section 3) and stores it at to.
func (m *mixer) salsa(to func(group, i int) Mem) {
	// The input is added to the output. It waits in memory.
	for g := range m.x {
		for i, v := range m.x[g] {
			m.move(v, to(g, i))
		}
	}
	for range 4 {
		m.quarterRounds(0, 1, 2, 3) // columns: a, b, c, d are rows of the diagonals
		m.rotateDiagonals(1, 2, 3)
		m.quarterRounds(0, 3, 2, 1) // rows
		m.rotateDiagonals(3, 2, 1)
	}
	for g := range m.x {
		for i, v := range m.x[g] {
			m.add(to(g, i), v)
			m.move(v, to(g, i))
		}
	}
}

// quarterRounds are the quarter rounds of all columns, or rows, of a matrix,
// whose words are those of the vectors a, b, c, d.
func (m *mixer) quarterRounds(a, b, c, d int) {
	for _, s := range []struct{ x, y, v, n int }{{a, d, b, 7}, {b, a, c, 9}, {c, b, d, 13}, {d, c, a, 18}} {
		m.xorRotated(m.x, s.x, s.y, s.n, s.v)
	}
}

// rotateDiagonals rotates the words of vectors 1, 2 and 3.
func (m *mixer) rotateDiagonals(n1, n2, n3 int) {
	for _, x := range m.x {
		for _, r := range []struct {
			v reg.VecVirtual
			n int
		}{{x[1], n1}, {x[2], n2}, {x[3], n3}} {
			m.rotateWords(r.v, r.n)
		}
	}
}
