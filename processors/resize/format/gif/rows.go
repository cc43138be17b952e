package gif

import (
	"context"
	"fmt"
	"image"

	"fanout/processors/resize/format"
)

// A rowReader decodes the rows of one frame, as far as they are on the screen.
type rowReader struct {
	*lzwReader
	f      *frame
	seen   image.Rectangle // the part of the frame that is on the screen
	row    []byte          // of the frame, if it is not seen as a whole
	stored int             // rows read, in the order of the file
	shown  int             // those of them that are seen
	beyond bool            // there were colors beyond the table
}

// rows begins with the rows of f.
func (d *decoder) rows(file []byte, f *frame, screen image.Rectangle) *rowReader {
	r := &rowReader{lzwReader: &d.lzw, f: f, seen: f.area.Intersect(screen)}
	if f.area != r.seen {
		r.row = d.row.Get(f.area.Dx())
	}
	d.lzw.reset(file, int(min(f.data, int64(len(file)))))
	return r
}

// read fills pix with the rows that follow, each seen.Dx() pixels, and returns
// how many there are. It is less than what pix has room for only where the data
// ends. Of an interlaced frame pix must hold all that is seen; rows that are
// missing repeat those above them, as in browsers, and do not count.
func (r *rowReader) read(ctx context.Context, pix []byte) (n int, err error) {
	width := r.seen.Dx()
	if width == 0 {
		return 0, nil
	}
	before := r.shown
	for r.stored < r.f.area.Dy() && r.shown-before < len(pix)/width {
		if r.stored%64 == 0 && ctx.Err() != nil {
			return 0, context.Cause(ctx)
		}
		y := r.stored
		if r.f.interlaced {
			y = interlacedRow(y, r.f.area.Dy())
		}
		var dst []byte // nil below the screen
		if !r.f.interlaced {
			dst = pix[(r.shown-before)*width:][:width]
		} else if y < r.seen.Dy() {
			dst = pix[y*width:][:width]
		}
		if !r.next(dst) {
			break
		}
		r.stored++
		if dst != nil {
			r.shown++
		}
	}
	if r.f.interlaced && r.shown > 0 {
		r.repeat(pix)
	}
	return r.shown - before, nil
}

// next decodes one row, of which dst takes the left part, or nothing if it is
// nil.
func (r *rowReader) next(dst []byte) bool {
	row := dst
	if r.row != nil {
		row = r.row
	}
	if r.lzwReader.read(row) < len(row) {
		return false
	}
	if r.row != nil {
		copy(dst, row)
	}
	if 1<<r.size > r.f.colours && !r.beyond {
		for _, c := range dst {
			r.beyond = r.beyond || int(c) >= r.f.colours && int(c) != r.f.transparent
		}
	}
	return true
}

// repeat fills the rows of an interlaced frame that have not been read with the
// next row above that has.
func (r *rowReader) repeat(pix []byte) {
	width, height := r.seen.Dx(), r.f.area.Dy()
	if r.stored >= height {
		return
	}
	has := make([]bool, height)
	for i := range r.stored {
		has[interlacedRow(i, height)] = true
	}
	for y := 1; y < r.seen.Dy(); y++ {
		if !has[y] {
			copy(pix[y*width:][:width], pix[(y-1)*width:])
		}
	}
}

// interlacedRow returns which row of height the one is that is stored at place
// i (appendix E): every 8th, those between, every 4th between, every 2nd.
func interlacedRow(i, height int) int {
	for _, pass := range [3][2]int{{0, 8}, {4, 8}, {2, 4}} {
		n := (height - pass[0] + pass[1] - 1) / pass[1]
		if n = max(n, 0); i < n {
			return pass[0] + i*pass[1]
		} else {
			i -= n
		}
	}
	return 1 + 2*i
}

// lacks reports whether rows are missing that would be seen. A frame of no size
// may well have no pixels.
func (r *rowReader) lacks() bool {
	return r.shown < r.seen.Dy() && r.seen.Dx() > 0 && (!r.f.empty || r.stored > 0)
}

// missing says how many rows there are, and why no more.
func (r *rowReader) missing(which string) error {
	return fmt.Errorf("%s: %s at byte %d: %d of %d rows%s decoded", name, r.why, r.pos, r.shown, r.seen.Dy(), which)
}

// report says what is missing of the rows read so far, and what is odd. which
// names the frame, as in "of frame 3".
func (r *rowReader) report(found *format.Findings, which string) {
	switch {
	case r.lacks():
		found.Damaged(r.missing(which))
	case r.seen == r.f.area && r.surplus():
		found.Note(name + ": surplus picture data")
	}
	if r.beyond && r.f.colours == 0 {
		found.Note(name + ": there is no color table: pixels are black and white")
	} else if r.beyond {
		found.Note(name + ": colors beyond the table are shown as black")
	}
}
