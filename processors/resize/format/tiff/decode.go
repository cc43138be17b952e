package tiff

import (
	"cmp"
	"context"
	"fmt"
	"image"
	"math"

	"fanout/internal/scratch"
	"fanout/processors/resize/format"
	"fanout/processors/resize/metadata/ifd"
)

// chunkBytes bounds what is read of uncompressed data at once, and chunkPixels
// what is converted, unless one row is larger: small against a cache of the
// second level.
const (
	chunkBytes  = 64 << 10
	chunkPixels = 32 << 10
)

// A decoder decodes strip by strip, or tile by tile.
type decoder struct {
	keep int // bytes: larger buffers are not kept

	expander expander
	expanded []scratch.Buffer[byte] // the samples of a tile, by plane
	convert  converter
}

// Decode implements format.Decoder.
func (d *decoder) Decode(ctx context.Context, file []byte, facts *format.Facts, found *format.Findings,
	band func(image.Image) error) error {

	defer d.trim()
	p, err := openPage(file, facts)
	if err != nil {
		return err
	}
	if p.note != "" {
		found.Note(name + ": " + p.note)
	}
	d.convert.open(p)
	w := &walk{decoder: d, page: p, ctx: ctx, file: file, found: found, band: band, planes: p.decodedPlanes()}
	if note := p.wrongSizes(); note != "" {
		w.anySize = true
		found.Note(name + ": " + note)
	}
	if err := w.tiles(); err != nil {
		return err
	}
	if ctx.Err() != nil { // which the last tile takes for damage
		return context.Cause(ctx)
	}
	return w.report()
}

func (d *decoder) trim() {
	for i := range d.expanded {
		d.expanded[i].Trim(d.keep)
	}
	d.expander.trim(d.keep)
	d.convert.trim(d.keep)
}

// openPage reads the directory of the page that facts describe.
func openPage(file []byte, facts *format.Facts) (*page, error) {
	s := format.InMemory(name, file)
	t, off, ok := ifd.Open(s, 0)
	p := &page{}
	if ok {
		off = skip(t, off, facts.Page)
		_, ok = readPage(p, t, off)
	}
	if !ok {
		return nil, s.Fail(4, "directory truncated or outside the file")
	}
	if err := p.complete(); err != nil {
		return nil, p.fail(s, err)
	}
	if p.width != facts.Width || p.height != facts.Height || p.alpha > 0 != facts.Alpha || p.partBytes() != facts.PartBytes {
		return nil, s.Fail(off, "not the page that its header described")
	}
	p.jpegTables = p.bytes(file, tagJPEGTables)
	if p.compression == compressionOldJPEG {
		p.oldJPEG = p.readOldJPEG(file)
	}
	return p, nil
}

// A walk goes through the tiles of a page.
type walk struct {
	*decoder
	*page
	ctx    context.Context
	file   []byte
	found  *format.Findings
	band   func(image.Image) error
	planes []int // those that are decoded
	data   [][]byte

	anySize bool // the sizes of data are not what the page states

	decoded    int64 // pixels handed over
	incomplete int   // tiles that lack pixels
	damage     error // the first
	damageAt   int64
}

// tiles decodes all tiles. Its error is ctx's or band's; damage is kept.
func (w *walk) tiles() error {
	if n := len(w.planes) - len(w.expanded); n > 0 {
		w.expanded = append(w.expanded, make([]scratch.Buffer[byte], n)...)
	}
	w.data = make([][]byte, len(w.planes))
	for y := range w.down {
		for x := range w.across {
			if w.ctx.Err() != nil {
				return context.Cause(w.ctx)
			}
			number := y*w.across + x
			if !w.listed(number) {
				// Nor are those that follow, of which there may be very many.
				w.damaged(number, 0, errMissing)
				w.incomplete += w.across*w.down - number
				return nil
			}
			// The products are at most 2³¹ + 2³¹.
			area := image.Rect(x*w.tileWidth, y*w.tileHeight, (x+1)*w.tileWidth, (y+1)*w.tileHeight)
			area = area.Intersect(image.Rect(0, 0, w.width, w.height))
			before := w.decoded
			if err := w.tile(number, area); err != nil {
				return err
			}
			if w.decoded-before < format.Area(area.Dx(), area.Dy()) {
				w.incomplete++
			}
		}
	}
	return nil
}

// tile decodes the tile of that number, which shows area.
func (w *walk) tile(number int, area image.Rectangle) error {
	if w.compression == compressionNone {
		return w.stored(number, area)
	}
	rows := ceilDiv(area.Dy(), w.subY)
	have := rows
	limit := int64(math.MaxInt64)
	if w.hasJPEG() { // which reads the data to its end, wherever that is
		limit = 4*w.rowBytes()*int64(rows) + 1<<16
	}
	for i, plane := range w.planes {
		src, cut := w.source(number, plane, limit)
		var err error
		w.data[i], err = w.expandTile(i, src, rows)
		if n := int(int64(len(w.data[i])) / w.rowBytes()); n < rows {
			have = min(have, n)
			err = cmp.Or(cut, err, endsEarly(len(src)))
		}
		w.damaged(number, plane, err)
	}
	if have < rows && w.isFax() && w.samples == 1 && w.photometric == whiteIsZero {
		return w.handFax(area, have)
	}
	return w.hand(area, have)
}

