package vp8

// The kinds of blocks, by which probabilities differ (RFC 6386 section 13.3).
const (
	lumaWithoutDC = iota
	lumaDCs       // the DC coefficients of 16 blocks: the second order
	chromaBlock
	lumaWithDC
)

var (
	// bands maps the place of a coefficient to its band; one past the last
	// keeps a look ahead inside.
	bands = [17]uint8{0, 1, 2, 3, 6, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 0}
	// zigzag maps it to its place in the block.
	zigzag = [16]uint8{0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15}
	// extraBits are the probabilities of the bits of large values, from the
	// highest on (RFC 6386 section 13.2, DCT_CAT3 to 6).
	extraBits = [4][]uint8{
		{173, 148, 140}, {176, 155, 140, 135}, {180, 157, 141, 134, 130},
		{254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129},
	}
)

// A neighbour says which blocks at the border of a macroblock have
// coefficients: of luma in bits 0 to 3, of the two chroma planes in bits 4, 5
// and 6, 7.
type neighbour struct {
	blocks uint8
	second uint8 // 1 if the DC coefficients had some
}

// readCoefficients reads the coefficients of a macroblock from b into d.coeffs,
// which are 0, and the end of each block into d.ends. It reports whether there
// are any (RFC 6386 section 13).
func (d *decoder) readCoefficients(b *boolDecoder, m *macroblock, above, left *neighbour) bool {
	s := &d.steps[m.segment]
	first, kind := 0, lumaWithDC
	any := false
	if !m.blocks {
		var dc [16]int16
		end := b.coefficients(&d.probs[lumaDCs], above.second+left.second, &s.second, 0, &dc)
		above.second, left.second = 0, 0
		if end > 0 {
			above.second, left.second = 1, 1
			d.spreadDC(&dc)
		}
		first, kind = 1, lumaWithoutDC
	}
	a, l := above.blocks, left.blocks
	var newA, newL uint8
	for y := range 4 {
		has := l >> y & 1
		for x := range 4 {
			n := 4*y + x
			end := b.coefficients(&d.probs[kind], has+a>>x&1, &s.luma, first, (*[16]int16)(d.coeffs[16*n:]))
			has = 0
			if end > first {
				has = 1
			}
			d.ends[n] = uint8(end)
			any = any || end > 1 || d.coeffs[16*n] != 0
			a = a&^(1<<x) | has<<x
		}
		newL |= has << y
	}
	newA = a & 15
	for c := range 2 {
		shift := 4 + 2*c
		ca, cl := a>>shift, l>>shift
		for y := range 2 {
			has := cl >> y & 1
			for x := range 2 {
				n := 16 + 4*c + 2*y + x
				end := b.coefficients(&d.probs[chromaBlock], has+ca>>x&1, &s.chroma, 0, (*[16]int16)(d.coeffs[16*n:]))
				has = 0
				if end > 0 {
					has = 1
				}
				d.ends[n] = uint8(end)
				any = any || end > 1 || d.coeffs[16*n] != 0
				ca = ca&^(1<<x) | has<<x
			}
			newL |= has << (shift + y)
		}
		newA |= ca & 3 << shift
	}
	above.blocks, left.blocks = newA, newL
	return any
}

// coefficients reads a block from its coefficient n on into out, multiplied by
// their steps. It returns the place after the last. ctx counts the neighbours
// that have coefficients.
func (b *boolDecoder) coefficients(probs *[17]*[3][11]uint8, ctx uint8, step *[2]int32, n int, out *[16]int16) int {
	p := &probs[n][ctx]
	for n < 16 {
		if b.bit(p[0]) == 0 {
			return n // no more
		}
		for b.bit(p[1]) == 0 { // a zero
			n++
			if n == 16 {
				return 16
			}
			p = &probs[n][0]
		}
		v := int32(1)
		next := probs[n+1]
		if b.bit(p[2]) == 0 {
			p = &next[1]
		} else {
			v = b.large(p)
			p = &next[2]
		}
		if b.bit(128) != 0 {
			v = -v
		}
		s := step[1]
		if n == 0 {
			s = step[0]
		}
		// At most 2114·157·155/100 in a hostile file, which wraps as in
		// libwebp.
		out[zigzag[n&15]] = int16(v * s)
		n++
	}
	return 16
}

// large reads a value of 2 or more.
func (b *boolDecoder) large(p *[11]uint8) int32 {
	if b.bit(p[3]) == 0 {
		if b.bit(p[4]) == 0 {
			return 2
		}
		return 3 + int32(b.bit(p[5]))
	}
	if b.bit(p[6]) == 0 {
		if b.bit(p[7]) == 0 {
			return 5 + int32(b.bit(159))
		}
		v := 7 + 2*int32(b.bit(165))
		return v + int32(b.bit(145))
	}
	category := 2 * b.bit(p[8])
	category += b.bit(p[9+category/2])
	v := int32(0)
	for _, prob := range extraBits[category&3] {
		v = 2*v + int32(b.bit(prob))
	}
	return v + 3 + 8<<category
}
