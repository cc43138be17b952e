package jpeg

// The inverse DCT of a k×k block, as defined here, is
//
//	sample(x, y) = 128 + 1/8 · Σu Σv b(u,x)·b(v,y)·C(u, v),  b(0,x) = 1,  b(u,x) = √2·cos((2x+1)uπ/2k)
//
// with C the dequantized coefficients. For k = 8 it is that of T.81 A.3.3,
// whose factor ¼·Cu·Cv is 1/8, times √2 for each of u and v that is not 0. For
// k below 8 it gives the samples of a smaller picture: the k×k low frequencies,
// scaled from an 8×8 transform to a k×k one, for which the factor 1/8 stays the
// same. The even and odd halves are those of Loeffler, Ligtenberg and Moschytz
// (Practical Fast 1-D DCT Algorithms with 11 Multiplications, 1989).
//
// It is computed first in columns, then in rows, in 16-bit values and 32-bit
// sums, so that vectors of 16-bit lanes with pairwise multiply-add can do the
// same. Ranges, for any input:
//
//   - A quantization factor is clamped to 32767 (a file of 8-bit samples has at
//     most 255, T.81 B.2.4.1), and a product is saturated to int16. Encoders
//     write products within ±(1024 + 255/2).
//   - b is rounded to 13 fractional bits. For each x, Σu |b(u,x)| is below
//     61212/8192, so that a sum is below 61212·32768 + 129·2^19 < 2^31.
//   - Columns keep 3 fractional bits and are saturated to int16. Those of a
//     picture are within ±8·1024, apart from quantization noise.
//   - Rows drop the 13 fractional bits of b, the 3 of columns, and 3 for the
//     factor 1/8.

const (
	dctBits    = 13 // fractional bits of the constants
	columnBits = 3  // fractional bits of the results of columns

	columnShift = dctBits - columnBits
	columnRound = 1 << (columnShift - 1)
	rowShift    = dctBits + columnBits + 3
	rowRound    = 128<<rowShift + 1<<(rowShift-1) // with the level shift
)

// cosN is √2·cos(Nπ/16) with dctBits fractional bits; cos4 is 1.
const (
	cos1 = 11363
	cos2 = 10703
	cos3 = 9633
	cos4 = 8192
	cos5 = 6436
	cos6 = 4433
	cos7 = 2260
)

// maxFactor is the limit to which quantization factors are clamped.
const maxFactor = 1<<15 - 1

// inverseRef is the definition of inverse.
func inverseRef(dst []byte, stride int, coeffs []int16, blocks int, quant *[64]uint16, k int) {
	for b := range blocks {
		c := coeffs[b*k*k : (b+1)*k*k]
		out := dst[b*k:]
		switch k {
		case 8:
			inverse8(out, stride, (*[64]int16)(c), quant)
		case 4:
			inverse4(out, stride, (*[16]int16)(c), quant)
		case 2:
			inverse2(out, stride, (*[4]int16)(c), quant)
		case 1:
			out[0] = clampByte((dequantize(c[0], quant[0]) + 128<<3 + 4) >> 3)
		}
	}
}

// inverse8 is inverse for one block of 8×8 samples.
func inverse8(dst []byte, stride int, coeffs *[64]int16, quant *[64]uint16) {
	var t [64]int32
	for i := range t {
		t[i] = dequantize(coeffs[i], quant[i])
	}
	for x := range 8 {
		c := [8]int32{t[x], t[8+x], t[16+x], t[24+x], t[32+x], t[40+x], t[48+x], t[56+x]}
		cosines8(&c, columnRound)
		for y := range c {
			t[8*y+x] = clampInt16(c[y] >> columnShift)
		}
	}
	for y := range 8 {
		r := (*[8]int32)(t[8*y:])
		cosines8(r, rowRound)
		row := (*[8]byte)(dst[y*stride:])
		for x := range r {
			row[x] = clampByte(r[x] >> rowShift)
		}
	}
}

// cosines8 replaces c by round + Σu b(u,x)·c[u] for each x.
func cosines8(c *[8]int32, round int32) {
	// b(u, 7-x) is b(u, x) for even u and -b(u, x) for odd u.
	p := cos4*c[0] + cos4*c[4] + round
	q := cos4*c[0] - cos4*c[4] + round
	r := cos2*c[2] + cos6*c[6]
	s := cos6*c[2] - cos2*c[6]
	e0, e1, e2, e3 := p+r, q+s, q-s, p-r
	o0 := cos1*c[1] + cos3*c[3] + cos5*c[5] + cos7*c[7]
	o1 := cos3*c[1] - cos7*c[3] - cos1*c[5] - cos5*c[7]
	o2 := cos5*c[1] - cos1*c[3] + cos7*c[5] + cos3*c[7]
	o3 := cos7*c[1] - cos5*c[3] + cos3*c[5] - cos1*c[7]
	c[0], c[1], c[2], c[3] = e0+o0, e1+o1, e2+o2, e3+o3
	c[4], c[5], c[6], c[7] = e3-o3, e2-o2, e1-o1, e0-o0
}

// inverse4 is inverse for one block of 4×4 samples.
func inverse4(dst []byte, stride int, coeffs *[16]int16, quant *[64]uint16) {
	var t [16]int32
	for i := range t {
		t[i] = dequantize(coeffs[i], quant[i])
	}
	for x := range 4 {
		c := [4]int32{t[x], t[4+x], t[8+x], t[12+x]}
		cosines4(&c, columnRound)
		for y := range c {
			t[4*y+x] = clampInt16(c[y] >> columnShift)
		}
	}
	for y := range 4 {
		r := (*[4]int32)(t[4*y:])
		cosines4(r, rowRound)
		row := (*[4]byte)(dst[y*stride:])
		for x := range r {
			row[x] = clampByte(r[x] >> rowShift)
		}
	}
}

// cosines4 replaces c by round + Σu b(u,x)·c[u] for each x.
func cosines4(c *[4]int32, round int32) {
	p := cos4*c[0] + cos4*c[2] + round
	q := cos4*c[0] - cos4*c[2] + round
	r := cos2*c[1] + cos6*c[3]
	s := cos6*c[1] - cos2*c[3]
	c[0], c[1], c[2], c[3] = p+r, q+s, q-s, p-r
}

// inverse2 is inverse for one block of 2×2 samples. It is exact except for the
// final rounding, as b is ±1.
func inverse2(dst []byte, stride int, coeffs *[4]int16, quant *[64]uint16) {
	a := dequantize(coeffs[0], quant[0]) + 128<<3 + 4
	b := dequantize(coeffs[1], quant[1])
	c := dequantize(coeffs[2], quant[2])
	d := dequantize(coeffs[3], quant[3])
	upper, lower := (*[2]byte)(dst), (*[2]byte)(dst[stride:])
	upper[0] = clampByte((a + b + c + d) >> 3)
	upper[1] = clampByte((a - b + c - d) >> 3)
	lower[0] = clampByte((a + b - c - d) >> 3)
	lower[1] = clampByte((a - b - c + d) >> 3)
}

// dequantize returns c·factor (T.81 A.3.4), saturated to int16.
func dequantize(c int16, factor uint16) int32 { return clampInt16(dequantizeWide(c, factor)) }

func clampInt16(v int32) int32 { return min(max(v, -1<<15), 1<<15-1) }

func clampByte(v int32) byte { return byte(min(max(v, 0), 255)) }
