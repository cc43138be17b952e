package main

// A function has the numbers in which SHA-256 and SHA-512 differ (FIPS 180-4
// sections 4.1.2 and 4.1.3).
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

func (f function) wordBytes() int { return f.bits / 8 }

// rotateRight rotates a word by n bits.
func (f function) rotateRight(x uint64, n int) uint64 {
	if f.bits == 32 {
		return uint64(uint32(x)>>n | uint32(x)<<(32-n))
	}
	return x>>n | x<<(64-n)
}

func (f function) smallSigma(x uint64, n [3]int) uint64 {
	return f.rotateRight(x, n[0]) ^ f.rotateRight(x, n[1]) ^ x>>n[2]
}

// constant returns the constant K of a round.
func (f function) constant(round int) uint64 { return roundConstants[round] >> (64 - f.bits) }
