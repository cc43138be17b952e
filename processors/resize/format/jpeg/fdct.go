package jpeg

import "math/bits"

// A quantizer holds the factors of one quantization table, and reciprocals with
// which to divide by them.
type quantizer struct {
	// factors are those of the file, 1 to 255, row by row.
	factors [64]uint16
	// Column by column, for n = |16·F| + bias (see fdct_ref.go):
	// n / (16·factor) = (n·reciprocal >> 16)·scale >> 16.
	bias, reciprocal, scale [64]uint16
}

// set makes q quantize by factors, which are in zigzag order.
func (q *quantizer) set(factors *[64]uint8) {
	for k, f := range factors {
		i := zigzag[k]
		q.factors[i] = uint16(f)
		i = i%8*8 + i/8
		q.bias[i] = bias(k, uint16(f))
		q.reciprocal[i], q.scale[i] = reciprocal(16 * uint16(f))
	}
}

// reciprocal returns r and s so that (n·r >> 16)·s >> 16 = n/d, rounded down,
// for 0 <= n < 2^15 and 16 <= d < 2^12.
//
// With 2^t < d < 2^(t+1), r = 2^(16+t)/d rounded up is below 2^16. As r·d is
// above 2^(16+t) by e < d < 2^(t+1), n·r/2^(16+t) is above n/d by
// n·e/(2^(16+t)·d) < 1/d, too little to reach the next whole number. If d is
// 2^(t+1), e is 0.
func reciprocal(d uint16) (r, s uint16) {
	t := bits.Len16(d-1) - 1
	return uint16((1<<(16+t) + uint32(d) - 1) / uint32(d)), 1 << (16 - t)
}

// forward computes the quantized coefficients of the blocks in eight rows of
// samples: the forward DCT (FDCT, T.81 A.3.3) and the quantization (A.3.4) that
// fdct_ref.go defines.
//
// There are len(nonzero) blocks. src holds eight rows, stride bytes apart, of
// eight samples for each block; coeffs gets 64 coefficients for each block, in
// zigzag order, and nonzero a bitmap of those that are not 0, the DC
// coefficient in the lowest bit.
func forward(coeffs []int16, nonzero []uint64, src []byte, stride int, q *quantizer) {
	blocks := len(nonzero)
	if blocks == 0 {
		return
	}
	coeffs = coeffs[:64*blocks]
	src = src[:7*stride+8*blocks]
	forwardBlocks(coeffs, nonzero, src, stride, q)
}
