package pixels

import (
	"image"
	"image/color"
)

// IndexExact returns img with a palette of its colors, in order of appearance,
// or nil if it has more than 256. They are counted first, so that a photo costs
// neither time nor memory.
func IndexExact(img *image.NRGBA) *image.Paletted {
	var t colourTable
	t.reset()
	if !t.each(img, func(int, int, int) {}) {
		return nil
	}
	out := image.NewPaletted(img.Rect, t.palette)
	t.each(img, func(x, y, index int) { out.Pix[y*out.Stride+x] = uint8(index) })
	return out
}

// slots of a colorTable are at most a quarter full with 256 colors.
const slots = 1024

// A colorTable is an open hash table of colors and their indices.
type colourTable struct {
	keys    [slots]uint32
	index   [slots]int16 // below 0: free
	palette color.Palette
}

func (t *colourTable) reset() {
	for i := range t.index {
		t.index[i] = -1
	}
	t.palette = make(color.Palette, 0, 256)
}

// each calls f with the index of the color of each pixel, row by row, and adds
// the colors that are new. It reports whether all of them fit.
func (t *colourTable) each(img *image.NRGBA, f func(x, y, index int)) bool {
	last, lastIndex := uint32(0), -1
	for y := range img.Rect.Dy() {
		row := img.Pix[y*img.Stride:][:4*img.Rect.Dx()]
		for x := range img.Rect.Dx() {
			c := row[4*x : 4*x+4 : 4*x+4]
			key := uint32(c[0]) | uint32(c[1])<<8 | uint32(c[2])<<16 | uint32(c[3])<<24
			if key != last || lastIndex < 0 {
				last, lastIndex = key, t.find(key)
				if lastIndex < 0 {
					return false
				}
			}
			f(x, y, lastIndex)
		}
	}
	return true
}

// find returns the index of a color, which it adds if it is new, or -1 if
// there is no room for it. The key has red in its lowest byte.
func (t *colourTable) find(key uint32) int {
	slot := key * 0x9E3779B1 >> 22 // Fibonacci hashing: the top 10 bits
	for t.index[slot] >= 0 && t.keys[slot] != key {
		slot = (slot + 1) % slots
	}
	if t.index[slot] < 0 {
		if len(t.palette) == 256 {
			return -1
		}
		t.keys[slot], t.index[slot] = key, int16(len(t.palette))
		t.palette = append(t.palette, color.NRGBA{uint8(key), uint8(key >> 8), uint8(key >> 16), uint8(key >> 24)})
	}
	return int(t.index[slot])
}
