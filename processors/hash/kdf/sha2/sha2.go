// Package sha2 is the compression function of SHA-256 and SHA-512 (FIPS 180-4
// sections 4 to 6) in plain Go. It is the definition for the kernels of pbkdf2
// and sha512crypt, which compute it in vector lanes. It is written to be read:
// crypto/sha256 and crypto/sha512 are much faster.
package sha2

import "unsafe"

//go:generate go run -C ../_asm . sha2/constants

// A Word is that of SHA-256 or of SHA-512.
type Word interface{ uint32 | uint64 }

// A function has the numbers in which the two hash functions differ.
type function struct {
	bits, rounds int
	// The amounts of the sigma functions' rotations to the right. The last one
	// of each small sigma is a shift.
	bigSigma0, bigSigma1, smallSigma0, smallSigma1 [3]int
}

var (
	sha256 = function{32, 64, [3]int{2, 13, 22}, [3]int{6, 11, 25}, [3]int{7, 18, 3}, [3]int{17, 19, 10}}
	sha512 = function{64, 80, [3]int{28, 34, 39}, [3]int{14, 18, 41}, [3]int{1, 8, 7}, [3]int{19, 61, 6}}
)

// Initial returns the state before the first block of a message.
func Initial[W Word]() (state [8]W) {
	for i := range state {
		state[i] = fromTop[W](initial[i])
	}
	return state
}

// Compress updates the state with one block of a message, in big-endian words.
func Compress[W Word](state *[8]W, block *[16]W) {
	f := sha256
	if sizeBytes[W]() == 8 {
		f = sha512
	}
	rotate := func(x W, n int) W { return x>>n | x<<(f.bits-n) }
	bigSigma := func(x W, n [3]int) W { return rotate(x, n[0]) ^ rotate(x, n[1]) ^ rotate(x, n[2]) }
	smallSigma := func(x W, n [3]int) W { return rotate(x, n[0]) ^ rotate(x, n[1]) ^ x>>n[2] }

	var w [80]W // the message schedule
	copy(w[:], block[:])
	for i := 16; i < f.rounds; i++ {
		w[i] = smallSigma(w[i-2], f.smallSigma1) + w[i-7] + smallSigma(w[i-15], f.smallSigma0) + w[i-16]
	}
	a, b, c, d, e, f1, g, h := state[0], state[1], state[2], state[3], state[4], state[5], state[6], state[7]
	for i := range f.rounds {
		choice := e&f1 ^ ^e&g
		majority := a&b ^ a&c ^ b&c
		t1 := h + bigSigma(e, f.bigSigma1) + choice + fromTop[W](k[i]) + w[i]
		t2 := bigSigma(a, f.bigSigma0) + majority
		a, b, c, d, e, f1, g, h = t1+t2, a, b, c, d+t1, e, f1, g
	}
	for i, v := range [8]W{a, b, c, d, e, f1, g, h} {
		state[i] += v
	}
}

// fromTop returns the most significant bits of x as a word. The constants of
// SHA-256 are the first halves of those of SHA-512, as both are fractional
// parts of roots of primes.
func fromTop[W Word](x uint64) W { return W(x >> (64 - 8*sizeBytes[W]())) }

func sizeBytes[W Word]() int { return int(unsafe.Sizeof(W(0))) }
