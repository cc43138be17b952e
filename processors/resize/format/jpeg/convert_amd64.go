//go:build !purego

package jpeg

import "fanout/internal/cpu"

//go:generate go run -C _asm . convert

var useConvertAVX2 bool

func init() {
	cpu.Register("jpeg rgb", cpu.Variant{Name: "avx2", Level: cpu.AVX2, Supported: cpu.HasAVX2, Use: &useConvertAVX2})
}

// lumaVector is lumaRef for the first n samples.
func lumaVector(y, src []byte) int {
	n := len(y)
	if !useConvertAVX2 || n < 32 {
		return 0
	}
	lumaAVX2(&y[0], &src[0], n&^31)
	if n%32 != 0 { // the last samples, and some before them again
		lumaAVX2(&y[n-32], &src[4*(n-32)], 32)
	}
	return n
}

func chromaVector(cb, cr, src []byte) int {
	n := len(cb)
	if !useConvertAVX2 || n < 32 {
		return 0
	}
	chromaAVX2(&cb[0], &cr[0], &src[0], n&^31)
	if n%32 != 0 {
		chromaAVX2(&cb[n-32], &cr[n-32], &src[4*(n-32)], 32)
	}
	return n
}

func chroma420Vector(cb, cr, upper, lower []byte) int {
	n := len(cb)
	if !useConvertAVX2 || n < 16 {
		return 0
	}
	chroma420AVX2(&cb[0], &cr[0], &upper[0], &lower[0], n&^15)
	if n%16 != 0 {
		at := n - 16
		chroma420AVX2(&cb[at], &cr[at], &upper[8*at], &lower[8*at], 16)
	}
	return n
}
