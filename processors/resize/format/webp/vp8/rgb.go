package vp8

import "image"

// black is the luma of black: samples are 16 to 235, chroma 16 to 240 (ITU-R
// BT.601).
const black = 16

// A converter makes NRGBA of planes. Chroma is enlarged as libwebp does it,
// with weights of 9, 3, 3 and 1 for the four samples around a pixel.
type converter struct {
	band   *image.NRGBA
	cb, cr []uint16 // a line between two, times 4, its ends repeated
}

// bandLines is the most that emit and emitLast hand over at a time.
const bandLines = 24

func newConverter(width int) converter {
	n := (width+1)/2 + 2
	return converter{image.NewNRGBA(image.Rect(0, 0, width, bandLines)), make([]uint16, n), make([]uint16, n)}
}

// emit hands over the lines that are final once row y is: but for the last row,
// up to 8 lines above its end, as the next row's filter changes 3 lines, and 3
// of chroma.
func (d *decoder) emit(y int, band func(*image.NRGBA) error) error {
	to := 16*y + 8
	if y == d.rows-1 {
		to = d.Height
	}
	return d.emitLines(y, max(16*y-8, 0), to, 8*y+8, band)
}

// emitLast hands over the rest of a frame of which no more than n macroblocks
// of row y are there.
func (d *decoder) emitLast(y, n int, band func(*image.NRGBA) error) error {
	from, to, chromaLines := max(16*y-8, 0), 16*y, 8*y
	if n > 0 {
		to, chromaLines = min(16*y+16, d.Height), 8*y+8
	}
	if from == to {
		return nil
	}
	return d.emitLines(y, from, to, chromaLines, band)
}

// emitLines hands over some lines of the picture, when y is the current row.
// There are chromaLines of chroma.
func (d *decoder) emitLines(y, from, to, chromaLines int, band func(*image.NRGBA) error) error {
	last := min(chromaLines, (d.Height+1)/2) - 1
	buffer := d.out.band
	for line := from; line < to; line++ {
		near := line / 2
		far := near - 1
		if line&1 != 0 {
			far = near + 1
		}
		far = min(max(far, 0), last)
		n := (d.Width + 1) / 2
		base := 8 * (y - 1) // the first line that cb and cr hold
		between(d.out.cb, d.cb.pix[d.cb.at(0, near-base):][:n], d.cb.pix[d.cb.at(0, far-base):][:n])
		between(d.out.cr, d.cr.pix[d.cr.at(0, near-base):][:n], d.cr.pix[d.cr.at(0, far-base):][:n])
		luma := d.luma.pix[d.luma.at(0, line-2*base):][:d.Width]
		d.out.line(buffer.Pix[(line-from)*buffer.Stride:][:4*d.Width], luma)
	}
	return band(&image.NRGBA{Pix: buffer.Pix, Stride: buffer.Stride, Rect: image.Rect(0, from, d.Width, to)})
}

// between makes 3·near + far of lines of chroma, with the ends repeated.
func between(dst []uint16, near, far []uint8) {
	far = far[:len(near)]
	inner := dst[1:][:len(near)]
	for i, v := range near {
		inner[i] = 3*uint16(v) + uint16(far[i])
	}
	dst[0], dst[len(near)+1] = inner[0], inner[len(near)-1]
}

// line makes a line of pixels of luma and of c.cb and c.cr.
func (c *converter) line(dst, luma []uint8) {
	for i := 0; i < len(luma); i += 2 {
		u, v := c.cb[i/2:][:3], c.cr[i/2:][:3]
		put(dst[4*i:][:4], luma[i], (3*u[1]+u[0]+8)>>4, (3*v[1]+v[0]+8)>>4)
		if i+1 < len(luma) {
			put(dst[4*i+4:][:4], luma[i+1], (3*u[1]+u[2]+8)>>4, (3*v[1]+v[2]+8)>>4)
		}
	}
}

// put makes a pixel of a luma and two chroma samples by the integer arithmetic
// of libwebp: BT.601 with 6 bits after the point once the products have lost
// 8. All sums are below 2¹⁶.
func put(dst []uint8, luma uint8, cb, cr uint16) {
	y, u, v := int32(luma)*19077>>8, int32(cb), int32(cr)
	dst[0] = clamp((y + v*26149>>8 - 14234) >> 6)
	dst[1] = clamp((y - u*6419>>8 - v*13320>>8 + 8708) >> 6)
	dst[2] = clamp((y + u*33050>>8 - 17685) >> 6)
	dst[3] = 255
}
