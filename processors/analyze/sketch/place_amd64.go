//go:build !purego

package sketch

import "fanout/internal/cpu"

var useAVX512, useHash bool

func init() {
	cpu.Register("csv bins", cpu.Variant{Name: "avx512", Level: cpu.AVX512, Supported: cpu.HasAVX512, Use: &useAVX512})
	cpu.Register("csv hash", cpu.Variant{Name: "avx512", Level: cpu.AVX512, Supported: cpu.HasAVX512, Use: &useHash})
}

// placeMany does what placeRef does to the first n values, at most windowBatch.
func placeMany(at []uint32, values []float64, s *spot) (n int) {
	n = min(len(values), windowBatch) &^ 7
	if !useAVX512 || n == 0 {
		return 0
	}
	_ = at[n-1]
	placeAVX512(&at[0], &values[0], n, (*[7]uint64)(s))
	return n
}

// hashMany sets hashes to those of the first fields, as long as they lie well inside buf.
func hashMany(hashes []uint64, buf []byte, start, end []uint32) (n int) {
	n = len(hashes) &^ 7
	if !useHash || n == 0 || len(buf) < 8 || len(buf) >= 1<<32 {
		return 0
	}
	_, _ = start[n-1], end[n-1]
	return hashAVX512(&hashes[0], &buf[0], len(buf), &start[0], &end[0], n)
}
