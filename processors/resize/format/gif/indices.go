package gif

import (
	"bytes"
	"image"
)

// indices are the pixels of a frame as they are to be encoded: each is pix or,
// just as well, other.
type indices struct {
	area       image.Rectangle
	pix, other []uint8
	changed    int  // pixels that are not as they were
	solid      bool // nothing is transparent, and index 0 is a color
}

// reset makes room for the pixels of area.
func (x *indices) reset(area image.Rectangle) {
	x.area, x.changed, x.solid = area, 0, false
	n := area.Dx() * area.Dy()
	if cap(x.pix) < n {
		x.pix, x.other = make([]uint8, n), make([]uint8, n)
	}
	x.pix, x.other = x.pix[:n], x.other[:n]
}

// crop leaves out edges that may be transparent, but for one pixel.
func (x *indices) crop() {
	if x.solid {
		return
	}
	w := x.area.Dx()
	var need image.Rectangle
	for y := range x.area.Dy() {
		for i, c := range x.other[y*w:][:w] {
			if c != transparent {
				need = need.Union(image.Rect(i, y, i+1, y+1))
			}
		}
	}
	if need.Empty() {
		need = image.Rect(0, 0, 1, 1)
	}
	to := 0
	for y := need.Min.Y; y < need.Max.Y; y++ {
		to += copy(x.pix[to:], x.pix[y*w:][need.Min.X:need.Max.X])
		copy(x.other[to-need.Dx():], x.other[y*w:][need.Min.X:need.Max.X])
	}
	x.pix, x.other = x.pix[:to], x.other[:to]
	x.area = need.Add(x.area.Min)
}

// seeThrough reports whether a pixel may be or is transparent.
func (x *indices) seeThrough() bool {
	return !x.solid && bytes.IndexByte(x.other, transparent) >= 0
}
