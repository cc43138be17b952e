package gif

import (
	"image"
	"image/color"

	"fanout/processors/resize/pixels"
)

// index gives img at most 255 colors and one for transparency.
func index(img *image.NRGBA) *image.Paletted {
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
	return indexQuantized(binaryAlpha, true)
}

// indexQuantized returns img with a palette chosen by Wu's method, for GIF:
// pixels of alpha below 128 become the palette's transparent last color, the
// others opaque. With dither, the error of each pixel is spread over its
// neighbours (Floyd and Steinberg, 1976), which suits stills; in an animation
// the noise would crawl.
func indexQuantized(img *image.NRGBA, dither bool) *image.Paletted {
	var table wuTable
	row := screen{make([]pixel, img.Rect.Dx()), image.Rect(0, 0, img.Rect.Dx(), 1)}
	for y := range img.Rect.Dy() {
		row.set(&image.NRGBA{Pix: img.Pix[y*img.Stride:], Stride: img.Stride, Rect: row.bounds})
		table.add(row.pix)
	}
	table.sum()
	palette := table.palette(maxColours, 0).refine(&table)
	var near nearest
	near.reset(palette)
	out := image.NewPaletted(img.Rect, nil)
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
			d[x] = uint8(near.match(want).index)
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
