package gif

import (
	"context"
	"fmt"
	"image"
	"image/color"

	"fanout/internal/scratch"
	"fanout/processors/resize/animation"
	"fanout/processors/resize/format"
)

// bandBytes is the size of the parts that a still is handed over in, at one
// byte a pixel.
const bandBytes = 64 << 10

// A decoder decodes frames when they are asked for, and holds one at a time.
type decoder struct {
	keep    int
	lzw     lzwReader
	row     scratch.Buffer[byte] // of a frame that leaves the screen
	pix     scratch.Buffer[byte] // of a frame or a part of one, a byte a pixel
	palette colourTable
}

// Decode implements format.Decoder: it hands over the first frame at its place
// on the logical screen.
func (d *decoder) Decode(ctx context.Context, file []byte, facts *format.Facts, found *format.Findings, band func(image.Image) error) error {
	defer d.trim()
	sc, f, err := first(file, facts)
	if err != nil {
		return err
	}
	which := ""
	if facts.Frames > 1 {
		which = " of frame 1"
	}
	rows := d.rows(file, &f, sc.screen)
	seen := rows.seen
	height := max(1, bandBytes/max(1, seen.Dx()))
	if f.interlaced {
		height = seen.Dy()
	}
	part := image.Paletted{Stride: seen.Dx(), Palette: d.palette.of(file, &f)}
	for y := seen.Min.Y; y < seen.Max.Y; {
		height = min(height, seen.Max.Y-y)
		part.Pix = d.pix.Get(height * part.Stride)
		n, err := rows.read(ctx, part.Pix)
		if err != nil {
			return err
		}
		if f.interlaced && n > 0 {
			n = height // with rows that repeat others
		}
		if n == 0 {
			break
		}
		part.Rect = image.Rect(seen.Min.X, y, seen.Max.X, y+n)
		if err := band(&part); err != nil {
			return err
		}
		y += n
	}
	rows.report(found, which)
	if facts.Frames <= 1 {
		sc.finish(found) // there may have been more frames
	} else {
		sc.report(found)
	}
	switch {
	case rows.shown > 0:
		return nil
	case found.Damage != nil:
		return found.Damage
	case f.empty && facts.Frames == 1:
		return rows.missing(which)
	}
	return band(&image.Paletted{Palette: part.Palette}) // a frame beside the screen
}

// DecodeFrames implements format.FrameDecoder.
func (d *decoder) DecodeFrames(ctx context.Context, file []byte, facts *format.Facts, found *format.Findings) (*animation.Animation, error) {
	sc, _, err := first(file, facts)
	if err != nil {
		return nil, err
	}
	sc.finish(found) // the loop count may be anywhere
	loops, seen := sc.loops, 0
	return &animation.Animation{
		Count: facts.Frames,
		Loops: loops,
		Frame: func(i int) (animation.Frame, error) {
			if i == 0 {
				sc, _ = newScanner(format.InMemory(name, file))
				seen = 0
			}
			f, ok := sc.next()
			if !ok {
				return animation.Frame{}, animation.ErrEnd
			}
			frame, rows, err := d.frame(ctx, file, &f, sc.screen, found, i)
			seen += rows
			last := err == animation.ErrEnd || i == facts.Frames-1
			if last && seen == 0 && found.Damage != nil {
				return animation.Frame{}, found.Damage
			}
			return frame, err
		},
	}, nil
}

// first returns the first frame of file, and the scanner that goes on after
// it. The file must be what facts say.
func first(file []byte, facts *format.Facts) (*scanner, frame, error) {
	sc, err := newScanner(format.InMemory(name, file))
	if err != nil {
		return nil, frame{}, err
	}
	f, ok := sc.next()
	// Memory and geometry were settled by the header that the plan read.
	if !ok || sc.screen.Max != image.Pt(facts.Width, facts.Height) {
		return nil, frame{}, fmt.Errorf("%s: decoded to %d×%d, but its header says %d×%d",
			name, sc.screen.Max.X, sc.screen.Max.Y, facts.Width, facts.Height)
	}
	return sc, f, nil
}

// frame decodes frame i, which f describes, and returns how many of its rows
// there are. A last frame of which a cut file has nothing is
// animation.ErrEnd.
func (d *decoder) frame(ctx context.Context, file []byte, f *frame, screen image.Rectangle, found *format.Findings, i int) (animation.Frame, int, error) {
	defer d.trim()
	rows := d.rows(file, f, screen)
	img := &image.Paletted{
		Pix: d.pix.Get(rows.seen.Dx() * rows.seen.Dy()), Stride: rows.seen.Dx(), Rect: rows.seen,
		Palette: d.palette.of(file, f),
	}
	n, err := rows.read(ctx, img.Pix)
	if err != nil {
		return animation.Frame{}, 0, err
	}
	rows.report(found, fmt.Sprintf(" of frame %d", i+1))
	if n == 0 && !f.whole && i > 0 && rows.lacks() {
		return animation.Frame{}, 0, animation.ErrEnd
	}
	if n == 0 || !f.interlaced {
		img.Rect.Max.Y = img.Rect.Min.Y + n
	}
	return animation.Frame{Image: img, Blend: true, Disposal: f.disposal, Delay: f.delay}, n, nil
}

// trim drops the file and what is too large to keep.
func (d *decoder) trim() {
	d.lzw.src = nil
	d.row.Trim(d.keep)
	d.pix.Trim(d.keep)
}

// A colorTable makes palettes of 256 colors, so that no index is beyond.
type colourTable struct {
	palette color.Palette
}

// of returns the palette of f, valid until the next call. Colors beyond the
// table are black, as in most browsers. Without a table the first two are black
// and white, as section 18 recommends.
func (t *colourTable) of(file []byte, f *frame) color.Palette {
	rgb := []byte{0, 0, 0, 255, 255, 255}
	if f.colours > 0 {
		rgb = file[min(f.table, int64(len(file))):]
		rgb = rgb[:min(3*f.colours, len(rgb))]
	}
	if t.palette == nil {
		t.palette = make(color.Palette, 256)
	}
	for i := range t.palette {
		c := color.NRGBA{A: 255}
		if 3*i+2 < len(rgb) {
			c.R, c.G, c.B = rgb[3*i], rgb[3*i+1], rgb[3*i+2]
		}
		if i == f.transparent {
			c = color.NRGBA{}
		}
		if t.palette[i] != color.Color(c) { // else nothing is allocated
			t.palette[i] = c
		}
	}
	return t.palette
}

// decoderBytes implements format.Format.DecoderBytes: tables, and of a still
// a part, or all of it if it is interlaced.
func decoderBytes(facts *format.Facts) float64 {
	const tables = 64 << 10
	pixels := float64(facts.Width) * float64(facts.Height)
	if facts.Multipass {
		return tables + pixels
	}
	return tables + min(pixels, 2*bandBytes)
}
