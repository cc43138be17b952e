//go:build !amd64 || purego

package resample

import "fanout/internal/cpu"

func init() { cpu.Register("resample columns") }

func columns(dst []int16, src []uint8, offsets []int, weights []int16, shift int) {
	columnsRef(dst, src, offsets, weights, shift)
}

func wideColumns(dst, src []int16, offsets []int, weights []int16, shift int) {
	columnsRef(dst, src, offsets, weights, shift)
}
