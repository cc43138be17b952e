//go:build !purego

package jpeg

import "fanout/internal/cpu"

//go:generate go run -C _asm . idct

var useInverseAVX2, useInverseAVX512 bool

func init() {
	cpu.Register("jpeg idct",
		cpu.Variant{Name: "avx512", Level: cpu.AVX512, Supported: cpu.HasAVX512, Use: &useInverseAVX512},
		cpu.Variant{Name: "avx2", Level: cpu.AVX2, Supported: cpu.HasAVX2, Use: &useInverseAVX2})
}

// inverseBlocks is inverse without its checks.
func inverseBlocks(dst []byte, stride int, coeffs []int16, blocks int, quant *[64]uint16, k int) {
	if useInverseAVX512 && k == 8 && blocks >= 4 {
		inverse8AVX512(&dst[0], stride, &coeffs[0], blocks&^3, &quant[0])
		if blocks%4 != 0 { // the last blocks, and some before them again
			n := blocks - 4
			inverse8AVX512(&dst[8*n], stride, &coeffs[64*n], 4, &quant[0])
		}
		return
	}
	if !useInverseAVX2 && !useInverseAVX512 {
		inverseRef(dst, stride, coeffs, blocks, quant, k)
		return
	}
	step := 2 * 8 / k // blocks at a time
	if n := blocks - blocks%step; n > 0 {
		inverseAVX2(&dst[0], stride, &coeffs[0], n, quant, k)
		if n < blocks {
			n = blocks - step
			inverseAVX2(&dst[n*k], stride, &coeffs[n*k*k], step, quant, k)
		}
		return
	}
	// Too few blocks are copied to a whole step, of step·k·k = 16·k values.
	var in [16 * 8]int16
	var out [16 * 8]byte
	copy(in[:], coeffs)
	inverseAVX2(&out[0], step*k, &in[0], step, quant, k)
	for y := range k {
		copy(dst[y*stride:][:blocks*k], out[y*step*k:])
	}
}

func inverseAVX2(dst *byte, stride int, coeffs *int16, blocks int, quant *[64]uint16, k int) {
	switch k {
	case 8:
		inverse8AVX2(dst, stride, coeffs, blocks, &quant[0])
	case 4:
		inverse4AVX2(dst, stride, coeffs, blocks, &quant[0])
	case 2:
		inverse2AVX2(dst, stride, coeffs, blocks, &quant[0])
	case 1:
		inverse1AVX2(dst, stride, coeffs, blocks, &quant[0])
	}
}
