//go:build !purego

package resample

import "fanout/internal/cpu"

//go:generate go run -C _asm . alpha

// There is no kernel with AVX-512, as memory is the limit.
var useAlphaAVX2 bool

func init() {
	cpu.Register("resample alpha", cpu.Variant{Name: "avx2", Level: cpu.AVX2, Supported: cpu.HasAVX2, Use: &useAlphaAVX2})
}

// premultiply is premultiplyRef.
func premultiply(dst []int16, src []uint8, bits int) {
	full := 0
	if useAlphaAVX2 && len(src) >= 16 {
		full = len(src) &^ 15
		_ = dst[full-1]
		premultiplyAVX2(&dst[0], &src[0], full/16, maxAlpha-bits)
	}
	premultiplyRef(dst[full:], src[full:], bits)
}

// unpremultiply is unpremultiplyRef.
func unpremultiply(dst []uint8, src []int16) {
	full := 0
	if useAlphaAVX2 && len(dst) >= 16 {
		full = len(dst) &^ 15
		_ = src[full-1]
		unpremultiplyAVX2(&dst[0], &src[0], full/16)
	}
	unpremultiplyRef(dst[full:], src[full:])
}
