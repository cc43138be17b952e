//go:build !purego

package resample

import (
	xcpu "golang.org/x/sys/cpu"

	"fanout/internal/cpu"
)

//go:generate go run -C _asm . columns

var useColumnsAVX512, useColumnsAVX2 bool

func init() {
	cpu.Register("resample columns",
		cpu.Variant{Name: "avx512", Level: cpu.AVX512, Supported: cpu.HasAVX512 && xcpu.X86.HasAVX512VNNI, Use: &useColumnsAVX512},
		cpu.Variant{Name: "avx2", Level: cpu.AVX2, Supported: cpu.HasAVX2, Use: &useColumnsAVX2})
}

// blockColumns is the number of columns that the assembly takes at a time.
const blockColumns = 64

// blocks calls call for all whole blocks of n columns, at least blockColumns,
// and for the last block if columns remain, some of which are then computed
// twice. Each call begins at column at.
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

// checkColumns panics unless a source of length samples has n samples from each
// offset on, and there is an even number of offsets with weights.
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
