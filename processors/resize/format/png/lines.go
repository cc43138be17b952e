package png

import (
	"context"

	"fanout/internal/scratch"
)

// bandBytes is the size of what is inflated at a time, and of what is made of
// it, unless one row is larger: both stay in the cache.
const bandBytes = 64 << 10

// lines restores the rows of a picture, or of one pass of an interlaced one,
// some at a time.
type lines struct {
	buffer scratch.Buffer[byte]
	bpp    int // see unfilter
	height int
	atOnce int
	done   int // rows that have been restored

	// What next has found: n rows from y on, without the filter type that
	// stands before each; that of the next begins stride bytes after that of
	// the one above.
	rows   []byte
	stride int
	y, n   int
}

// start prepares for a picture of that size, and of h's kind of pixels.
func (l *lines) start(h *header, width, height int) {
	l.stride = 1 + int(h.rowBytes(width))
	l.bpp = max(1, h.channels*h.depth/8)
	l.height, l.done, l.n = height, 0, 0
	l.atOnce = min(height, max(1, bandBytes/max(l.stride, 4*width)))
	// Before the rows of the band there is the one above it.
	b := l.buffer.Get((1 + l.atOnce) * l.stride)
	clear(b[:l.stride])
	l.rows = b[l.stride+1:]
}

// next restores the next rows. It returns false if there are none: all are
// done, ctx is, or z is broken.
func (l *lines) next(ctx context.Context, z *inflater) bool {
	b, stride := l.buffer, l.stride
	copy(b[:stride], b[l.n*stride:]) // the last row becomes the one above
	want := min(l.atOnce, l.height-l.done)
	if want == 0 || z.broken != "" || ctx.Err() != nil {
		return false
	}
	got := 0
	for band := b[stride:][:want*stride]; got < len(band) && z.broken == "" && ctx.Err() == nil; {
		got += z.read(band[got:min(len(band), got+maxRead)])
	}
	l.y, l.n = l.done, got/stride
	for i := range l.n {
		prev, row := b[i*stride:][:stride], b[(i+1)*stride:][:stride]
		if !unfilter(row[0], row[1:], prev[1:], l.bpp) {
			z.fail("a row with an unknown filter type")
			l.n = i
			break
		}
	}
	l.done += l.n
	return l.n > 0
}

// maxRead is the most that is inflated between two looks at the context: some
// milliseconds.
const maxRead = 1 << 20
