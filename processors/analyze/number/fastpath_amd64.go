//go:build !purego

package number

import "fanout/internal/cpu"

//go:generate go run -C _asm . fastpath

var useAVX512 bool

func init() {
	cpu.Register("csv numbers", cpu.Variant{Name: "avx512", Level: cpu.AVX512, Supported: cpu.HasAVX512, Use: &useAVX512})
}

// maxFastPath is the largest number of fields of a call, which takes 0.2 ms.
const maxFastPath = 1 << 16

// fastPath parses fields like fastPathRef as far as it can, or none.
func fastPath(buf []byte, start, end []uint32, mant []int64, scale []int16, class []Class) (done, floats int) {
	n := min(len(start), maxFastPath)
	if !useAVX512 || n < 8 || len(buf) < 16 || len(buf) >= 1<<32 {
		return 0, 0
	}
	_, _, _, _ = end[n-1], mant[n-1], scale[n-1], class[n-1]
	return fastPathAVX512(&buf[0], len(buf), &start[0], &end[0], n, &mant[0], &scale[0], (*uint8)(&class[0]))
}
