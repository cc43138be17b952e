//go:build !amd64 || purego

package resample

import "fanout/internal/cpu"

func init() {
	cpu.Register("resample alpha")
	cpu.Register("resample columns")
	cpu.Register("resample rows")
}

func columns(dst []int16, src []uint8, offsets []int, weights []int16, shift int) {
	columnsRef(dst, src, offsets, weights, shift)
}

func wideColumns(dst, src []int16, offsets []int, weights []int16, shift int) {
	columnsRef(dst, src, offsets, weights, shift)
}

func rows(dst []uint8, src []int16, first []int32, weights []int16, taps, shift int) {
	rowsRef(dst, src, first, weights, taps, shift)
}

func pixels(dst []uint8, src []int16, first []int32, weights []int16, taps, shift int) {
	pixelsRef(dst, src, first, weights, taps, shift)
}

func widePixels(dst, src []int16, first []int32, weights []int16, taps, shift int) {
	widePixelsRef(dst, src, first, weights, taps, shift)
}

func premultiply(dst []int16, src []uint8, bits int) { premultiplyRef(dst, src, bits) }

func unpremultiply(dst []uint8, src []int16) { unpremultiplyRef(dst, src) }
