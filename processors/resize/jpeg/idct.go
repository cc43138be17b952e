package jpeg

// inverse computes the samples of a row of blocks from their coefficients.
//
// k is the side of a block's picture: 8, 4, 2 or 1. coeffs holds blocks × k·k
// coefficients, the k×k low frequencies of each block row by row, as they are
// in the file, not dequantised; quant[:k*k] has their quantisation factors in
// the same order, of any value. dst gets k rows of blocks·k samples each, stride
// bytes apart; stride >= blocks·k and len(dst) >= (k-1)·stride + blocks·k.
// Nothing else of dst is written, but bytes between may be read.
func inverse(dst []byte, stride int, coeffs []int16, blocks int, quant *[64]uint16, k int) {
	inverseRef(dst, stride, coeffs, blocks, quant, k)
}
