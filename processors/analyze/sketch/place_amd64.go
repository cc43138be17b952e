//go:build !purego

package sketch

import "fanout/internal/cpu"

//go:generate go run -C _asm . place

var usePlaceAVX512 bool

func init() {
	cpu.Register("csv bins", cpu.Variant{Name: "avx512", Level: cpu.AVX512, Supported: cpu.HasAVX512, Use: &usePlaceAVX512})
}

// placeMany is placeRef for the first n values, at most placeBatch.
func placeMany(at []uint32, values []float64, s *placeState) (n int) {
	n = min(len(values), placeBatch) &^ 7
	if !usePlaceAVX512 || n == 0 {
		return 0
	}
	_ = at[n-1]
	placeAVX512(&at[0], &values[0], n, (*[7]uint64)(s))
	return n
}