// handFax is hand for a fax, of which the lines below are white: that is paper.
// libtiff has it so.
func (w *walk) handFax(area image.Rectangle, have int) error {
	rowBytes, before := int(w.rowBytes()), w.decoded
	lines := grow(w.data[0][:have*rowBytes], (area.Dy()-have)*rowBytes)[:area.Dy()*rowBytes]
	clear(lines[have*rowBytes:])
	w.data[0], w.expanded[0] = lines, lines
	err := w.hand(area, area.Dy())
	w.decoded = before + format.Area(area.Dx(), have)
	return err
}

// expandTile expands src, which has rows rows, into buffer i.
func (w *walk) expandTile(i int, src []byte, rows int) ([]byte, error) {
	if src == nil {
		return nil, nil
	}
	rowBytes := w.rowBytes()
	want := int(min(rowBytes*int64(rows), w.mostExpanded(len(src))))
	data, err := w.expand(w.ctx, w.page, w.expanded[i].Get(want)[:0], src, want, rows, int(rowBytes))
	w.expanded[i] = data
	if code, ok := err.(*codeError); ok && code.Harmless {
		w.found.Note(name + ": " + code.Msg)
		err = nil
	}
	return data[:min(len(data), want)], err
}

// damaged keeps the first damage, which is in the tile of that number.
func (w *walk) damaged(number, plane int, err error) {
	if err != nil && w.damage == nil {
		w.damage = err
		var ok bool
		if w.damageAt, ok = w.offset(number, plane); !ok {
			w.damageAt = w.off // of the directory, which does not say
		}
		if code, ok := err.(*codeError); ok {
			w.damageAt += int64(code.Offset)
		}
		w.damageAt = min(w.damageAt, int64(len(w.file)))
	}
}

// stored hands over an uncompressed tile in chunks of rows.
func (w *walk) stored(number int, area image.Rectangle) error {
	rowBytes := w.rowBytes()
	for y := area.Min.Y; y < area.Max.Y; y += w.chunkRows() {
		part := image.Rect(area.Min.X, y, area.Max.X, min(y+w.chunkRows(), area.Max.Y))
		rows := ceilDiv(part.Dy(), w.subY)
		have := rows
		// At most the bytes of the tile, which its rows end.
		skip := rowBytes * int64((y-area.Min.Y)/w.subY)
		for i, plane := range w.planes {
			src, cut := w.source(number, plane, skip+rowBytes*int64(rows))
			src = src[min(skip, int64(len(src))):]
			var err error
			if w.fillOrder == 2 {
				src, err = w.expandTile(i, src, rows)
			}
			w.data[i] = src
			if n := int(int64(len(src)) / rowBytes); n < rows {
				have = min(have, n)
				err = cmp.Or(cut, err, endsEarly(int(skip)+len(src)))
			}
			w.damaged(number, plane, err)
		}
		if err := w.hand(part, have); err != nil {
			return err
		}
	}
	return nil
}

// chunkRows returns how many rows of an uncompressed tile are read at once, a
// multiple of subY.
func (p *page) chunkRows() int {
	rows := int(max(1, chunkBytes/p.rowBytes())) * p.subY
	return min(rows, ceilDiv(p.tileHeight, p.subY)*p.subY)
}

// hand converts the first rows of w.data and hands them over as the upper part
// of area, some at a time.
func (w *walk) hand(area image.Rectangle, rows int) error {
	area.Max.Y = min(area.Max.Y, area.Min.Y+rows*w.subY)
	step := max(1, chunkPixels/area.Dx()/w.subY) * w.subY
	for y := area.Min.Y; y < area.Max.Y; y += step {
		if w.ctx.Err() != nil {
			return context.Cause(w.ctx)
		}
		part := image.Rect(area.Min.X, y, area.Max.X, min(y+step, area.Max.Y))
		img := w.convert.rows(part, w.data, (y-area.Min.Y)/w.subY)
		if err := w.band(img); err != nil {
			return err
		}
		w.decoded += format.Area(part.Dx(), part.Dy())
	}
	return nil
}

// report says what is missing. Where nothing is there, it is an error.
func (w *walk) report() error {
	if w.damage == nil {
		return nil
	}
	what, n := "strips", w.across*w.down
	if w.tiled {
		what = "tiles"
	}
	err := fmt.Errorf("%s: %w at byte %d: %d of %d %s complete", name, w.damage, w.damageAt, n-w.incomplete, n, what)
	switch {
	case w.incomplete == 0: // lines or blocks inside of strips are
		err = fmt.Errorf("%s: %w at byte %d", name, w.damage, w.damageAt)
	case n == 1:
		err = fmt.Errorf("%s: %w at byte %d: %d of %d rows decoded", name, w.damage, w.damageAt,
			w.decoded/int64(w.width), w.height)
	}
	if w.decoded == 0 {
		return err
	}
	w.found.Damaged(err)
	return nil
}

// decoderBytes implements format.Format.DecoderBytes: the samples of a strip or
// tile, the pixels of some rows, and the samples of one in several forms, 6
// bytes each.
func decoderBytes(facts *format.Facts) float64 {
	width := float64(facts.Width)
	return float64(facts.PartBytes) + 4*max(chunkPixels, 4*width) + 6*width*float64(facts.Channels)
}
