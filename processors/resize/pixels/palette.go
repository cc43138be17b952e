package pixels

import (
	"image"
	"image/color"
)

// IndexExact returns img with a palette of its colours, in order of appearance,
// or nil if it has more than 256.
func IndexExact(img *image.NRGBA) *image.Paletted {
	// An open hash table at most a quarter full: 1024 slots for 256 colours.
	const slots = 1024
	var keys [slots]uint32
	var index [slots]int16
	for i := range index {
		index[i] = -1
	}
	out := image.NewPaletted(img.Rect, make(color.Palette, 0, 256))
	last, lastIndex := uint32(0), -1
	for y := range img.Rect.Dy() {
		s := img.Pix[y*img.Stride:][:4*img.Rect.Dx()]
		d := out.Pix[y*out.Stride:][:img.Rect.Dx()]
		for x := range d {
			c := s[4*x : 4*x+4 : 4*x+4]
			key := uint32(c[0]) | uint32(c[1])<<8 | uint32(c[2])<<16 | uint32(c[3])<<24
			if key != last || lastIndex < 0 {
				slot := key * 0x9E3779B1 >> 22 // Fibonacci hashing: the top 10 bits
				for index[slot] >= 0 && keys[slot] != key {
					slot = (slot + 1) % slots
				}
				if index[slot] < 0 {
					if len(out.Palette) == 256 {
						return nil
					}
					keys[slot], index[slot] = key, int16(len(out.Palette))
					out.Palette = append(out.Palette, color.NRGBA{c[0], c[1], c[2], c[3]})
				}
				last, lastIndex = key, int(index[slot])
			}
			d[x] = uint8(lastIndex)
		}
	}
	return out
}
