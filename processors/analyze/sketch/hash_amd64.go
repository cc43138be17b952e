//go:build !purego

package sketch

import "fanout/internal/cpu"

//go:generate go run -C _asm . hash

var useHash bool

func init() {
	cpu.Register("csv hash", cpu.Variant{Name: "avx512", Level: cpu.AVX512, Supported: cpu.HasAVX512, Use: &useHash})
}

// hashMany sets hashes to those of the first n fields. It stops before fields
// that are too close to the ends of buf for the kernel.
func hashMany(hashes []uint64, buf []byte, start, end []uint32) (n int) {
	n = len(hashes) &^ 7
	if !useHash || n == 0 || len(buf) < 8 || len(buf) >= 1<<32 {
		return 0
	}
	_, _ = start[n-1], end[n-1]
	return hashAVX512(&hashes[0], &buf[0], len(buf), &start[0], &end[0], n)
}
