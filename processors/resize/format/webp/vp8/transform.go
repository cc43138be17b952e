package vp8

// spreadDC takes the second-order transform back (RFC 6386 section 14.3): the
// results are the DC coefficients of the blocks of luma.
func (d *decoder) spreadDC(in *[16]int16) {
	var t [16]int32
	for i := range 4 {
		a0, a1 := int32(in[i])+int32(in[12+i]), int32(in[4+i])+int32(in[8+i])
		a2, a3 := int32(in[4+i])-int32(in[8+i]), int32(in[i])-int32(in[12+i])
		t[i], t[4+i], t[8+i], t[12+i] = a0+a1, a3+a2, a0-a1, a3-a2
	}
	for i := range 4 {
		dc := t[4*i] + 3 // rounds
		a0, a1 := dc+t[4*i+3], t[4*i+1]+t[4*i+2]
		a2, a3 := t[4*i+1]-t[4*i+2], dc-t[4*i+3]
		d.coeffs[64*i] = int16((a0 + a1) >> 3)
		d.coeffs[64*i+16] = int16((a3 + a2) >> 3)
		d.coeffs[64*i+32] = int16((a0 - a1) >> 3)
		d.coeffs[64*i+48] = int16((a3 - a2) >> 3)
	}
}

// sin and cos multiply by √2·sin(π/8) and √2·cos(π/8), in 16 bits after the
// point (RFC 6386 section 14.4). |v| < 2¹⁷, so products stay below 2³³: hence
// 64 bits.
func sin(v int32) int32 { return int32(int64(v) * 35468 >> 16) }
func cos(v int32) int32 { return v + int32(int64(v)*20091>>16) }

// addBlock takes the transform of 4×4 coefficients back and adds the result to
// the samples at dst, whose rows are stride apart. end is the place after the
// last coefficient, 0 or 1 if there is at most the first.
func addBlock(dst []uint8, coeffs *[16]int16, end uint8) {
	if end <= 1 {
		if coeffs[0] != 0 {
			addDC(dst, (int32(coeffs[0])+4)>>3)
		}
		return
	}
	var t [16]int32
	for i := range 4 {
		c0, c1, c2, c3 := int32(coeffs[i]), int32(coeffs[4+i]), int32(coeffs[8+i]), int32(coeffs[12+i])
		a, b := c0+c2, c0-c2
		c, d := sin(c1)-cos(c3), cos(c1)+sin(c3)
		t[4*i], t[4*i+1], t[4*i+2], t[4*i+3] = a+d, b+c, b-c, a-d
	}
	for i := range 4 {
		dc := t[i] + 4 // rounds
		a, b := dc+t[8+i], dc-t[8+i]
		c, d := sin(t[4+i])-cos(t[12+i]), cos(t[4+i])+sin(t[12+i])
		row := dst[stride*i:][:4:4]
		row[0] = clamp(int32(row[0]) + (a+d)>>3)
		row[1] = clamp(int32(row[1]) + (b+c)>>3)
		row[2] = clamp(int32(row[2]) + (b-c)>>3)
		row[3] = clamp(int32(row[3]) + (a-d)>>3)
	}
}

// addDC adds v to 4×4 samples.
func addDC(dst []uint8, v int32) {
	for y := range 4 {
		row := dst[stride*y:][:4:4]
		for x := range row {
			row[x] = clamp(int32(row[x]) + v)
		}
	}
}

// clamp limits v to a sample.
func clamp(v int32) uint8 {
	if uint32(v) > 255 {
		if v < 0 {
			return 0
		}
		return 255
	}
	return uint8(v)
}
