package webp

import (
	"context"
	"errors"
	"fmt"
	"image"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/webp/vp8"
	"fanout/processors/resize/format/webp/vp8l"
)

// A picture is a still, or the pixels of a frame: a VP8 chunk, perhaps after
// ALPH, or VP8L.
type picture struct {
	pixels, alpha chunk
	hasAlpha      bool
}

// findPicture returns the first picture among the chunks of w.
func findPicture(w *walker) (p picture, ok bool) {
	for c, ok := w.next(); ok; c, ok = w.next() {
		switch {
		case c.is("ALPH") && (c.size > 0 || !p.hasAlpha): // of several the last counts
			p.alpha, p.hasAlpha = c, true
		case c.is("VP8L"):
			return picture{pixels: c}, true
		case c.is("VP8 "):
			p.pixels = c
			return p, true
		}
	}
	return picture{}, false
}

// decode decodes a picture in file that must be of width×height pixels, and
// hands it over as format.Decoder has it.
func (p *picture) decode(ctx context.Context, file []byte, width, height int, found *format.Findings,
	band func(*image.NRGBA) error) error {

	data := p.pixels.of(file)
	if p.pixels.is("VP8L") {
		return p.decodeLossless(ctx, data, width, height, found, band)
	}
	h, err := vp8.ReadHeader(data)
	if err != nil {
		return fmt.Errorf("webp: %w at byte %d", err, p.pixels.off)
	}
	if h.Width != width || h.Height != height {
		return sizeError(h.Width, h.Height, width, height)
	}
	var a *alphaRows
	if p.hasAlpha {
		a = newAlphaRows(p.alpha, file, width, height)
	}
	progress, err := vp8.Decode(ctx, data, func(part *image.NRGBA) error {
		if a != nil {
			a.fill(part)
		}
		return band(part)
	})
	if err != nil {
		return err
	}
	if progress.Decoded < progress.Total {
		end := p.pixels.off + int64(len(data))
		damage := fmt.Errorf("webp: the data ends too early at byte %d: %s",
			end, format.Decoded(progress.Decoded, progress.Total, "the picture"))
		if progress.Decoded == 0 {
			return damage
		}
		found.Damaged(damage)
	}
	if a != nil && a.err != nil {
		found.Damaged(a.damage())
	}
	return nil
}

func sizeError(w, h, width, height int) error {
	return fmt.Errorf("webp: picture of %d×%d in a frame of %d×%d", w, h, width, height)
}

// stripLines is how many lines of a lossless picture are handed over at a time.
const stripLines = 16

func (p *picture) decodeLossless(ctx context.Context, data []byte, width, height int, found *format.Findings,
	band func(*image.NRGBA) error) error {

	h, err := vp8l.ReadHeader(data)
	if err != nil {
		return p.losslessError(err, 0)
	}
	if h.Width != width || h.Height != height {
		return sizeError(h.Width, h.Height, width, height)
	}
	d, err := vp8l.New(h, data[vp8l.HeaderBytes:])
	if err != nil {
		return p.losslessError(err, len(data))
	}
	strip := image.NewNRGBA(image.Rect(0, 0, width, min(stripLines, height)))
	for y := 0; y < height; {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		lines := 0
		var err error
		for lines < stripLines && y+lines < height && err == nil {
			var row []uint32
			if row, err = d.Next(); err == nil {
				putPixels(strip.Pix[lines*strip.Stride:][:4*width], row, d.Alpha)
				lines++
			}
		}
		strip.Rect = image.Rect(0, y, width, y+lines)
		y += lines
		if lines > 0 {
			if err := band(strip); err != nil {
				return err
			}
		}
		if err != nil {
			damage := fmt.Errorf("%w: %d of %d rows decoded", p.losslessError(err, vp8l.HeaderBytes+d.Offset()), y, height)
			if y == 0 {
				return damage
			}
			found.Damaged(damage)
			return nil
		}
	}
	return nil
}

// losslessError puts an error of package vp8l at a byte of the file.
func (p *picture) losslessError(err error, offset int) error {
	return fmt.Errorf("webp: %w at byte %d", err, p.pixels.off+int64(offset))
}

// putPixels makes a row of NRGBA of pixels. Without alpha they are opaque,
// whatever they say.
func putPixels(dst []uint8, row []uint32, alpha bool) {
	var opaque uint32
	if !alpha {
		opaque = 0xff000000
	}
	for i, v := range row {
		v |= opaque
		d := dst[4*i:][:4:4]
		d[0], d[1], d[2], d[3] = uint8(v>>16), uint8(v>>8), uint8(v), uint8(v>>24)
	}
}

// alphaRows are the rows of an ALPH chunk (RFC 9649 section 2.7.1.2). Where it
// is damaged they are opaque.
type alphaRows struct {
	chunk  chunk
	filter byte
	raw    []byte        // what is left of data that is not compressed
	coded  *vp8l.Decoder // or its decoder
	width  int
	row    []uint8 // the last one
	y      int
	height int
	err    error // what is wrong from row y on
}

var (
	errAlpha    = errors.New("bad method")
	errAlphaEnd = errors.New("the data ends too early")
)

func newAlphaRows(c chunk, file []byte, width, height int) *alphaRows {
	a := &alphaRows{chunk: c, width: width, height: height, row: make([]uint8, width)}
	data := c.of(file)
	if len(data) == 0 {
		a.err = errAlphaEnd
		return a
	}
	a.filter = data[0] >> 2 & 3
	switch data[0] & 3 {
	case 0:
		a.raw = data[1:]
	case 1:
		a.coded, a.err = vp8l.New(vp8l.Header{Width: width, Height: height}, data[1:])
	default:
		a.err = errAlpha
	}
	return a
}

// damage says what is missing.
func (a *alphaRows) damage() error {
	at := a.chunk.off
	if a.coded != nil {
		at += int64(a.coded.Offset()) + 1
	}
	return fmt.Errorf("webp: ALPH: %w at byte %d: transparency of %d of %d rows decoded", a.err, at, a.y, a.height)
}

// fill gives the rows of part the next ones of alpha.
func (a *alphaRows) fill(part *image.NRGBA) {
	for y := range part.Rect.Dy() {
		if !a.next() {
			continue
		}
		pix := part.Pix[y*part.Stride:]
		for x := range part.Rect.Dx() {
			pix[4*x+3] = a.row[x]
		}
	}
}

// next makes a.row the next row, and reports whether there is one.
func (a *alphaRows) next() bool {
	if a.err != nil {
		return false
	}
	var coded []uint32
	if a.coded != nil {
		coded, a.err = a.coded.Next()
	} else if len(a.raw) < a.width {
		a.err = errAlphaEnd
	}
	if a.err != nil {
		return false
	}
	left, corner := uint8(0), uint8(0)
	if a.y > 0 {
		left, corner = a.row[0], a.row[0]
	}
	for x, above := range a.row {
		var v uint8
		if coded != nil {
			v = uint8(coded[x] >> 8)
		} else {
			v = a.raw[x]
		}
		switch {
		case a.filter == 0:
		case a.filter == 1 || a.y == 0 || x == 0:
			v += left
		case a.filter == 2:
			v += above
		default:
			v += uint8(min(max(int(left)+int(above)-int(corner), 0), 255))
		}
		corner, left = above, v
		a.row[x] = v
	}
	if coded == nil {
		a.raw = a.raw[a.width:]
	}
	a.y++
	return true
}
