package moments

import (
	"encoding/binary"
	"math/big"
	"math/bits"
)

// A wide is a 320-bit integer in two's complement, with the lowest limb first.
//
// The largest sum is that of 2^62 fourth powers of mantissas of at most 2^63 in
// absolute value. It is 2^(62+252), which is five bits short of the sign bit.
type wide [5]uint64

// add adds x to w.
func (w *wide) add(x wide) {
	var c uint64
	w[0], c = bits.Add64(w[0], x[0], 0)
	w[1], c = bits.Add64(w[1], x[1], c)
	w[2], c = bits.Add64(w[2], x[2], c)
	w[3], c = bits.Add64(w[3], x[3], c)
	w[4], _ = bits.Add64(w[4], x[4], c)
}

// sub subtracts x from w.
func (w *wide) sub(x wide) {
	var c uint64
	w[0], c = bits.Sub64(w[0], x[0], 0)
	w[1], c = bits.Sub64(w[1], x[1], c)
	w[2], c = bits.Sub64(w[2], x[2], c)
	w[3], c = bits.Sub64(w[3], x[3], c)
	w[4], _ = bits.Sub64(w[4], x[4], c)
}

// timesUint returns w·u modulo 2^320, which is correct for either sign of w.
func (w wide) timesUint(u uint64) (p wide) {
	var carry uint64
	for i := range w {
		hi, lo := bits.Mul64(w[i], u)
		var c uint64
		p[i], c = bits.Add64(lo, carry, 0)
		carry = hi + c
	}
	return p
}

// times returns w·m.
func (w wide) times(m int64) wide {
	if m >= 0 {
		return w.timesUint(uint64(m))
	}
	var p wide
	p.sub(w.timesUint(-uint64(m)))
	return p
}

func (w *wide) isZero() bool { return *w == wide{} }

// big returns w as a big.Int.
func (w wide) big() *big.Int {
	negative := int64(w[4]) < 0
	if negative {
		var p wide
		p.sub(w)
		w = p
	}
	var b [8 * len(w)]byte
	for i, limb := range w {
		binary.BigEndian.PutUint64(b[8*(len(w)-1-i):], limb)
	}
	x := new(big.Int).SetBytes(b[:])
	if negative {
		x.Neg(x)
	}
	return x
}

// sums holds a count in sums[0] and the sums of first to fourth powers in
// sums[1] to sums[4].
type sums [5]wide

func (s *sums) add(o *sums) {
	for k := range s {
		s[k].add(o[k])
	}
}

// shift changes the sums to those of the values plus m, by the binomial
// theorem: Σ(d+m)^k = Σ_j C(k,j)·m^(k-j)·Σd^j. It uses Horner's rule, as in
// Pascal's triangle.
func (s *sums) shift(m int64) {
	if m == 0 {
		return
	}
	// T_k = Σ_j C(k,j)·m^(k-j)·S_j results from k steps of S_j += m·S_(j-1).
	// Each step runs from j = 4 down and ends one j above the step before.
	for step := 1; step <= 4; step++ {
		for k := 4; k >= step; k-- {
			s[k].add(s[k-1].times(m))
		}
	}
}
