package pbkdf2

import (
	"unsafe"

	"fanout/processors/hash/kdf/sha2"
)

// The state of the lanes has a row for each word and a column for each lane:
// state[row*width+lane]. These are the first of eight rows each.
const (
	rowInner   = 0  // state of SHA-2 after the first block of the inner hash
	rowOuter   = 8  // and of the outer hash
	rowU       = 16 // U_j
	rowT       = 24 // exclusive or of U_1 to U_j
	rowScratch = 32 // 32 rows for the use of implementations
	rows       = 64
)

// iterateRef advances the lanes from U_j and T to U_{j+n} and its T, for n of
// at least 1. It is the definition of the assembly, except for the scratch
// rows.
//
// Each of the two hashes in an iteration has two blocks. The state after the
// first block is given. The second block is a digest with its padding.
func iterateRef[W sha2.Word](state []W, width, n int) {
	wordBits := 8 * int(unsafe.Sizeof(W(0)))
	hash := func(state, digest [8]W) [8]W {
		block := [16]W{8: 1 << (wordBits - 1), 15: W((16 + 8) * wordBits)}
		copy(block[:], digest[:])
		sha2.Compress(&state, &block)
		return state
	}
	for lane := range width {
		words := func(first int) (w [8]W) {
			for i := range w {
				w[i] = state[(first+i)*width+lane]
			}
			return w
		}
		inner, outer, u, t := words(rowInner), words(rowOuter), words(rowU), words(rowT)
		for range n {
			u = hash(outer, hash(inner, u))
			for i := range t {
				t[i] ^= u[i]
			}
		}
		for i := range u {
			state[(rowU+i)*width+lane] = u[i]
			state[(rowT+i)*width+lane] = t[i]
		}
	}
}
