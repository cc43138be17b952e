package png

import (
	"context"
	"fmt"
	"image"

	"fanout/internal/scratch"
)

// adam7 are the passes of an interlaced picture (section 8.1): where the first
// pixel is, and how far the next ones.
var adam7 = [7]struct{ x, y, dx, dy int }{
	{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2},
}

// passes collect an interlaced picture as it is stored, but for samples of less
// than 8 bits, which have a byte each.
type passes struct {
	picture  scratch.Buffer[byte]
	unpacked scratch.Buffer[byte] // a row
	bpp      int
	stride   int
}

func (p *passes) release(keep int) {
	p.picture.Trim(keep)
	p.unpacked.Trim(keep)
}

// decodePasses hands over an interlaced picture.
func (d *decoder) decodePasses(ctx context.Context, band func(image.Image) error) error {
	p := &d.passes
	p.bpp = d.h.channels * max(1, d.h.depth/8)
	p.stride = d.h.width * p.bpp
	p.picture.Get(p.stride * d.h.height)
	rows, what := d.collect(ctx)
	if err := d.missing(ctx, rows, what); err != nil {
		return err
	}
	atOnce := max(1, bandBytes/(4*d.h.width))
	for y := 0; y < rows; y += atOnce {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		n := min(atOnce, rows-y)
		if err := band(d.convert.part(p.picture[y*p.stride:], p.stride, y, n)); err != nil {
			return err
		}
	}
	return nil
}

// collect decodes the passes to the picture and returns how many rows of it
// there are. Of a broken file the pixels that are missing look like those of
// the last pass that is there; the rows are missing that the first pass has not
// reached. what then says how far it came.
func (d *decoder) collect(ctx context.Context) (rows int, what string) {
	h, l := &d.h, &d.lines
	rows = h.height
	for i, pass := range adam7 {
		w, n := (h.width-pass.x+pass.dx-1)/pass.dx, (h.height-pass.y+pass.dy-1)/pass.dy
		if w == 0 || n == 0 { // (1-4+7)/8 is 0, and so is all that is less
			continue
		}
		l.start(h, w, n)
		for l.next(ctx, &d.inflater) {
			for r := range l.n {
				d.passes.place(i, l.y+r, l.rows[r*l.stride:], w, h.depth)
			}
		}
		switch {
		case ctx.Err() != nil:
			return 0, ""
		case l.done == n:
			continue
		case what == "":
			what = fmt.Sprintf("%d of %d rows decoded in pass %d of 7", l.done, n, i+1)
		}
		if i == 0 {
			rows = min(h.height, l.done*pass.dy)
		} else {
			d.passes.fill(ctx, i, l.done, rows)
		}
	}
	return rows, what
}

// place puts row y of a pass, of w pixels, into the picture.
func (p *passes) place(pass, y int, row []byte, w, depth int) {
	if depth < 8 {
		row = p.unpack(row, w, depth)
	}
	a := &adam7[pass]
	dst := p.picture[(a.y+y*a.dy)*p.stride+a.x*p.bpp:]
	if a.dx == 1 {
		copy(dst, row[:w*p.bpp])
		return
	}
	step := a.dx * p.bpp
	switch p.bpp {
	case 1:
		for i, v := range row[:w] {
			dst[i*step] = v
		}
	case 3:
		for i := range w {
			*(*[3]byte)(dst[i*step:]) = [3]byte(row[3*i:])
		}
	case 4:
		for i := range w {
			*(*[4]byte)(dst[i*step:]) = [4]byte(row[4*i:])
		}
	default:
		for i := range w {
			copy(dst[i*step:][:p.bpp], row[i*p.bpp:])
		}
	}
}

// unpack makes w samples of 1, 2 or 4 bits to bytes.
func (p *passes) unpack(row []byte, w, depth int) []byte {
	out := p.unpacked.Get(w)
	perByte, mask := 8/depth, byte(1<<depth-1)
	for i := range out {
		shift := 8 - depth - i%perByte*depth
		out[i] = row[i/perByte] >> shift & mask
	}
	return out
}

// fill copies to the pixels of a pass, from its row y on, those that stand in
// for them until it comes: of the passes before it the nearest to the left or,
// in every other pass, above. They are at the distance of the pass's first
// pixel from the corner. rows are those of the picture that there are.
func (p *passes) fill(ctx context.Context, pass, y, rows int) {
	a := &adam7[pass]
	back := a.y*p.stride + a.x*p.bpp
	for y := a.y + y*a.dy; y < rows && ctx.Err() == nil; y += a.dy {
		row := y * p.stride
		for x := a.x * p.bpp; x < p.stride; x += a.dx * p.bpp {
			at := row + x
			copy(p.picture[at:at+p.bpp], p.picture[at-back:])
		}
	}
}
