package bmp

import (
	"bytes"
	"context"
	"fmt"
	"image"

	"fanout/internal/scratch"
	"fanout/processors/resize/format"
)

// bandBytes is how much of the picture is handed over at a time: enough that a
// call costs nothing beside its pixels, and little enough to stay in the cache.
const bandBytes = 256 << 10

// A decoder decodes one file after the other.
type decoder struct {
	reader
	keep   int // bytes: a larger buffer is not kept
	band   scratch.Buffer[byte]
	spans  scratch.Buffer[span]
	inside map[*format.Format]format.Decoder // those used so far
}

// rows are a picture that can be read by rows, in any order.
type rows struct {
	width, height int
	// gray says that a pixel is a byte of gray, not four of NRGBA.
	gray bool
	// first and end are the rows that the file has, from the top; those above
	// and below are missing.
	first, end int
	blank      uint8 // the alpha of missing rows
	// read stores row y, counted from the top.
	read func(dst []byte, y int)
}

// Decode implements format.Decoder.
func (d *decoder) Decode(ctx context.Context, file []byte, facts *format.Facts, found *format.Findings, band func(image.Image) error) error {
	h, err := d.header(format.InMemory(name, file))
	if err != nil {
		return err
	}
	for _, note := range h.notes {
		found.Note(name + ": " + note)
	}
	if h.inside != nil {
		return d.decodeInside(ctx, h, file, found, band)
	}
	if h.width != facts.Width || h.height != facts.Height {
		return fmt.Errorf("%s: %d×%d pixels, but %d×%d were expected", name, h.width, h.height, facts.Width, facts.Height)
	}
	var p *rows
	if h.runs {
		defer d.spans.Trim(d.keep)
		p, err = d.newRuns(ctx, h, file, found)
	} else {
		p, err = newStored(ctx, h, file, found)
	}
	if err != nil {
		return err
	}
	if !facts.Alpha {
		p.blank = 255
	}
	defer d.band.Trim(d.keep)
	return p.handOver(ctx, &d.band, band)
}

// decodeInside decodes the file inside.
func (d *decoder) decodeInside(ctx context.Context, h *header, file []byte, found *format.Findings, band func(image.Image) error) error {
	inner := file[h.pixels.at:][:h.pixels.size]
	facts, err := format.Table{h.inside}.Probe(bytes.NewReader(inner), int64(len(inner)), "")
	if err != nil {
		return err
	}
	if d.inside == nil {
		d.inside = map[*format.Format]format.Decoder{}
	}
	if d.inside[h.inside] == nil {
		d.inside[h.inside] = h.inside.NewDecoder(d.keep)
	}
	return d.inside[h.inside].Decode(ctx, inner, &facts, found, band)
}

// handOver calls band with all rows of p, band by band, in the memory of b.
func (p *rows) handOver(ctx context.Context, b *scratch.Buffer[byte], band func(image.Image) error) error {
	step := 4 * p.width
	if p.gray {
		step = p.width
	}
	most := min(max(1, bandBytes/step), p.height)
	pix := b.Get(most * step)
	for y := 0; y < p.height; y += most {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		n := min(most, p.height-y)
		for i := range n {
			p.row(pix[i*step:][:step], y+i)
		}
		var part image.Image
		area := image.Rect(0, y, p.width, y+n)
		if p.gray {
			part = &image.Gray{Pix: pix[:n*step], Stride: step, Rect: area}
		} else {
			part = &image.NRGBA{Pix: pix[:n*step], Stride: step, Rect: area}
		}
		if err := band(part); err != nil {
			return err
		}
	}
	return nil
}

// row stores row y, or, if it is missing, black or transparent pixels.
func (p *rows) row(dst []byte, y int) {
	if y >= p.first && y < p.end {
		p.read(dst, y)
		return
	}
	clear(dst)
	if !p.gray {
		for i := 3; i < len(dst); i += 4 {
			dst[i] = p.blank
		}
	}
}

// setCount says that the file has the first count of the rows in the order in
// which they are stored. At the end of the file, at byte end, the others are
// missing.
func (p *rows) setCount(count int, topDown bool, end int, found *format.Findings) error {
	if count < p.height {
		err := fmt.Errorf("%s: the data ends too early at byte %d: %d of %d rows decoded", name, end, count, p.height)
		if count == 0 {
			return err
		}
		found.Damaged(err)
	}
	p.first, p.end = p.height-count, p.height
	if topDown {
		p.first, p.end = 0, count
	}
	return nil
}

// stored returns where row y from the top is among the rows as stored.
func (h *header) stored(y int) int {
	if h.topDown {
		return y
	}
	return h.height - 1 - y
}
