package argon2

import "math/bits"

// compressRef sets out to G(prev, ref), the compression function of RFC 9106
// section 3.5. R is prev xor ref, a matrix of 8 by 8 registers of two words
// each. The permutation P is applied to each row, then to each column, and the
// result is xor R. If xor is set, as in the passes after the first, it is also
// xor the old out. out may be one of the others.
func compressRef(out, prev, ref *block, xor bool) {
	var r block
	for i := range r {
		r[i] = prev[i] ^ ref[i]
	}
	z := r
	for i := 0; i < 128; i += 16 {
		permute(&z, i, 2)
	}
	for i := 0; i < 16; i += 2 {
		permute(&z, i, 16)
	}
	if xor {
		for i := range r {
			r[i] ^= out[i]
		}
	}
	for i := range r {
		out[i] = z[i] ^ r[i]
	}
}

// permute is the permutation P of RFC 9106 section 3.6, a round of BLAKE2b
// without message, on the 16 words of eight registers. These begin at first,
// step words apart.
func permute(z *block, first, step int) {
	v := func(i int) *uint64 { return &z[first+i/2*step+i%2] }
	v0, v1, v2, v3 := *v(0), *v(1), *v(2), *v(3)
	v4, v5, v6, v7 := *v(4), *v(5), *v(6), *v(7)
	v8, v9, v10, v11 := *v(8), *v(9), *v(10), *v(11)
	v12, v13, v14, v15 := *v(12), *v(13), *v(14), *v(15)

	v0, v4, v8, v12 = mix(v0, v4, v8, v12)
	v1, v5, v9, v13 = mix(v1, v5, v9, v13)
	v2, v6, v10, v14 = mix(v2, v6, v10, v14)
	v3, v7, v11, v15 = mix(v3, v7, v11, v15)

	*v(0), *v(5), *v(10), *v(15) = mix(v0, v5, v10, v15)
	*v(1), *v(6), *v(11), *v(12) = mix(v1, v6, v11, v12)
	*v(2), *v(7), *v(8), *v(13) = mix(v2, v7, v8, v13)
	*v(3), *v(4), *v(9), *v(14) = mix(v3, v4, v9, v14)
}

// mix is the function GB of RFC 9106 section 3.6: G of BLAKE2b, in which x + y
// + 2*lo(x)*lo(y) modulo 2^64 replaces every addition x + y. lo is the low 32
// bits.
func mix(a, b, c, d uint64) (uint64, uint64, uint64, uint64) {
	a += b + 2*uint64(uint32(a))*uint64(uint32(b))
	d = bits.RotateLeft64(d^a, -32)
	c += d + 2*uint64(uint32(c))*uint64(uint32(d))
	b = bits.RotateLeft64(b^c, -24)
	a += b + 2*uint64(uint32(a))*uint64(uint32(b))
	d = bits.RotateLeft64(d^a, -16)
	c += d + 2*uint64(uint32(c))*uint64(uint32(d))
	b = bits.RotateLeft64(b^c, -63)
	return a, b, c, d
}

// natural is the placement for the reference: word i is at place i.
var natural = func() (p [128]uint8) {
	for i := range p {
		p[i] = uint8(i)
	}
	return p
}()
