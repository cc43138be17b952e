package gif

import "image"

// side is the number of histogram cells along one colour axis, plus a border
// of zeros that the cumulative sums need.
const side = 33

// moments are sums over the pixels of a box of colours. With at most 2^40
// pixels every sum of colours stays below 2^48 and of squares below 2^58.
type moments struct {
	n       int64    // pixels
	sum     [3]int64 // of each channel
	squares int64    // of all three channels
}

func (m *moments) add(o *moments, sign int64) {
	m.n += sign * o.n
	for c := range m.sum {
		m.sum[c] += sign * o.sum[c]
	}
	m.squares += sign * o.squares
}

// centre returns |sum|²/n, the part of the squares that the mean explains.
func (m *moments) centre() float64 {
	if m.n == 0 {
		return 0
	}
	var s float64
	for _, v := range m.sum {
		s += float64(v) * float64(v)
	}
	return s / float64(m.n)
}

// variance returns the summed squared distance of the pixels to their mean.
func (m *moments) variance() float64 { return float64(m.squares) - m.centre() }

// A box is a set of histogram cells: lo exclusive, hi inclusive on each axis.
type box struct {
	lo, hi   [3]int
	variance float64
}

// A wuTable holds cumulative moments over red, green and blue.
type wuTable [side][side][side]moments

// wuPalette chooses at most limit colours for the pixels of img with alpha of
// at least 128 (Xiaolin Wu, "Efficient Statistical Computations for Optimal
// Color Quantization", Graphics Gems II, 1991): the box of largest variance is
// cut where the variance of the two halves is smallest, until there are limit
// boxes. It returns at least one colour.
func wuPalette(img *image.NRGBA, limit int) [][3]uint8 {
	table := newWuTable(img)
	boxes := []box{{hi: [3]int{side - 1, side - 1, side - 1}}}
	whole := table.moments(&boxes[0])
	boxes[0].variance = whole.variance()
	for len(boxes) < limit {
		widest := 0
		for i := range boxes {
			if boxes[i].variance > boxes[widest].variance {
				widest = i
			}
		}
		if boxes[widest].variance <= 0 {
			break
		}
		a, b, ok := table.cut(boxes[widest])
		if !ok {
			boxes[widest].variance = 0 // one cell: nothing to cut
			continue
		}
		boxes[widest] = a
		boxes = append(boxes, b)
	}
	var palette [][3]uint8
	for i := range boxes {
		m := table.moments(&boxes[i])
		if m.n == 0 {
			continue
		}
		var c [3]uint8
		for k := range c {
			c[k] = uint8((m.sum[k] + m.n/2) / m.n)
		}
		palette = append(palette, c)
	}
	if palette == nil {
		palette = [][3]uint8{{}}
	}
	return palette
}

func newWuTable(img *image.NRGBA) *wuTable {
	t := new(wuTable)
	for y := range img.Rect.Dy() {
		row := img.Pix[y*img.Stride:][:4*img.Rect.Dx()]
		for i := 0; i+3 < len(row); i += 4 {
			if row[i+3] < 128 {
				continue
			}
			r, g, b := int64(row[i]), int64(row[i+1]), int64(row[i+2])
			m := &t[r>>3+1][g>>3+1][b>>3+1]
			m.n++
			m.sum[0] += r
			m.sum[1] += g
			m.sum[2] += b
			m.squares += r*r + g*g + b*b
		}
	}
	for r := 1; r < side; r++ {
		for g := 1; g < side; g++ {
			for b := 1; b < side; b++ {
				m := &t[r][g][b]
				m.add(&t[r-1][g][b], 1)
				m.add(&t[r][g-1][b], 1)
				m.add(&t[r][g][b-1], 1)
				m.add(&t[r-1][g-1][b], -1)
				m.add(&t[r-1][g][b-1], -1)
				m.add(&t[r][g-1][b-1], -1)
				m.add(&t[r-1][g-1][b-1], 1)
			}
		}
	}
	return t
}

// moments returns the sums over b by inclusion and exclusion at its corners.
func (t *wuTable) moments(b *box) moments {
	var m moments
	for corner := range 8 {
		at, sign := b.hi, int64(1)
		for axis := range 3 {
			if corner>>axis&1 != 0 {
				at[axis] = b.lo[axis]
				sign = -sign
			}
		}
		m.add(&t[at[0]][at[1]][at[2]], sign)
	}
	return m
}

// cut divides b where the halves' means explain most. Ties go to the first
// axis and the lowest place, so that equal pictures give equal palettes.
func (t *wuTable) cut(b box) (lower, upper box, ok bool) {
	whole := t.moments(&b)
	best, bestAxis, bestAt := 0.0, 0, 0
	for axis := range 3 {
		for at := b.lo[axis] + 1; at < b.hi[axis]; at++ {
			half := b
			half.hi[axis] = at
			m := t.moments(&half)
			if m.n == 0 || m.n == whole.n {
				continue
			}
			rest := whole
			rest.add(&m, -1)
			if v := m.centre() + rest.centre(); v > best {
				best, bestAxis, bestAt = v, axis, at
			}
		}
	}
	if best == 0 {
		return b, b, false
	}
	lower, upper = b, b
	lower.hi[bestAxis] = bestAt
	upper.lo[bestAxis] = bestAt
	lm, um := t.moments(&lower), t.moments(&upper)
	lower.variance, upper.variance = lm.variance(), um.variance()
	return lower, upper, true
}
