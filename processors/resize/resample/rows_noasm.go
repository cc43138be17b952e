//go:build !amd64 || purego

package resample

import "fanout/internal/cpu"

func init() { cpu.Register("resample rows") }

func rows(dst []uint8, src []int16, first []int32, weights []int16, taps, shift int) {
	rowsRef(dst, src, first, weights, taps, shift)
}

func pixels(dst []uint8, src []int16, first []int32, weights []int16, taps, shift int) {
	pixelsRef(dst, src, first, weights, taps, shift)
}

func widePixels(dst, src []int16, first []int32, weights []int16, taps, shift int) {
	widePixelsRef(dst, src, first, weights, taps, shift)
}
