package gif

import (
	"encoding/binary"
	"image"
)

// A pixel is red, green and blue from the low byte up, and 255. A transparent
// one is 0.
type pixel uint32

func (p pixel) channels() [3]int32 {
	return [3]int32{int32(p & 255), int32(p >> 8 & 255), int32(p >> 16 & 255)}
}

// A screen is what a viewer shows, row by row.
type screen struct {
	pix    []pixel
	bounds image.Rectangle // from 0,0
}

func (s *screen) row(y int, area image.Rectangle) []pixel {
	return s.pix[y*s.bounds.Dx():][area.Min.X:area.Max.X]
}

// set makes s show img, whose pixels with an alpha below 128 become
// transparent, the others opaque.
func (s *screen) set(img *image.NRGBA) {
	for y := range s.bounds.Dy() {
		row, to := img.Pix[y*img.Stride:], s.row(y, s.bounds)
		for x := range to {
			v := binary.LittleEndian.Uint32(row[4*x:])
			if to[x] = 0; v>>24 >= 128 {
				to[x] = pixel(v | 0xff<<24)
			}
		}
	}
}

// clear makes area transparent.
func (s *screen) clear(area image.Rectangle) {
	for y := area.Min.Y; y < area.Max.Y; y++ {
		clear(s.row(y, area))
	}
}

// A difference is how one screen becomes another.
type difference struct {
	drawn     int             // pixels that change and are opaque then
	area      image.Rectangle // of these
	uncovered image.Rectangle // of those that become transparent
}

// compare returns what has to happen to from so that it shows to.
func compare(from, to *screen) (d difference) {
	for y := range to.bounds.Dy() {
		a, b := from.row(y, to.bounds), to.row(y, to.bounds)
		for x, p := range b {
			if p == a[x] {
				continue
			}
			at := image.Rect(x, y, x+1, y+1)
			if p == 0 {
				d.uncovered = d.uncovered.Union(at)
			} else {
				d.drawn++
				d.area = d.area.Union(at)
			}
		}
	}
	return d
}
