package main

import (
	"fmt"
	"iter"
	"slices"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// A function has the numbers in which SHA-256 and SHA-512 differ (FIPS 180-4
// sections 4.1.2 and 4.1.3).
type function struct {
	bits, rounds int
	// Amounts by which the sigma functions turn a word to the right; the last of
	// the small ones' is a shift.
	bigSigma0, bigSigma1, smallSigma0, smallSigma1 [3]int
}

var (
	sha256 = function{32, 64, [3]int{2, 13, 22}, [3]int{6, 11, 25}, [3]int{7, 18, 3}, [3]int{17, 19, 10}}
	sha512 = function{64, 80, [3]int{28, 34, 39}, [3]int{14, 18, 41}, [3]int{1, 8, 7}, [3]int{19, 61, 6}}
)

func (f function) wordBytes() int { return f.bits / 8 }

// rotate turns a word to the right.
func (f function) rotate(x uint64, n int) uint64 {
	if f.bits == 32 {
		return uint64(uint32(x)>>n | uint32(x)<<(32-n))
	}
	return x>>n | x<<(64-n)
}

func (f function) smallSigma(x uint64, n [3]int) uint64 {
	return f.rotate(x, n[0]) ^ f.rotate(x, n[1]) ^ x>>n[2]
}

// constant returns the constant of a round.
func (f function) constant(round int) uint64 { return roundConstants[round] >> (64 - f.bits) }

// A unit emits SHA-2's arithmetic on vectors of words, of 64 bytes with AVX-512
// and of 32 bytes with AVX2. Two units may work next to each other: the one fills
// the time in which the other waits for its results. The last 16 words of the
// message schedule are in memory, in two halves of eight rows.
type unit struct {
	function
	avx512       bool
	index, units int               // which of the units it is
	state        []reg.VecPhysical // the eight variables a to h of FIPS 180-4
	w            []reg.VecPhysical // the last two words of the schedule
	free         []reg.VecPhysical // four other registers
	schedule     [2]Mem
	// constants is a table; AVX-512 takes single words from it and broadcasts
	// them, AVX2 takes whole vectors.
	constants Mem
	// majority alternates between two registers with AVX2: see round.
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

func newUnits(f function, avx512 bool, n int) (units []*unit) {
	registers := ymm
	if avx512 {
		registers = zmm
	}
	take := func(n int) (taken []reg.VecPhysical) {
		taken, registers = registers[:n], registers[n:]
		return taken
	}
	for i := range n {
		u := &unit{function: f, avx512: avx512, index: i, units: n, free: take(4), state: take(8), w: take(2)}
		if !avx512 {
			u.majority = [2]reg.VecPhysical(take(2))
		}
		units = append(units, u)
	}
	return units
}

// interleave lets each unit emit f, one instruction of each in turn.
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

// emitted follows each instruction of a round.
func (u *unit) emitted() {
	if u.pause != nil {
		u.pause()
	}
}

func (u *unit) vectorBytes() int {
	if u.avx512 {
		return 64
	}
	return 32
}

// lanes returns how many words all units have in a row.
func (u *unit) lanes() int { return u.units * u.vectorBytes() / u.wordBytes() }

// row returns the unit's part of a row of words in memory.
func (u *unit) row(base Mem, i int) Mem {
	return u.below(base, i).Offset(u.index * u.vectorBytes())
}

// word returns where word i of the message schedule is.
func (u *unit) word(i int) Mem { return u.row(u.schedule[i/8%2], i%8) }

// setSchedule sets where the schedule is.
func (u *unit) setSchedule(m Mem) { u.schedule = [2]Mem{m, u.below(m, 8)} }

// below returns what is n rows below m.
func (u *unit) below(m Mem, n int) Mem { return m.Offset(n * u.units * u.vectorBytes()) }

func (u *unit) load(m, r Op) {
	if u.avx512 {
		VMOVDQU64(m, r)
	} else {
		VMOVDQU(m, r)
	}
	u.emitted()
}

func (u *unit) store(r Op, m Mem) { u.load(r, m) } // the same instruction

// add sets d to a + b, of which a may be in memory.
func (u *unit) add(a, b, d Op) {
	if u.bits == 32 {
		VPADDD(a, b, d)
	} else {
		VPADDQ(a, b, d)
	}
	u.emitted()
}

// addConstant adds entry i of the table of constants to d.
func (u *unit) addConstant(i int, d Op) { u.addFrom(u.constants, i, d) }

func (u *unit) addFrom(table Mem, i int, d Op) {
	switch {
	case !u.avx512:
		u.add(table.Offset(i*u.vectorBytes()), d, d)
		return
	case u.bits == 32:
		VPADDD_BCST(table.Offset(4*i), d, d)
	default:
		VPADDQ_BCST(table.Offset(8*i), d, d)
	}
	u.emitted()
}

func (u *unit) shiftRight(n int, a, d Op) {
	if u.bits == 32 {
		VPSRLD(Imm(uint64(n)), a, d)
	} else {
		VPSRLQ(Imm(uint64(n)), a, d)
	}
	u.emitted()
}

func (u *unit) shiftLeft(n int, a, d Op) {
	if u.bits == 32 {
		VPSLLD(Imm(uint64(n)), a, d)
	} else {
		VPSLLQ(Imm(uint64(n)), a, d)
	}
	u.emitted()
}

// rotateRight is for AVX-512, which alone has it.
func (u *unit) rotateRight(n int, a, d Op) {
	if u.bits == 32 {
		VPRORD(Imm(uint64(n)), a, d)
	} else {
		VPRORQ(Imm(uint64(n)), a, d)
	}
	u.emitted()
}

// The tables of VPTERNLOG for bits a, b, c, a being the destination.
const (
	xor3     = 0x96 // a ^ b ^ c
	choice   = 0xca // a ? b : c
	majority = 0xe8 // at least two of them
)

// ternary sets a to the function of the table of a, b and c.
func (u *unit) ternary(table uint64, a, b, c Op) {
	VPTERNLOGQ(Imm(table), c, b, a)
	u.emitted()
}

// sigma sets d to the exclusive or of x turned to the right by the three
// amounts; if shift is set, the last only shifts. t1 and t2 are overwritten.
func (u *unit) sigma(amounts [3]int, shift bool, x, d, t1, t2 Op) {
	if u.avx512 {
		u.rotateRight(amounts[0], x, d)
		u.rotateRight(amounts[1], x, t1)
		if shift {
			u.shiftRight(amounts[2], x, t2)
		} else {
			u.rotateRight(amounts[2], x, t2)
		}
		u.ternary(xor3, d, t1, t2)
		return
	}
	// As a tree, since later rounds wait for the result.
	rotate := func(n int, d, t Op) {
		if n == 8 {
			VPSHUFB(rotate8(), x, d)
			return
		}
		u.shiftRight(n, x, d)
		u.shiftLeft(u.bits-n, x, t)
		VPXOR(t, d, d)
	}
	rotate(amounts[0], d, t1)
	rotate(amounts[1], t1, t2)
	VPXOR(t1, d, d)
	if shift {
		u.shiftRight(amounts[2], x, t1)
	} else {
		rotate(amounts[2], t1, t2)
	}
	VPXOR(t1, d, d)
}

// role returns the register that holds variable i (0 for a to 7 for h) in the
// round: instead of the values, the names move.
func (u *unit) role(round, i int) reg.VecPhysical { return u.state[((i-round)%8+8)%8] }

// begin prepares the first round.
func (u *unit) begin() {
	if !u.avx512 {
		VPXOR(u.role(0, 1), u.role(0, 2), u.majority[1])
	}
}

// round is one round of the compression function; addKW adds its constant and
// its word of the schedule to h.
func (u *unit) round(r int, addKW func(h Op)) {
	a, b, c, d := u.role(r, 0), u.role(r, 1), u.role(r, 2), u.role(r, 3)
	e, f, g, h := u.role(r, 4), u.role(r, 5), u.role(r, 6), u.role(r, 7)
	t0, t1, t2, t3 := u.free[0], u.free[1], u.free[2], u.free[3]
	// h += choice(e, f, g) + Sigma1(e); d += h. What the next round waits for comes
	// first.
	u.sigma(u.bigSigma1, false, e, t0, t1, t2)
	if u.avx512 {
		u.move(e, t3)
		u.ternary(choice, t3, f, g)
	} else {
		VPXOR(f, g, t3)
		VPAND(e, t3, t3)
		VPXOR(g, t3, t3)
	}
	addKW(h)
	u.add(t3, h, h)
	if u.units == 1 {
		// One more addition, but a shorter way from e to the next: no other unit
		// fills the time.
		u.add(h, d, d)
		u.add(t0, h, h)
		u.add(t0, d, d)
	} else {
		u.add(t0, h, h)
		u.add(h, d, d)
	}
	// h += majority(a, b, c); h += Sigma0(a), which is ready last
	u.sigma(u.bigSigma0, false, a, t0, t1, t2)
	if u.avx512 {
		u.move(a, t3)
		u.ternary(majority, t3, b, c)
		u.add(t3, h, h)
	} else {
		// (a ^ b) & (b ^ c) ^ b; the next round's b ^ c is this one's a ^ b.
		now, before := u.majority[r%2], u.majority[1-r%2]
		VPXOR(a, b, now)
		VPAND(now, before, before)
		VPXOR(b, before, before)
		u.add(before, h, h)
	}
	u.add(t0, h, h)
}

// constantTable emits a table of words: once each for AVX-512, as vectors for AVX2.
func (u *unit) constantTable(name string, words []uint64) Mem {
	table := GLOBL(name, rodata)
	copies := 1
	if !u.avx512 {
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

var rotate8Table *Mem

// rotate8 returns what VPSHUFB needs to turn 64-bit words by 8 bits to the right.
func rotate8() Mem {
	if rotate8Table == nil {
		panic("no table for rotations by 8")
	}
	return *rotate8Table
}

func makeRotate8() {
	t := GLOBL("rotate8", rodata)
	for word := range 4 {
		var bytes uint64
		for i := range 8 {
			bytes |= uint64((i+1)%8+8*(word%2)) << (8 * i)
		}
		DATA(8*word, U64(bytes))
	}
	rotate8Table = &t
}

func (u *unit) name(prefix string) string { return fmt.Sprintf("%s%dx%d", prefix, 8*u.bits, u.lanes()) }

// xor sets d to a ^ b, of which a may be in memory.
func (u *unit) xor(a, b, d Op) {
	if u.avx512 {
		VPXORQ(a, b, d)
	} else {
		VPXOR(a, b, d)
	}
}
