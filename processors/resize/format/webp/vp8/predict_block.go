package vp8

// mean2 and mean3 are rounded means, of two samples and of three with the
// middle one counted twice.
func mean2(a, b uint8) uint8    { return uint8((uint32(a) + uint32(b) + 1) >> 1) }
func mean3(a, b, c uint8) uint8 { return uint8((uint32(a) + 2*uint32(b) + uint32(c) + 2) >> 2) }

// An edge is what lies around a block of 4×4 samples, from the lower left over
// the corner, at 4, to the upper right: the E of the RFC.
type edge [13]uint8

// predictBlock predicts 4×4 samples at s[at] (RFC 6386 section 12.3).
func predictBlock(s []uint8, at int, mode uint8) {
	if mode == modeTM {
		trueMotion(s, at, 4)
		return
	}
	var e edge
	for i := range 4 {
		e[i] = s[at+(3-i)*stride-1]
	}
	copy(e[4:], s[at-stride-1:][:9])
	rows := [4][]uint8{s[at:][:4:4], s[at+stride:][:4:4], s[at+2*stride:][:4:4], s[at+3*stride:][:4:4]}
	switch mode {
	case modeDC:
		sum := uint32(4)
		for i := range 4 {
			sum += uint32(e[i]) + uint32(e[5+i])
		}
		for _, r := range rows {
			fill(r, uint8(sum>>3))
		}
	case modeV:
		for x := range rows[0] {
			v := e.soft(5 + x)
			rows[0][x], rows[1][x], rows[2][x], rows[3][x] = v, v, v, v
		}
	case modeH:
		for y, r := range rows[:3] {
			fill(r, e.soft(3-y))
		}
		fill(rows[3], mean3(e[1], e[0], e[0]))
	case modeRD: // down to the right, along the diagonal
		for y, r := range rows {
			for x := range r {
				r[x] = e.soft(4 + x - y)
			}
		}
	case modeLD: // down to the left
		for y, r := range rows {
			for x := range r {
				if x+y < 6 {
					r[x] = e.soft(6 + x + y)
				}
			}
		}
		rows[3][3] = mean3(e[11], e[12], e[12])
	default:
		e.slant(rows[0], rows[1], rows[2], rows[3], mode)
	}
}

// soft and half are means around sample i of the edge, and of it and the next.
func (e *edge) soft(i int) uint8 { return mean3(e[i-1], e[i], e[i+1]) }
func (e *edge) half(i int) uint8 { return mean2(e[i], e[i+1]) }

// slant predicts the rows of a block in directions off the diagonals.
func (e *edge) slant(r0, r1, r2, r3 []uint8, mode uint8) {
	switch mode {
	case modeVR: // steeper than the diagonal
		for x := range r0 {
			r0[x], r1[x] = e.half(4+x), e.soft(4+x)
		}
		r2[0], r3[0] = e.soft(3), e.soft(2)
		copy(r2[1:], r0)
		copy(r3[1:], r1)
	case modeVL:
		for x := range r0 {
			r0[x], r1[x] = e.half(5+x), e.soft(6+x)
		}
		copy(r2, r0[1:])
		copy(r3, r1[1:])
		r2[3], r3[3] = e.soft(10), e.soft(11)
	case modeHD: // flatter than the diagonal
		for y, r := range [4][]uint8{r0, r1, r2, r3} {
			r[0], r[1] = e.half(3-y), e.soft(4-y)
		}
		r0[2], r0[3] = e.soft(5), e.soft(6)
		copy(r1[2:], r0)
		copy(r2[2:], r1)
		copy(r3[2:], r2)
	case modeHU:
		r0[0], r0[1] = e.half(2), e.soft(2)
		r0[2], r0[3] = e.half(1), e.soft(1)
		copy(r1, r0[2:])
		r1[2], r1[3] = e.half(0), mean3(e[1], e[0], e[0])
		copy(r2, r1[2:])
		fill(r2[2:], e[0])
		fill(r3, e[0])
	}
}
