//go:build !amd64 || purego

package jpeg

import "fanout/internal/cpu"

func init() { cpu.Register("jpeg fdct") }

func forwardBlocks(coeffs []int16, nonzero []uint64, src []byte, stride int, q *quantizer) {
	forwardRef(coeffs, nonzero, src, stride, q)
}
