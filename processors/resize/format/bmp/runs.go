package bmp

import (
	"context"
	"slices"

	"fanout/processors/resize/format"
)

// A run-length encoded picture is a stream of codes of two bytes, from the
// lowest row up:
//
//	n v          n pixels of v (RLE4: of its two halves in turn; RLE24: of v
//	             and the two bytes that follow)
//	0 0          the row ends
//	0 1          the picture ends
//	0 2 dx dy    skips pixels and rows
//	0 n ...      n pixels (3 and more) follow, padded to two bytes
//
// The upper rows come last, but are wanted first. So the codes are walked
// twice: once to find where rows begin, once for the pixels. No pixels wait.

// A span is where the codes of a row are. Rows that are skipped have none.
type span struct {
	at int64 // in the file
	// row counts in the order of the codes, and x is the pixel that the codes
	// begin with.
	row, x int32
}

// spanBytes is the size of a span.
const spanBytes = 16

// runs reads a run-length encoded picture.
type runs struct {
	*header
	data []byte // the file
	// covered says that no pixel is skipped, beyond that some go over the end
	// of their row.
	covered, beyond bool
}

// newRuns returns the rows of a run-length encoded picture.
func (d *decoder) newRuns(ctx context.Context, h *header, file []byte, found *format.Findings) (*rows, error) {
	r := &runs{header: h, data: file, covered: true}
	p := &rows{width: h.width, height: h.height}
	// Each row with codes takes two bytes at least.
	spans := d.spans.Get(int(min(int64(h.height), h.pixels.size/2+1)))[:0]
	spans, count, err := r.walk(ctx, spans)
	if err != nil {
		return nil, err
	}
	if err := p.setCount(count, h.topDown, len(file), found); err != nil {
		return nil, err
	}
	if r.beyond {
		found.Note(name + ": pixels beyond the end of a row are left out")
	}
	if h.topDown {
		found.Note(name + ": run-length encoded from the top down, which BMP does not have")
	}
	if h.depth == 24 {
		p.read = func(dst []byte, y int) {
			clear(dst)
			r.read(spans, h.stored(y), func(x, n int, c code) { c.paintColours(dst[4*x:][:4*n]) })
		}
		return p, nil
	}
	colours := h.colours(file)
	indices := make([]byte, h.width)
	if r.covered && count == h.height {
		p.gray = colours.gray
		p.read = func(dst []byte, y int) {
			r.read(spans, h.stored(y), func(x, n int, c code) { c.paintIndices(indices[x:][:n], h.depth) })
			colours.convert(dst, indices, p.gray, found)
		}
		return p, nil
	}
	painted := make([]bool, h.width)
	p.read = func(dst []byte, y int) {
		clear(indices)
		clear(painted)
		r.read(spans, h.stored(y), func(x, n int, c code) {
			c.paintIndices(indices[x:][:n], h.depth)
			for i := range painted[x:][:n] {
				painted[x+i] = true
			}
		})
		colours.convert(dst, indices, false, found)
		for x, ok := range painted {
			if !ok {
				clear(dst[4*x : 4*x+4])
			}
		}
	}
	return p, nil
}

// walk appends the spans of the picture to spans and returns how many rows are
// whole, counted in the order of the codes. Those that are skipped count.
func (r *runs) walk(ctx context.Context, spans []span) ([]span, int, error) {
	at, row, x := r.pixels.at, 0, 0
	spans = append(spans, span{at: at})
	for i := 0; row < r.height; i++ {
		if i%(1<<16) == 0 && ctx.Err() != nil {
			return nil, 0, context.Cause(ctx)
		}
		c, ok := r.next(at)
		if !ok {
			if x == r.width {
				row++
			}
			return spans, row, nil
		}
		at += c.bytes
		was := row
		switch c.kind {
		case pixelRun, pixelList:
			r.beyond = r.beyond || x+c.n > r.width
			x = min(x+c.n, r.width)
		case rowEnd:
			r.covered = r.covered && x == r.width
			row, x = row+1, 0
		case skip:
			r.covered = false
			row, x = row+c.rows, min(x+c.n, r.width)
		case pictureEnd:
			r.covered = r.covered && row == r.height-1 && x == r.width
			row = r.height
		}
		if row > was && row < r.height {
			spans = append(spans, span{at, int32(row), int32(x)})
		}
	}
	return spans, r.height, nil
}

// read calls paint with the codes that have pixels of a row, x being the first
// of them and n how many lie inside the row.
func (r *runs) read(spans []span, row int, paint func(x, n int, c code)) {
	i, ok := slices.BinarySearchFunc(spans, int32(row), func(s span, row int32) int { return int(s.row - row) })
	if !ok {
		return
	}
	at, x := spans[i].at, int(spans[i].x)
	for x < r.width {
		c, ok := r.next(at)
		if !ok || c.kind == rowEnd || c.kind == pictureEnd || c.rows > 0 {
			return
		}
		if c.kind != skip {
			paint(x, min(c.n, r.width-x), c)
		}
		at, x = at+c.bytes, x+c.n
	}
}
