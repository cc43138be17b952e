package jpeg

// inverse computes the samples of a row of blocks from their coefficients: the
// inverse DCT (IDCT, T.81 A.3.3) that idct_ref.go defines.
//
// k is the number of samples on a side of a block: 8, 4, 2 or 1. coeffs holds
// blocks × k·k coefficients, the k×k low frequencies of each block row by row,
// as they are in the file, not dequantized; quant[:k*k] has their quantization
// factors in the same order, of any value. dst gets k rows of blocks·k samples
// each, stride bytes apart; stride >= blocks·k and len(dst) >= (k-1)·stride +
// blocks·k. The bytes between the rows are left alone.
func inverse(dst []byte, stride int, coeffs []int16, blocks int, quant *[64]uint16, k int) {
	if blocks <= 0 {
		return
	}
	if stride < blocks*k {
		panic("jpeg: internal error: rows of blocks overlap")
	}
	dst = dst[:(k-1)*stride+blocks*k]
	coeffs = coeffs[:blocks*k*k]
	inverseBlocks(dst, stride, coeffs, blocks, quant, k)
}
