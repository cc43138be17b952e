package gif

import (
	"context"
	"image"

	"fanout/processors/resize/animation"
)

const (
	// transparent is the index of transparent pixels; the colors of a palette
	// follow it.
	transparent = 0

	// localGain is what a palette of its own must leave of a frame's squared
	// error at most: it takes up to 768 bytes, and what later frames leave
	// unchanged cannot be drawn again as part of a longer phrase.
	localGain = 0.8

	// tolerance is how much larger, in percent, the squared distance of a
	// second color may be so that it will do, too: 3 % fewer bytes for 0.2 dB
	// of photographs, and nothing where a palette holds the exact color.
	tolerance = 20
)

// draw writes the frame in area that turns before into now.
func (a *animator) draw(ctx context.Context, area image.Rectangle, disposal animation.Disposal) {
	if area.Empty() {
		area = image.Rect(0, 0, 1, 1) // a frame has a pixel at least
	}
	x := &a.indices
	sum := a.index(area, &a.near)
	var table []byte
	if a.exact && sum > 0 {
		table = a.drawExact(area, sum)
	} else if a.locals && sum > a.enough*float64(3*x.changed) {
		table = a.drawLocal(area, sum)
	}
	if disposal != animation.DisposeBackground {
		x.crop()
	}
	// Where something is transparent at some time, viewers such as ImageMagick
	// fill what a frame leaves free of the screen, if it has no such index.
	clear := -1
	if x.seeThrough() || a.clear && !x.solid {
		clear = transparent
	}
	a.w.control(clear, disposal, a.delay)
	a.w.image(ctx, x.area, table, x.pix, x.other)
}

// drawExact sets a.indices to the same frame in a palette of all its colors
// and returns its color table. If there are too many for one, it does as
// drawLocal.
func (a *animator) drawExact(area image.Rectangle, sum float64) (table []byte) {
	changed, all := map[pixel]int64{}, map[pixel]int64{}
	for y := area.Min.Y; y < area.Max.Y && len(changed) <= 1<<8; y++ {
		from, to := a.before.row(y, area), a.now.row(y, area)
		for x, p := range to {
			if all[p]++; p != from[x] {
				changed[p]++
			}
		}
	}
	switch {
	case len(changed) <= maxColours:
		a.local.reset(exactPalette(changed))
		a.mixed = true
		a.index(area, &a.local)
		return a.local.palette.table()
	case len(all) <= 1<<8 && all[0] == 0: // one more without transparency
		a.local.reset(exactPalette(all))
		a.mixed = true
		x := &a.indices
		x.reset(area)
		x.solid = true
		for y := range area.Dy() {
			for i, p := range a.now.row(area.Min.Y+y, area) {
				x.pix[y*area.Dx()+i] = uint8(a.local.match(p.channels()).index)
			}
		}
		copy(x.other, x.pix)
		return a.local.palette.table()[3:]
	}
	return a.drawLocal(area, sum)
}

// drawLocal sets a.indices to the same frame in a palette of its own and
// returns its color table, if that leaves much less than sum of the error.
// Else it leaves them in the colors of the global one.
func (a *animator) drawLocal(area image.Rectangle, sum float64) (table []byte) {
	clear(a.table[:])
	for y := area.Min.Y; y < area.Max.Y; y++ {
		from, to := a.before.row(y, area), a.now.row(y, area)
		for x, p := range to {
			if p != from[x] {
				a.table.add(to[x : x+1])
			}
		}
	}
	a.table.sum()
	p := a.table.palette(maxColours, a.enough*float64(3*a.indices.changed)).refine(a.table)
	a.local.reset(p)
	mixed := a.mixed
	a.mixed = true
	if a.index(area, &a.local) < localGain*sum {
		return p.table()
	}
	a.mixed = mixed
	a.index(area, &a.near)
	return nil
}

// index sets a.indices to the frame in area that turns before into now, in the
// colors of near, and returns the sum of the squared errors of the pixels that
// change. Once palettes are mixed, what is shown of an unchanged pixel is not
// known, and it must stay as it is.
func (a *animator) index(area image.Rectangle, near *nearest) (sum float64) {
	x := &a.indices
	x.reset(area)
	i := 0
	for y := area.Min.Y; y < area.Max.Y; y++ {
		from, to := a.before.row(y, area), a.now.row(y, area)
		for k, p := range to {
			if p == 0 || p == from[k] && a.mixed {
				x.pix[i], x.other[i] = transparent, transparent
				i++
				continue
			}
			m := near.match(p.channels())
			c := uint8(m.index + 1)
			x.pix[i], x.other[i] = c, c
			switch {
			case p == from[k]:
				x.other[i] = transparent
			case from[k] != 0 && !a.mixed && near.match(from[k].channels()).index == m.index:
				x.other[i] = transparent // the color is there already
			case m.secondary*100 <= m.distance*(100+tolerance): // both below 2^18·200
				x.other[i] = uint8(m.second + 1)
			}
			if p != from[k] {
				sum += float64(m.distance) // whole numbers below 2^53
				x.changed++
			}
			i++
		}
	}
	return sum
}
