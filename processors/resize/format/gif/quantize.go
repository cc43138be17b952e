package gif

import (
	"image"
	"image/color"

	"fanout/processors/resize/pixels"
)

// index gives img at most 255 colours and one for transparency.
func index(img *image.NRGBA, dither bool) *image.Paletted {
	binaryAlpha := img
	if !img.Opaque() {
		binaryAlpha = image.NewNRGBA(img.Rect)
		for i := 0; i+3 < len(img.Pix); i += 4 {
			if img.Pix[i+3] >= 128 {
				copy(binaryAlpha.Pix[i:i+3], img.Pix[i:i+3])
				binaryAlpha.Pix[i+3] = 255
			}
		}
	}
	if p := pixels.IndexExact(binaryAlpha); p != nil {
		return p
	}
	return indexQuantized(binaryAlpha, dither)
}

// indexQuantized returns img with a palette chosen by Wu's method, for GIF:
// pixels of alpha below 128 become the palette's transparent last colour, the
// others opaque. With dither, the error of each pixel is spread over its
// neighbours (Floyd and Steinberg, 1976), which suits stills; in an animation
// the noise would crawl.
func indexQuantized(img *image.NRGBA, dither bool) *image.Paletted {
	palette := wuPalette(img, 255)
	out := image.NewPaletted(img.Rect, nil)
	near := newNearest(palette)
	transparent := uint8(len(palette))
	w := img.Rect.Dx()
	// Errors in sixteenths of a level, for this row and the next, with one
	// pixel of margin on both sides.
	this, next := make([][3]int32, w+2), make([][3]int32, w+2)
	for y := range img.Rect.Dy() {
		s := img.Pix[y*img.Stride:][:4*w]
		d := out.Pix[y*out.Stride:][:w]
		for x := range d {
			if s[4*x+3] < 128 {
				d[x] = transparent
				continue
			}
			var want [3]int32 // 0..255
			for c := range want {
				want[c] = int32(s[4*x+c])
				if dither {
					want[c] = min(255, max(0, want[c]+(this[x+1][c]+8)>>4))
				}
			}
			d[x] = near.index(want)
			if !dither {
				continue
			}
			got := palette[d[x]]
			for c := range want {
				e := want[c] - int32(got[c]) // −255..255; the four shares below sum to 16e
				this[x+2][c] += 7 * e
				next[x][c] += 3 * e
				next[x+1][c] += 5 * e
				next[x+2][c] += e
			}
		}
		this, next = next, this
		clear(next)
	}
	for _, c := range palette {
		out.Palette = append(out.Palette, color.NRGBA{c[0], c[1], c[2], 255})
	}
	out.Palette = append(out.Palette, color.NRGBA{})
	return out
}

// A nearest finds the palette colour next to a given one. Colours are looked up
// by their top 5 bits a channel; each cell is searched once, at its centre.
type nearest struct {
	palette [][3]uint8
	cell    [1 << 15]int16 // index + 1; 0: not searched so far
}

func newNearest(palette [][3]uint8) *nearest { return &nearest{palette: palette} }

func (n *nearest) index(c [3]int32) uint8 {
	i := c[0]>>3<<10 | c[1]>>3<<5 | c[2]>>3
	if n.cell[i] == 0 {
		best, dist := 0, int32(1<<30)
		for j, p := range n.palette {
			var sum int32 // at most 3·255² < 2^18
			for k := range p {
				e := c[k]&^7 + 4 - int32(p[k])
				sum += e * e
			}
			if sum < dist {
				best, dist = j, sum
			}
		}
		n.cell[i] = int16(best) + 1
	}
	return uint8(n.cell[i] - 1)
}
