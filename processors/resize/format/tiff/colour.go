package tiff

import (
	"image"
	"image/color"

	"fanout/internal/scratch"
	"fanout/processors/resize/pixels"
)

// A converter makes pictures of a page's samples, some rows at a time.
type converter struct {
	page     *page
	from     sampleReader
	channels int           // samples of a pixel in row
	opacity  int           // which of them is the alpha, 0 for none
	palette  color.Palette // of 256 colors
	table    [][3]uint8    // the colors of indices where palette is nil
	ycbcr    *ycbcr        // nil if the samples are RGB

	pix  scratch.Buffer[byte]   // the picture
	row  scratch.Buffer[byte]   // the samples of a row, interleaved, 8 bits each
	wide scratch.Buffer[uint16] // the same with 16 bits
	one  scratch.Buffer[byte]   // the samples of a row in one plane
	ones scratch.Buffer[uint16] // the same with 16 bits
}

// open prepares for the rows of p.
func (c *converter) open(p *page) {
	c.page = p
	c.from = sampleReader{bits: p.bits, format: p.sampleFormat, order: p.order, raw: p.photometric == photometricIndex}
	c.channels, c.opacity = p.samples, p.alpha
	if p.planar {
		c.channels = p.colours
		if p.alpha > 0 {
			c.channels, c.opacity = p.colours+1, p.colours
		}
	}
	c.palette, c.table, c.ycbcr = nil, nil, nil
	switch {
	case p.photometric == photometricIndex:
		c.openTable()
	case p.photometric == photometricYCbCr && !(p.isJPEG() && !p.hasRange()):
		c.ycbcr = newYCbCr(&p.directory)
	}
}

// trim lets go of buffers of more than keep bytes.
func (c *converter) trim(keep int) {
	c.pix.Trim(keep)
	c.row.Trim(keep)
	c.wide.Trim(keep)
	c.one.Trim(keep)
	c.ones.Trim(keep)
	c.page, c.palette, c.table = nil, nil, nil
}

// openTable reads the color map: all red values, then green, then blue. They
// are of 16 bits, unless all are below 256, which is a common mistake that
// libtiff understands. Of fewer than 256 colors the others are black.
func (c *converter) openTable() {
	p := c.page
	e, _ := p.find(tagColorMap)
	colours := 1 << p.bits
	values := make([]uint16, 3*colours)
	largest := uint16(0)
	for channel := range uint64(3) {
		for i := range uint64(colours) {
			v, _ := p.Uint(e, channel*uint64(colours)+i)
			values[3*i+channel] = uint16(v)
			largest = max(largest, uint16(v))
		}
	}
	table := make([][3]uint8, max(colours, 256))
	for i, v := range values {
		if largest > 255 {
			v = uint16(pixels.Narrow(v))
		}
		table[i/3][i%3] = uint8(v)
	}
	if colours > 256 || p.alpha > 0 {
		c.table = table
		return
	}
	c.palette = make(color.Palette, 256)
	for i := range c.palette {
		c.palette[i] = color.NRGBA{table[i][0], table[i][1], table[i][2], 255}
	}
}

// rows returns the picture of the samples in data, one slice for each plane, as
// the given part of the page. Its first row is that number in data, counted in
// rows of rowBytes bytes. The result is valid until the next call.
func (c *converter) rows(part image.Rectangle, data [][]byte, first int) image.Image {
	stride := int(c.page.rowBytes())
	start := first * stride
	if img := c.asStored(part, data[0][start:]); img != nil {
		return img
	}
	img, pix, pixelBytes := c.picture(part)
	if c.page.subX*c.page.subY > 1 {
		c.ycbcr.units(pix, data[0][start:], c.page, part.Dx(), part.Dy())
		return img
	}
	width := part.Dx()
	for y := range part.Dy() {
		c.colour(pix[y*width*pixelBytes:][:width*pixelBytes], data, start+y*stride)
	}
	return img
}

// asStored returns the picture without converting it if the samples in data are
// those of one of the image package's types, else nil.
func (c *converter) asStored(part image.Rectangle, data []byte) image.Image {
	p := c.page
	stride := int(p.rowBytes())
	if p.bits != 8 || p.sampleFormat != unsignedSamples || p.associated || c.channels != 1 && p.planar {
		return nil
	}
	switch {
	case c.channels == 1 && p.photometric == blackIsZero:
		return &image.Gray{Pix: data, Stride: stride, Rect: part}
	case c.channels == 1 && c.palette != nil:
		return &image.Paletted{Pix: data, Stride: stride, Rect: part, Palette: c.palette}
	case c.channels == 4 && p.photometric == photometricRGB && p.alpha == 3:
		return &image.NRGBA{Pix: data, Stride: stride, Rect: part}
	case c.channels == 4 && p.photometric == photometricInks:
		return &image.CMYK{Pix: data, Stride: stride, Rect: part}
	}
	return nil
}

