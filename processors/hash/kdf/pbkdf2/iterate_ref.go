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
	rowScratch = 32 // 32 rows that kernels use as they like
	rows       = 64
)

// iterateRef takes the lanes from U_j and T to U_{j+n} and its T, n being at
// least 1. It defines what the kernels compute, scratch rows apart.
//
// Each of the two hashes in an iteration has two blocks, the first of which is in
// the state already; the second is a digest with its padding.
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
