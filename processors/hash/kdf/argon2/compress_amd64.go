//go:build !purego

package argon2

import "fanout/internal/cpu"

//go:generate go run -C _asm . compress

var useAVX512, useAVX2 bool

func init() {
	cpu.Register("argon2",
		cpu.Variant{Name: "avx512", Level: cpu.AVX512, Supported: cpu.HasAVX512, Use: &useAVX512},
		cpu.Variant{Name: "avx2", Level: cpu.AVX2, Supported: cpu.HasAVX2, Use: &useAVX2},
	)
}

// minStreams returns the number of lanes, filled in turns, up to which further
// passwords are worth their memory. Hashes per second for 1 to 6 lanes (AMD
// EPYC 9005, m=19 MiB, t=2): 175, 205, 247, 290, 305, 320 with AVX-512, 105,
// 136, 158, 157 with AVX2, 40, 38, 35 with the reference.
func minStreams() int {
	switch {
	case useAVX512:
		return 4
	case useAVX2:
		return 3
	}
	return 1
}

// compress sets out to G(prev, ref), as compressRef does.
func compress(out, prev, ref *block) {
	switch {
	case useAVX512:
		compressAVX512(out, prev, ref)
	case useAVX2:
		compressAVX2(out, prev, ref)
	default:
		compressRef(out, prev, ref, false)
	}
}

// compressXor sets out to out xor G(prev, ref), as compressRef does.
func compressXor(out, prev, ref *block) {
	switch {
	case useAVX512:
		compressXorAVX512(out, prev, ref)
	case useAVX2:
		compressXorAVX2(out, prev, ref)
	default:
		compressRef(out, prev, ref, true)
	}
}

// placement returns the place of each word in a block.
func placement() *[128]uint8 {
	if useAVX512 {
		return &placeAVX512
	}
	return &natural
}

// placeAVX512 is the placement for AVX-512. A vector of 8 words has the same
// quarter of two neighbouring rows of 16 words.
var placeAVX512 = func() (p [128]uint8) {
	for i := range p {
		row, quarter, word := i/16, i%16/4, i%4
		p[i] = uint8((row/2*4+quarter)*8 + row%2*4 + word)
	}
	return p
}()

// prefetch prefetches b into the first-level cache.
func prefetch(b *block) { prefetchAMD64(b) }
