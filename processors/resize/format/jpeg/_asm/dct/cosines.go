// Package dct writes the discrete cosine transforms of JPEG (ITU-T T.81 A.3.3),
// whose definitions are in fdct_ref.go and idct_ref.go.
package dct

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/reg"

	"fanout/internal/_asm"
)

// cosN is √2·cos(Nπ/16) with 13 fractional bits, as in idct_ref.go.
const (
	cos1 = 11363
	cos2 = 10703
	cos3 = 9633
	cos4 = 8192
	cos5 = 6436
	cos6 = 4433
	cos7 = 2260
)

// cosines4 is that of the reference, for pairs of 16-bit values: c[0] and c[2]
// are in even, c[1] and c[3] in odd. It is also the even half of cosines8.
func cosines4(even, odd VecVirtual, round string, roundValue int32) [4]VecVirtual {
	p := asm.MultiplyPairs(even, "cos4cos4", cos4, cos4)
	q := asm.MultiplyPairs(even, "cos4ncos4", cos4, -cos4)
	VPADDD(asm.Repeated32(round, roundValue), p, p)
	VPADDD(asm.Repeated32(round, roundValue), q, q)
	r := asm.MultiplyPairs(odd, "cos2cos6", cos2, cos6)
	s := asm.MultiplyPairs(odd, "cos6ncos2", cos6, -cos2)
	return [4]VecVirtual{asm.Sum(p, r), asm.Sum(q, s), asm.Difference(q, s), asm.Difference(p, r)}
}
