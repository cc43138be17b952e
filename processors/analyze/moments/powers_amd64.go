//go:build !purego

package moments

import "fanout/internal/cpu"

//go:generate go run -C _asm . powers

var useAVX512 bool

func init() {
	cpu.Register("csv moments", cpu.Variant{Name: "avx512", Level: cpu.AVX512, Supported: cpu.HasAVX512, Use: &useAVX512})
}

// surveyMany returns the survey of the first n mantissas, at most blockSize.
func surveyMany(mants []int64) (s survey, n int) {
	n = len(mants) &^ 7
	if !useAVX512 || n == 0 {
		return survey{}, 0
	}
	var r [4][8]int64
	surveyAVX512(&mants[0], n, &r)
	s = survey{lo: r[0][0], hi: r[1][0]}
	for i := range 8 {
		s.lo, s.hi = min(s.lo, r[0][i]), max(s.hi, r[1][i])
		s.negatives += uint64(r[2][i])
		s.zeros += uint64(r[3][i])
	}
	return s, n
}

// sumPowersMany is sumPowersRef for the first n mantissas, at most blockSize,
// all of them below lo + 2^26.
//
// If d² = h·2^26 + l, then d³ = (h·d)·2^26 + l·d and d^4 = h²·2^52 + (h·l)·2^27
// + l²; h and l are below 2^26, and so each of the seven sums is below 2^62.
func sumPowersMany(mants []int64, lo int64) (s sums, n int) {
	n = len(mants) &^ 7
	if !useAVX512 || n == 0 {
		return sums{}, 0
	}
	var r [7][8]uint64
	powersAVX512(&mants[0], n, lo, &r)
	var t [7]uint64 // Σ of d, d², l·d, h·d, l², h·l, h²
	for i := range r {
		for _, x := range r[i] {
			t[i] += x
		}
	}
	s[0][0], s[1][0], s[2][0] = uint64(n), t[0], t[1]
	s[3] = wide{t[2]}
	s[3].add(wide{t[3] << 26, t[3] >> 38})
	s[4] = wide{t[4]}
	s[4].add(wide{t[5] << 27, t[5] >> 37})
	s[4].add(wide{t[6] << 52, t[6] >> 12})
	return s, n
}
