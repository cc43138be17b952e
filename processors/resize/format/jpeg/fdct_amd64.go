//go:build !purego

package jpeg

import "fanout/internal/cpu"

//go:generate go run -C _asm . fdct

var useForwardAVX2, useForwardAVX512 bool

func init() {
	cpu.Register("jpeg fdct",
		cpu.Variant{Name: "avx512", Level: cpu.AVX512, Supported: cpu.HasAVX512, Use: &useForwardAVX512},
		cpu.Variant{Name: "avx2", Level: cpu.AVX2, Supported: cpu.HasAVX2, Use: &useForwardAVX2})
}

// forwardBlocks is forward without its checks.
func forwardBlocks(coeffs []int16, nonzero []uint64, src []byte, stride int, q *quantizer) {
	blocks := len(nonzero)
	if useForwardAVX512 && blocks >= 4 {
		forwardAVX512(&coeffs[0], &nonzero[0], &src[0], stride, blocks&^3, &q.bias[0], &q.reciprocal[0], &q.scale[0])
		if blocks%4 != 0 { // the last blocks, and some before them again
			n := blocks - 4
			forwardAVX512(&coeffs[64*n], &nonzero[n], &src[8*n], stride, 4, &q.bias[0], &q.reciprocal[0], &q.scale[0])
		}
		return
	}
	if !useForwardAVX2 && !useForwardAVX512 {
		forwardRef(coeffs, nonzero, src, stride, q)
		return
	}
	if n := blocks &^ 1; n > 0 {
		forwardAVX2(&coeffs[0], &nonzero[0], &src[0], stride, n, &q.bias[0], &q.reciprocal[0], &q.scale[0])
		if n < blocks {
			n = blocks - 2
			forwardAVX2(&coeffs[64*n], &nonzero[n], &src[8*n], stride, 2, &q.bias[0], &q.reciprocal[0], &q.scale[0])
		}
		return
	}
	var in [8 * 16]byte
	var out [2 * 64]int16
	var mask [2]uint64
	for y := range 8 {
		copy(in[16*y:][:8], src[y*stride:])
	}
	forwardAVX2(&out[0], &mask[0], &in[0], 16, 2, &q.bias[0], &q.reciprocal[0], &q.scale[0])
	copy(coeffs, out[:64])
	nonzero[0] = mask[0]
}
