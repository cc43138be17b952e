package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"

	"fanout/internal/_asm"
)

// sigma sets d to the exclusive or of x rotated to the right by the three
// amounts. If shift is set, the last amount is a shift. t1 and t2 are
// overwritten.
func (u *unit) sigma(amounts [3]int, shift bool, x, d, t1, t2 Op) {
	if u.ISA == asm.AVX512 {
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

// role returns the register that holds variable i (0 for a to 7 for h) in a
// round. From round to round the variables change registers, so that no value
// moves.
func (u *unit) role(round, i int) reg.VecPhysical { return u.state[((i-round)%8+8)%8] }

// begin prepares the first round.
func (u *unit) begin() {
	if u.ISA == asm.AVX2 {
		VPXOR(u.role(0, 1), u.role(0, 2), u.majority[1])
	}
}

// round is one round of the compression function; addKW adds its constant and
// its word of the schedule to h.
func (u *unit) round(r int, addKW func(h Op)) {
	a, b, c, d := u.role(r, 0), u.role(r, 1), u.role(r, 2), u.role(r, 3)
	e, f, g, h := u.role(r, 4), u.role(r, 5), u.role(r, 6), u.role(r, 7)
	t0, t1, t2, t3 := u.free[0], u.free[1], u.free[2], u.free[3]
	// h += choice(e, f, g) + Sigma1(e); d += h. The next round waits for these,
	// so they come first.
	u.sigma(u.bigSigma1, false, e, t0, t1, t2)
	if u.ISA == asm.AVX512 {
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
		// This takes one more addition, but the next e is ready sooner. No
		// other unit fills the time.
		u.add(h, d, d)
		u.add(t0, h, h)
		u.add(t0, d, d)
	} else {
		u.add(t0, h, h)
		u.add(h, d, d)
	}
	// h += majority(a, b, c); h += Sigma0(a), which is ready last
	u.sigma(u.bigSigma0, false, a, t0, t1, t2)
	if u.ISA == asm.AVX512 {
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

// rotate8 returns the byte shuffle that rotates 64-bit words to the right by 8
// bits.
func rotate8() Mem {
	return asm.Table("rotate8", 32, func(i int) byte { return byte((i+1)%8 + i/8%2*8) })
}
