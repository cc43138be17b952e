package gif

import (
	"cmp"
	"slices"
)

// side is the number of histogram cells along one color axis, plus a border
// of zeros that the cumulative sums need.
const side = 33

// moments are sums over the pixels of a box of colors. With at most 2^40
// pixels every sum of colors stays below 2^48 and of squares below 2^58.
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

// mean returns the mean color of pixels, of which there is one at least.
func (m *moments) mean() (c [3]uint8) {
	for k := range c {
		c[k] = uint8((m.sum[k] + m.n/2) / m.n)
	}
	return c
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

// palette chooses at most limit colors for the pixels that were added (Xiaolin
// Wu, "Efficient Statistical Computations for Optimal Color Quantization",
// Graphics Gems II, 1991): the box of largest variance is cut where the
// variance of the two halves is smallest, until there are limit boxes or what
// is left of the variance is at most enough, in squared levels over all
// pixels. It returns at least one color, the one of most pixels first.
func (t *wuTable) palette(limit int, enough float64) palette {
	boxes := []box{{hi: [3]int{side - 1, side - 1, side - 1}}}
	whole := t.moments(&boxes[0])
	boxes[0].variance = whole.variance()
	for left := boxes[0].variance; len(boxes) < limit && left > enough; {
		widest := 0
		for i := range boxes {
			if boxes[i].variance > boxes[widest].variance {
				widest = i
			}
		}
		if boxes[widest].variance <= 0 {
			break
		}
		a, b, ok := t.cut(boxes[widest])
		if !ok {
			boxes[widest].variance = 0 // one cell: nothing to cut
			continue
		}
		left += a.variance + b.variance - boxes[widest].variance
		boxes[widest] = a
		boxes = append(boxes, b)
	}
	slices.SortStableFunc(boxes, func(a, b box) int {
		return cmp.Compare(t.moments(&b).n, t.moments(&a).n)
	})
	var p palette
	for i := range boxes {
		m := t.moments(&boxes[i])
		if m.n == 0 {
			continue
		}
		p = append(p, m.mean())
	}
	if p == nil {
		p = palette{{}}
	}
	return p
}

// add counts the opaque pixels of screen. After the last of them, sum must be
// called.
func (t *wuTable) add(screen []pixel) {
	for _, p := range screen {
		if p == 0 {
			continue
		}
		c := p.channels()
		m := &t[c[0]>>3+1][c[1]>>3+1][c[2]>>3+1]
		m.n++
		for k, v := range c {
			m.sum[k] += int64(v)
			m.squares += int64(v * v)
		}
	}
}

// sum makes the moments cumulative, once everything is counted.
func (t *wuTable) sum() {
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
