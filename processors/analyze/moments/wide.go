package moments

import (
	"encoding/binary"
	"math/big"
	"math/bits"
)

// A wide is an integer of 320 bits in two's complement, the lowest limb first.
//
// The largest sum is that of 2^62 fourth powers of mantissas, at most 2^63 each in
// absolute value: 2^(62+252), which leaves five bits and the sign.
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

// sub takes x from w.
func (w *wide) sub(x wide) {
	var c uint64
	w[0], c = bits.Sub64(w[0], x[0], 0)
	w[1], c = bits.Sub64(w[1], x[1], c)
	w[2], c = bits.Sub64(w[2], x[2], c)
	w[3], c = bits.Sub64(w[3], x[3], c)
	w[4], _ = bits.Sub64(w[4], x[4], c)
}

// timesUint returns w·u modulo 2^320, whatever the sign of w.
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

// big returns w as an integer of any length.
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

// sums are a count and the sums of first to fourth powers: sums[0] to sums[4].
type sums [5]wide

func (s *sums) add(o *sums) {
	for k := range s {
		s[k].add(o[k])
	}
}

// move adds m to every value counted: Σ(d+m)^k = Σ_j C(k,j)·m^(k-j)·Σd^j. Five
// rounds of Horner's rule, as in Pascal's triangle.
func (s *sums) move(m int64) {
	if m == 0 {
		return
	}
	// T_k = Σ C(k,j) m^(k-j) S_j is what k steps of S_j += m·S_(j-1) give at k,
	// each step running down from 4 and ending one place later than the one before.
	for step := 1; step <= 4; step++ {
		for k := 4; k >= step; k-- {
			s[k].add(s[k-1].times(m))
		}
	}
}
