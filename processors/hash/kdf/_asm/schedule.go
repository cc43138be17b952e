package main

import (
	. "github.com/mmcloughlin/avo/operand"
)

// terms are the indices of the words that make a new word of the schedule,
//
//	w[i] = smallSigma1(w[i-2]) + w[i-7] + smallSigma0(w[i-15]) + w[i-16],
//
// or none where the word is known; constants are entries of the table of
// constants to be added instead.
type terms struct {
	sigma1, plain7, sigma0, plain16 int
	constants                       []int
}

const none = -1

// nextWord sets word i of the schedule and returns the register it is in.
func (u *unit) nextWord(i int) Op {
	return u.newWord(i, terms{i + 14, i + 9, i + 1, i + 16, nil})
}

// firstNextWord is nextWord for i from 16 to 31 in the second block of PBKDF2's
// hashes, where w[8] to w[15] are known and most of them zero.
func (u *unit) firstNextWord(i int, at loopIndex) Op {
	t := terms{i - 2, i - 7, i - 15, i - 16, nil}
	known := func(j *int, constant8, constant15 int) {
		switch {
		case *j < 8 || *j > 15:
			return
		case *j == 8:
			t.constants = append(t.constants, constant8)
		case *j == 15:
			t.constants = append(t.constants, constant15)
		}
		*j = none
	}
	known(&t.sigma1, none, at.sigma1w15) // i-2 is never 8
	known(&t.plain7, none, at.w15)       // nor is i-7
	known(&t.sigma0, at.sigma0w8, at.sigma0w15)
	known(&t.plain16, at.w8, at.w15)
	return u.newWord(i, t)
}

// newWord sets word i to the sum of t, in which a plain word is never missing.
// The last two words are in registers as well.
func (u *unit) newWord(i int, t terms) Op {
	t0, t1, t2, x := u.free[0], u.free[1], u.free[2], u.free[3]
	w := u.w[i%2] // which holds word i-2
	sum := w
	if t.sigma1 != none {
		u.sigma(u.smallSigma1, true, w, t0, t1, t2)
		sum = t0
	} else {
		u.load(u.word(t.plain16), w)
		t.plain16 = none
	}
	for _, j := range []int{t.plain16, t.plain7} {
		if j != none {
			u.add(u.word(j), sum, w)
			sum = w
		}
	}
	for _, c := range t.constants {
		u.addConstant(c, w)
	}
	if t.sigma0 != none {
		u.load(u.word(t.sigma0), x)
		u.sigma(u.smallSigma0, true, x, t0, t1, t2)
		u.add(t0, w, w)
	}
	u.store(w, u.word(i))
	return w
}
