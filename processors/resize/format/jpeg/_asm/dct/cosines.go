// Package dct writes the discrete cosine transforms of JPEG (ITU-T T.81 A.3.3),
// whose definitions are in fdct_ref.go and idct_ref.go.
package dct

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