// picture returns an image for the given part of the page, its pixels, and the
// size of one.
func (c *converter) picture(part image.Rectangle) (img image.Image, pix []byte, pixelBytes int) {
	w, h := part.Dx(), part.Dy()
	switch {
	case c.opacity > 0 || c.table != nil:
	case c.palette != nil:
		pix = c.pix.Get(w * h)
		return &image.Paletted{Pix: pix, Stride: w, Rect: part, Palette: c.palette}, pix, 1
	case c.page.colours == 1:
		pix = c.pix.Get(w * h)
		return &image.Gray{Pix: pix, Stride: w, Rect: part}, pix, 1
	case c.page.photometric == photometricInks:
		pix = c.pix.Get(4 * w * h)
		return &image.CMYK{Pix: pix, Stride: 4 * w, Rect: part}, pix, 4
	}
	pix = c.pix.Get(4 * w * h)
	return &image.NRGBA{Pix: pix, Stride: 4 * w, Rect: part}, pix, 4
}

// color stores the pixels of a row, whose samples begin at start in each
// plane, in dst: pixels of the type that picture has chosen.
func (c *converter) colour(dst []byte, data [][]byte, start int) {
	switch {
	case c.table != nil:
		c.lookUp(dst, c.gatherWide(data, start, len(dst)/4))
	case c.page.photometric == photometricIndex:
		every(dst, c.gather(data, start, len(dst)), c.channels)
	case c.page.colours == 1 && c.opacity == 0:
		every(dst, c.gather(data, start, len(dst)), c.channels)
		if c.page.photometric == whiteIsZero {
			invert(dst)
		}
	case c.page.colours == 1:
		c.grayAlpha(dst, c.gather(data, start, len(dst)/4))
	case c.page.photometric == photometricInks:
		c.inks(dst, c.gather(data, start, len(dst)/4))
	default:
		row := c.gather(data, start, len(dst)/4)
		if c.ycbcr != nil {
			c.ycbcr.convert(row, c.channels)
		}
		c.rgb(dst, row)
	}
}

// lookUp converts indices of any number of bits, with the alpha beside them if
// there is one.
func (c *converter) lookUp(dst []byte, row []uint16) {
	largest := uint32(1)<<c.page.bits - 1
	for i := 0; i+3 < len(dst); i += 4 {
		p := row[i/4*c.channels:][:c.channels]
		entry := c.table[p[0]]
		a := uint32(largest)
		if c.opacity > 0 {
			a = uint32(p[c.opacity])
		}
		dst[i], dst[i+1], dst[i+2], dst[i+3] = entry[0], entry[1], entry[2], uint8((255*a+largest/2)/largest)
	}
}

// every stores the first of each n samples.
func every(dst, row []byte, n int) {
	if n == 1 {
		copy(dst, row)
		return
	}
	for i := range dst {
		dst[i] = row[i*n]
	}
}

func invert(row []byte) {
	for i, v := range row {
		row[i] = ^v
	}
}

func (c *converter) grayAlpha(dst, row []byte) {
	flip := uint8(0)
	if c.page.photometric == whiteIsZero {
		flip = 255
	}
	for i := 0; i+3 < len(dst); i += 4 {
		p := row[i/4*c.channels:][:c.channels]
		v := p[0] ^ flip
		dst[i], dst[i+1], dst[i+2], dst[i+3] = v, v, v, p[c.opacity]
	}
}

// rgb takes the alpha from among the samples, or 255.
func (c *converter) rgb(dst, row []byte) {
	n := c.channels
	if c.opacity == 0 {
		for i := 0; i+3 < len(dst) && len(row) >= n; i += 4 {
			d, s := dst[i:i+4:i+4], row[:3:3]
			d[0], d[1], d[2], d[3] = s[0], s[1], s[2], 255
			row = row[n:]
		}
		return
	}
	for i := 0; i+3 < len(dst) && len(row) >= n; i += 4 {
		d := dst[i : i+4 : i+4]
		d[0], d[1], d[2], d[3] = row[0], row[1], row[2], row[c.opacity]
		row = row[n:]
	}
}

// inks stores CMYK, or, with an alpha, what it is in RGB without a profile.
func (c *converter) inks(dst, row []byte) {
	n := c.channels
	for i := 0; i+3 < len(dst); i += 4 {
		p := row[i/4*n:][:n]
		if c.opacity == 0 {
			copy(dst[i:i+4], p)
			continue
		}
		r, g, b := color.CMYKToRGB(p[0], p[1], p[2], p[3])
		dst[i], dst[i+1], dst[i+2], dst[i+3] = r, g, b, p[c.opacity]
	}
}
