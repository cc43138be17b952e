package scrypt

import (
	"context"
	"encoding/binary"
	"math/bits"
)

var le = binary.LittleEndian

// mixRef replaces b, 128*r bytes, by its scryptROMix (RFC 7914 section 5). It
// is the definition of mix.
func (h *Hasher) mixRef(ctx context.Context, b []byte) error {
	v, x, y, err := h.memory(1, 1)
	if err != nil {
		return err
	}
	row := len(x)
	for i := range x {
		x[i] = le.Uint32(b[4*i:])
	}
	for i := range h.n {
		copy(v[i*row:][:row], x)
		blockMix(y, x)
		x, y = y, x
		if err := h.poll(ctx, row/16); err != nil {
			return err
		}
	}
	for range h.n {
		j := int(x[row-16]) & (h.n - 1) // Integerify: the last 64 bytes as a number
		for i, word := range v[j*row:][:row] {
			x[i] ^= word
		}
		blockMix(y, x)
		x, y = y, x
		if err := h.poll(ctx, row/16); err != nil {
			return err
		}
	}
	for i := range x {
		le.PutUint32(b[4*i:], x[i])
	}
	return nil
}

// blockMix sets out to scryptBlockMix of in (section 4): each result is
// Salsa20/8 of a block of 16 words xor the result before. The results of even
// blocks come first.
func blockMix(out, in []uint32) {
	x := [16]uint32(in[len(in)-16:])
	half := len(in) / 2
	for i := 0; i < len(in); i += 32 {
		salsa(&x, (*[16]uint32)(in[i:]))
		copy(out[i/2:], x[:])
		salsa(&x, (*[16]uint32)(in[i+16:]))
		copy(out[half+i/2:], x[:])
	}
}

// salsa sets x to Salsa20/8 of x xor in (section 3).
func salsa(x, in *[16]uint32) {
	for i := range x {
		x[i] ^= in[i]
	}
	x0, x1, x2, x3, x4, x5, x6, x7 := x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7]
	x8, x9, x10, x11, x12, x13, x14, x15 := x[8], x[9], x[10], x[11], x[12], x[13], x[14], x[15]
	for range 4 {
		x4 ^= bits.RotateLeft32(x0+x12, 7) // columns
		x8 ^= bits.RotateLeft32(x4+x0, 9)
		x12 ^= bits.RotateLeft32(x8+x4, 13)
		x0 ^= bits.RotateLeft32(x12+x8, 18)
		x9 ^= bits.RotateLeft32(x5+x1, 7)
		x13 ^= bits.RotateLeft32(x9+x5, 9)
		x1 ^= bits.RotateLeft32(x13+x9, 13)
		x5 ^= bits.RotateLeft32(x1+x13, 18)
		x14 ^= bits.RotateLeft32(x10+x6, 7)
		x2 ^= bits.RotateLeft32(x14+x10, 9)
		x6 ^= bits.RotateLeft32(x2+x14, 13)
		x10 ^= bits.RotateLeft32(x6+x2, 18)
		x3 ^= bits.RotateLeft32(x15+x11, 7)
		x7 ^= bits.RotateLeft32(x3+x15, 9)
		x11 ^= bits.RotateLeft32(x7+x3, 13)
		x15 ^= bits.RotateLeft32(x11+x7, 18)

		x1 ^= bits.RotateLeft32(x0+x3, 7) // rows
		x2 ^= bits.RotateLeft32(x1+x0, 9)
		x3 ^= bits.RotateLeft32(x2+x1, 13)
		x0 ^= bits.RotateLeft32(x3+x2, 18)
		x6 ^= bits.RotateLeft32(x5+x4, 7)
		x7 ^= bits.RotateLeft32(x6+x5, 9)
		x4 ^= bits.RotateLeft32(x7+x6, 13)
		x5 ^= bits.RotateLeft32(x4+x7, 18)
		x11 ^= bits.RotateLeft32(x10+x9, 7)
		x8 ^= bits.RotateLeft32(x11+x10, 9)
		x9 ^= bits.RotateLeft32(x8+x11, 13)
		x10 ^= bits.RotateLeft32(x9+x8, 18)
		x12 ^= bits.RotateLeft32(x15+x14, 7)
		x13 ^= bits.RotateLeft32(x12+x15, 9)
		x14 ^= bits.RotateLeft32(x13+x12, 13)
		x15 ^= bits.RotateLeft32(x14+x13, 18)
	}
	x[0] += x0
	x[1] += x1
	x[2] += x2
	x[3] += x3
	x[4] += x4
	x[5] += x5
	x[6] += x6
	x[7] += x7
	x[8] += x8
	x[9] += x9
	x[10] += x10
	x[11] += x11
	x[12] += x12
	x[13] += x13
	x[14] += x14
	x[15] += x15
}
