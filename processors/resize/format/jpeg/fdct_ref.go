package jpeg

// The forward DCT, as defined here, is
//
//	F(u, v) = 1/8 · Σx Σy b(u,x)·b(v,y)·(sample(x, y) - 128)
//
// with b of idct_ref.go (T.81 A.3.3). A coefficient is F divided by its
// quantization factor and rounded: see bias.
//
// It is computed first in columns, then in rows, in 16-bit values and 32-bit
// sums. Ranges, for any samples:
//
//   - Samples are within ±128 after the level shift, so that a column's sum is
//     within ±1024: Σx |b(u,x)| is at most 8.
//   - Columns keep 4 fractional bits: ±2^14, so that sums and differences
//     of two fit into int16. (The positive end is 1020·16, as no more than
//     half of the samples can be -128 there.)
//   - The 32-bit sums of a row are below 8·2^14·2^13 = 2^30.
//   - Rows keep 16·F, which is within ±2^14.
const (
	forwardColumnBits  = 4
	forwardColumnShift = dctBits - forwardColumnBits
	forwardColumnRound = 1 << (forwardColumnShift - 1)
	forwardRowShift    = dctBits + forwardColumnBits + 3 - 4
	forwardRowRound    = 1 << (forwardRowShift - 1)
)

// forwardRef is the definition of forward.
func forwardRef(coeffs []int16, nonzero []uint64, src []byte, stride int, q *quantizer) {
	for b := range nonzero {
		out := (*[64]int16)(coeffs[64*b:])
		forwardBlock(out, src[8*b:], stride, q)
		nonzero[b] = 0
		for k, c := range out {
			if c != 0 {
				nonzero[b] |= 1 << k
			}
		}
	}
}

// forwardBlock is forward for one block.
func forwardBlock(out *[64]int16, src []byte, stride int, q *quantizer) {
	var t [64]int32
	for y := range 8 {
		for x, v := range (*[8]byte)(src[y*stride:]) {
			t[8*y+x] = int32(v) - 128
		}
	}
	for x := range 8 {
		c := [8]int32{t[x], t[8+x], t[16+x], t[24+x], t[32+x], t[40+x], t[48+x], t[56+x]}
		forwardCosines(&c, forwardColumnRound, forwardColumnShift)
		for v := range c {
			t[8*v+x] = c[v]
		}
	}
	for y := range 8 {
		forwardCosines((*[8]int32)(t[8*y:]), forwardRowRound, forwardRowShift)
	}
	for k := range out {
		i := zigzag[k]
		out[k] = quantize(t[i], int32(q.factors[i]), int32(bias(k, q.factors[i])))
	}
}

// forwardCosines replaces c by (Σx b(u,x)·c[x] + round) >> shift for each u.
func forwardCosines(c *[8]int32, round int32, shift uint) {
	// b(u, 7-x) is b(u, x) for even u and -b(u, x) for odd u.
	s0, d0 := c[0]+c[7], c[0]-c[7]
	s1, d1 := c[1]+c[6], c[1]-c[6]
	s2, d2 := c[2]+c[5], c[2]-c[5]
	s3, d3 := c[3]+c[4], c[3]-c[4]
	shift &= 31
	c[0] = (cos4*(s0+s3) + cos4*(s1+s2) + round) >> shift
	c[4] = (cos4*(s0+s3) - cos4*(s1+s2) + round) >> shift
	c[2] = (cos2*(s0-s3) + cos6*(s1-s2) + round) >> shift
	c[6] = (cos6*(s0-s3) - cos2*(s1-s2) + round) >> shift
	c[1] = (cos1*d0 + cos3*d1 + cos5*d2 + cos7*d3 + round) >> shift
	c[3] = (cos3*d0 - cos7*d1 - cos1*d2 - cos5*d3 + round) >> shift
	c[5] = (cos5*d0 - cos1*d1 + cos7*d2 + cos3*d3 + round) >> shift
	c[7] = (cos7*d0 - cos5*d1 + cos3*d2 - cos1*d3 + round) >> shift
}

// bias returns what is added to the magnitude of the k-th coefficient, in
// sixteenths, before the division by factor rounds down. A DC coefficient is
// rounded to the nearest whole number. Others are rounded up from 17/32 on, or
// from 1/2 if the factor is 1: they are more often near 0 than above, so that a
// value in the middle is better rounded down. In photographs of 800×600 at
// quality 80 this saves 3 % of the bytes. A quality lower by one saves as much,
// but loses twice as much SSIM and almost four times as much PSNR.
func bias(k int, factor uint16) uint16 {
	if k == 0 {
		return 8 * factor
	}
	return (15*factor + 1) / 2
}

// quantize returns c/(16·factor), rounded by bias away from 0.
func quantize(c, factor, bias int32) int16 {
	if c < 0 {
		return -int16((-c + bias) / (16 * factor))
	}
	return int16((c + bias) / (16 * factor))
}
