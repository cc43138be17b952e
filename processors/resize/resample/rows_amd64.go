//go:build !purego

package resample

import "fanout/internal/cpu"

//go:generate go run -C _asm . rows

// There is no kernel with AVX-512, as most rows have 8 or 16 taps for a sample
// and so fill no wider vector.
var useRowsAVX2 bool

func init() {
	cpu.Register("resample rows", cpu.Variant{Name: "avx2", Level: cpu.AVX2, Supported: cpu.HasAVX2, Use: &useRowsAVX2})
}

// rows is rowsRef for a multiple of 4 samples. That first[i]+taps samples are
// in src is ensured by weightTable.mustFit, once a row.
func rows(dst []uint8, src []int16, first []int32, weights []int16, taps, shift int) {
	if !useRowsAVX2 {
		rowsRef(dst, src, first, weights, taps, shift)
	} else if n := len(dst); checkRows(n, first, weights, taps, rowUnit) {
		rowsAVX2(&dst[0], &src[0], &first[0], &weights[0], taps, n, shift)
	}
}

// pixels is pixelsRef for a multiple of 4 pixels, likewise.
func pixels(dst []uint8, src []int16, first []int32, weights []int16, taps, shift int) {
	if !useRowsAVX2 {
		pixelsRef(dst, src, first, weights, taps, shift)
	} else if n := len(dst) / 4; checkRows(n, first, weights, taps, pixelUnit) {
		pixelsAVX2(&dst[0], &src[0], &first[0], &weights[0], taps, n, shift)
	}
}

// widePixels is widePixelsRef for a multiple of 4 pixels, likewise.
func widePixels(dst, src []int16, first []int32, weights []int16, taps, shift int) {
	if !useRowsAVX2 {
		widePixelsRef(dst, src, first, weights, taps, shift)
	} else if n := len(dst) / 4; checkRows(n, first, weights, taps, pixelUnit) {
		widePixelsAVX2(&dst[0], &src[0], &first[0], &weights[0], taps, n, shift)
	}
}

// checkRows reports whether n is above 0, and panics unless there are first
// taps and weights of n results, in the units of the assembly.
func checkRows(n int, first []int32, weights []int16, taps, unit int) bool {
	if n%4 > 0 || taps <= 0 || padTaps(taps, unit) != taps || len(first) < n || len(weights) < n*taps {
		panic("resample: internal error: odd taps or missing weights")
	}
	return n > 0
}
