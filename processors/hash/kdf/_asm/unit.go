package main

import (
	"fmt"
	"iter"
	"slices"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"

	"fanout/internal/_asm"
)

// A unit emits the arithmetic of SHA-2 on vectors of words. Two units may be
// interleaved: each fills the time in which the other waits for its results.
// The last 16 words of the message schedule are in memory, in two halves of
// eight rows.
type unit struct {
	function
	asm.ISA
	index, units int               // this unit's number, and how many there are
	state        []reg.VecPhysical // the eight variables a to h of FIPS 180-4
	w            []reg.VecPhysical // the last two words of the schedule
	free         []reg.VecPhysical // four other registers
	schedule     [2]Mem
	// constants is a table: of single words with AVX-512, which broadcasts
	// them, of whole vectors with AVX2.
	constants Mem
	// majority has, with AVX2, two registers that alternate: see round.
	majority [2]reg.VecPhysical
	// pause, if set, lets another unit emit: see interleave.
	pause func()
}

var (
	zmm = []reg.VecPhysical{reg.Z0, reg.Z1, reg.Z2, reg.Z3, reg.Z4, reg.Z5, reg.Z6, reg.Z7, reg.Z8, reg.Z9, reg.Z10,
		reg.Z11, reg.Z12, reg.Z13, reg.Z14, reg.Z15, reg.Z16, reg.Z17, reg.Z18, reg.Z19, reg.Z20, reg.Z21, reg.Z22,
		reg.Z23, reg.Z24, reg.Z25, reg.Z26, reg.Z27, reg.Z28, reg.Z29, reg.Z30, reg.Z31}
	ymm = []reg.VecPhysical{reg.Y0, reg.Y1, reg.Y2, reg.Y3, reg.Y4, reg.Y5, reg.Y6, reg.Y7, reg.Y8, reg.Y9, reg.Y10,
		reg.Y11, reg.Y12, reg.Y13, reg.Y14, reg.Y15}
)

// newUnits returns n units with registers of their own.
func newUnits(f function, isa asm.ISA, n int) (units []*unit) {
	registers := ymm
	if isa == asm.AVX512 {
		registers = zmm
	}
	take := func(n int) (taken []reg.VecPhysical) {
		taken, registers = registers[:n], registers[n:]
		return taken
	}
	for i := range n {
		u := &unit{function: f, ISA: isa, index: i, units: n, free: take(4), state: take(8), w: take(2)}
		if isa == asm.AVX2 {
			u.majority = [2]reg.VecPhysical(take(2))
		}
		units = append(units, u)
	}
	return units
}

// interleave emits f for each unit, one instruction of each in turn.
func interleave(units []*unit, f func(u *unit)) {
	var resume []func() (struct{}, bool)
	for _, u := range units {
		next, _ := iter.Pull(func(yield func(struct{}) bool) {
			u.pause = func() { yield(struct{}{}) }
			f(u)
			u.pause = nil
		})
		resume = append(resume, next)
	}
	for len(resume) > 0 {
		resume = slices.DeleteFunc(resume, func(next func() (struct{}, bool)) bool {
			_, more := next()
			return !more
		})
	}
}

// emitted must follow each instruction of a round.
func (u *unit) emitted() {
	if u.pause != nil {
		u.pause()
	}
}

// lanes returns the number of words in a row, of all units.
func (u *unit) lanes() int { return u.units * u.Bytes / u.wordBytes() }

// row returns the unit's part of a row of words in memory.
func (u *unit) row(base Mem, i int) Mem {
	return u.below(base, i).Offset(u.index * u.Bytes)
}

// word returns the place of word i of the message schedule.
func (u *unit) word(i int) Mem { return u.row(u.schedule[i/8%2], i%8) }

// setSchedule sets the place of the schedule.
func (u *unit) setSchedule(m Mem) { u.schedule = [2]Mem{m, u.below(m, 8)} }

// below returns the place n rows after m.
func (u *unit) below(m Mem, n int) Mem { return m.Offset(n * u.units * u.Bytes) }

// constantTable emits a table of constants: single words for AVX-512, whole
// vectors for AVX2.
func (u *unit) constantTable(name string, words []uint64) Mem {
	table := GLOBL(name, rodata)
	copies := 1
	if u.ISA == asm.AVX2 {
		copies = u.lanes()
	}
	for i, w := range words {
		for j := range copies {
			offset := (i*copies + j) * u.wordBytes()
			if u.bits == 32 {
				DATA(offset, U32(w))
			} else {
				DATA(offset, U64(w))
			}
		}
	}
	return table
}

// constantBytes is the size of an entry of a table of constants.
func (u *unit) constantBytes() int {
	if u.ISA == asm.AVX512 {
		return u.wordBytes()
	}
	return u.Bytes
}

func (u *unit) name(prefix string) string { return fmt.Sprintf("%s%dx%d", prefix, 8*u.bits, u.lanes()) }
