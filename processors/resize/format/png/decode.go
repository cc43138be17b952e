package png

import (
	"context"
	"fmt"
	"image"

	"fanout/processors/resize/format"
)

// maxRow is the largest row, in bytes, that is decoded. An interlaced picture
// of such rows is below 2⁶² bytes, so that sizes cannot overflow.
const maxRow = 256 << 20

// A decoder decodes files row by row. What it keeps from one file to the next
// is of some rows' size, but for an interlaced picture.
type decoder struct {
	keep int // bytes of the largest buffer that is kept

	h        header
	w        walker
	inflater inflater
	lines    lines
	convert  converter
	passes   passes
}

// Decode implements format.Decoder. It is as lenient as libpng and browsers: a
// chunk that is not critical and has a wrong checksum is left out, surplus data
// is passed over, and a file that is cut or broken gives the rows before that.
func (d *decoder) Decode(ctx context.Context, file []byte, facts *format.Facts, found *format.Findings, band func(image.Image) error) error {
	defer d.release()
	s := format.InMemory(name, file)
	h, err := readIHDR(s)
	if err != nil {
		return err
	}
	// Memory and geometry were settled by the header that the plan read.
	if h.width != facts.Width || h.height != facts.Height {
		return fmt.Errorf("%s: decoded to %d×%d, but its header says %d×%d",
			name, h.width, h.height, facts.Width, facts.Height)
	}
	if h.rowBytes(h.width) > maxRow {
		return s.Fail(16, "rows of more than 256 MiB")
	}
	d.h, d.w = h, walker{s: s, found: found, off: headerEnd, indexed: h.colour == colourPalette}
	var p palette
	data, err := d.readColours(&p)
	if err != nil {
		return err
	}
	if !facts.Alpha {
		p.opaque()
	}
	d.convert.start(h, &p, file, h.interlaced)
	d.inflater.start(&d.w, file, data)
	if h.interlaced {
		err = d.decodePasses(ctx, band)
	} else {
		err = d.decodeRows(ctx, band)
	}
	if err != nil {
		return err
	}
	d.finish()
	return nil
}

// finish checks what follows the picture. A wrong checksum of IDAT is wrong
// itself if that of the zlib stream, over all pixels, agrees with them.
func (d *decoder) finish() {
	z, w := &d.inflater, &d.w
	whole := z.broken == ""
	agrees := whole && z.end()
	surplus := w.finish() || whole && z.data.left() > 0
	if whole && surplus {
		w.note("surplus picture data")
	}
	if d.convert.beyond {
		w.note(fmt.Sprintf("colors beyond the palette of %d are shown as black", d.convert.colours))
	}
	if z.data.interrupted {
		w.note("other chunks stand between those of the picture data")
	}
	switch c := w.wrongData; {
	case c == nil:
	case agrees:
		w.note(fmt.Sprintf("wrong checksum of IDAT at byte %d, but the pixels agree with theirs", c.start()))
	default:
		w.damaged(*c, "wrong checksum of IDAT", "pixels are in doubt")
	}
}

// readColors reads the chunks up to the first IDAT, which it returns, and
// fills p.
func (d *decoder) readColours(p *palette) (data chunk, err error) {
	for {
		c, ok := d.w.next()
		switch {
		case !ok:
			return c, d.w.s.Fail(min(d.w.off, d.w.s.Size), "no picture data")
		case c.is("IDAT"):
			if d.h.colour == colourPalette && p.colours == 0 {
				return c, d.w.s.Fail(c.start(), "no palette before the picture data")
			}
			return c, nil
		case c.is("PLTE"):
			if wrong := p.readPLTE(&d.h, c); wrong != "" {
				d.w.damaged(c, wrong, "colors are in doubt")
			}
		case c.is("tRNS"):
			if wrong := p.readTRNS(&d.h, d.w.s.At(c.off, int(c.size))); wrong != "" {
				d.w.note(fmt.Sprintf("tRNS at byte %d is left out: %s", c.start(), wrong))
			}
		case !c.ancillary():
			d.w.unknown(c)
		}
	}
}

// decodeRows hands over a picture that is not interlaced, some rows at a time.
func (d *decoder) decodeRows(ctx context.Context, band func(image.Image) error) error {
	l := &d.lines
	l.start(&d.h, d.h.width, d.h.height)
	for l.next(ctx, &d.inflater) {
		if err := band(d.convert.part(l.rows, l.stride, l.y, l.n)); err != nil {
			return err
		}
	}
	return d.missing(ctx, l.done, fmt.Sprintf("%d of %d rows decoded", l.done, d.h.height))
}

// missing reports what is missing from the picture, if anything is. Without a
// row there is no picture.
func (d *decoder) missing(ctx context.Context, rows int, what string) error {
	z := &d.inflater
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case z.broken == "":
		return nil
	case rows == 0:
		return &format.FormatError{Format: name, Offset: z.brokenAt, Msg: z.broken}
	}
	d.w.found.Damaged(fmt.Errorf("%s: %s at byte %d: %s", name, z.broken, z.brokenAt, what))
	return nil
}

// release drops what belongs to the caller and what is too large to keep.
func (d *decoder) release() {
	d.w = walker{}
	d.inflater.release()
	d.lines.buffer.Trim(d.keep)
	d.lines.rows = nil
	d.convert.pixels.Trim(d.keep)
	d.passes.release(d.keep)
}

// decoderBytes implements format.Format.DecoderBytes: an interlaced picture as
// it is stored, unpacked, and a few rows with what is made of them.
func decoderBytes(facts *format.Facts) float64 {
	width, height := float64(facts.Width), float64(facts.Height)
	stored := width * float64(facts.Channels*facts.Depth) / 8
	sum := 2*bandBytes + 2*stored + 4*width
	if facts.Multipass {
		sum += width*height*float64(facts.Channels*max(1, facts.Depth/8)) + width
	}
	return sum
}
