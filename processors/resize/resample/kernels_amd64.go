//go:build !purego

package resample

import (
	xcpu "golang.org/x/sys/cpu"

	"fanout/internal/cpu"
)

//go:generate go run -C _asm . -out ../kernels_amd64.s -stubs ../kernels_stubs_amd64.go -pkg resample

// The implementations in use. Rows and alpha have none in AVX-512: most windows
// of rows are 8 or 16 taps long and fill no wider register, and alpha waits for
// memory.
var useColumnsAVX512, useColumnsAVX2, useRowsAVX2, useAlphaAVX2 bool

func init() {
	hasVNNI := cpu.HasAVX512 && xcpu.X86.HasAVX512VNNI
	cpu.Register("resample alpha",
		cpu.Variant{Name: "avx2", Level: cpu.AVX2, Supported: cpu.HasAVX2, Use: &useAlphaAVX2})
	cpu.Register("resample columns",
		cpu.Variant{Name: "avx512", Level: cpu.AVX512, Supported: hasVNNI, Use: &useColumnsAVX512},
		cpu.Variant{Name: "avx2", Level: cpu.AVX2, Supported: cpu.HasAVX2, Use: &useColumnsAVX2})
	cpu.Register("resample rows",
		cpu.Variant{Name: "avx2", Level: cpu.AVX2, Supported: cpu.HasAVX2, Use: &useRowsAVX2})
}

// blockColumns is how many columns the assembly takes at a time.
const blockColumns = 64

// blocks cuts n columns, at least blockColumns, into a call for as many whole
// blocks as there are and, if columns are left, one for the last block, which
// computes some of the columns again. Either begins at column `at`.
func blocks(n int, call func(at, blocks int)) {
	call(0, n/blockColumns)
	if n%blockColumns > 0 {
		call(n-blockColumns, 1)
	}
}

// columns is columnsRef for bytes.
func columns(dst []int16, src []uint8, offsets []int, weights []int16, shift int) {
	if len(dst) < blockColumns || !(useColumnsAVX512 || useColumnsAVX2) {
		columnsRef(dst, src, offsets, weights, shift)
		return
	}
	pairs := checkColumns(len(dst), len(src), offsets, weights)
	blocks(len(dst), func(at, n int) {
		if useColumnsAVX512 {
			columnsAVX512(&dst[at], &src[at], &offsets[0], &weights[0], pairs, n, shift)
		} else {
			columnsAVX2(&dst[at], &src[at], &offsets[0], &weights[0], pairs, n, shift)
		}
	})
}

// wideColumns is columnsRef for 16-bit samples.
func wideColumns(dst, src []int16, offsets []int, weights []int16, shift int) {
	if len(dst) < blockColumns || !(useColumnsAVX512 || useColumnsAVX2) {
		columnsRef(dst, src, offsets, weights, shift)
		return
	}
	pairs := checkColumns(len(dst), len(src), offsets, weights)
	blocks(len(dst), func(at, n int) {
		if useColumnsAVX512 {
			wideColumnsAVX512(&dst[at], &src[at], &offsets[0], &weights[0], pairs, n, shift)
		} else {
			wideColumnsAVX2(&dst[at], &src[at], &offsets[0], &weights[0], pairs, n, shift)
		}
	})
}

// checkColumns panics unless n samples from each offset on lie in a source of
// length samples, and there is an even number of offsets with weights.
func checkColumns(n, length int, offsets []int, weights []int16) (pairs int) {
	for _, offset := range offsets {
		if offset < 0 || offset > length-n {
			panic("resample: internal error: a row does not lie in the source")
		}
	}
	if len(offsets) == 0 || len(offsets)%2 > 0 || len(weights) < len(offsets) {
		panic("resample: internal error: odd rows or missing weights")
	}
	return len(offsets) / 2
}

// rows is rowsRef for a multiple of 4 samples. That first[i]+taps samples are in
// src is a table's promise (table.holds), which is checked once a row.
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

// checkRows reports whether there are results, and panics unless they are n
// windows as the assembly takes them.
func checkRows(n int, first []int32, weights []int16, taps, unit int) bool {
	if n%4 > 0 || taps <= 0 || padTaps(taps, unit) != taps || len(first) < n || len(weights) < n*taps {
		panic("resample: internal error: odd windows or missing weights")
	}
	return n > 0
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
