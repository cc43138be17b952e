//go:build !amd64 || purego

package jpeg

import "fanout/internal/cpu"

func init() { cpu.Register("jpeg idct") }

func inverseBlocks(dst []byte, stride int, coeffs []int16, blocks int, quant *[64]uint16, k int) {
	inverseRef(dst, stride, coeffs, blocks, quant, k)
}
