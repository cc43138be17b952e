package tiff

import (
	"context"
	"encoding/binary"
	"fmt"
	"image"
	"strings"

	"fanout/internal/scratch"
	"fanout/processors/resize/format"
	"fanout/processors/resize/planes"
)

// Markers of JPEG (T.81 table B.1).
const (
	jpegSOI   = 0xd8
	jpegEOI   = 0xd9
	jpegSOS   = 0xda
	jpegAPP0  = 0xe0
	jpegAPP14 = 0xee // Adobe
	jpegAPP15 = 0xef
	jpegCOM   = 0xfe
)

// A jpegReader expands JPEG data (Adobe Photoshop TIFF Technical Note 2): each
// strip or tile is a JPEG file without the tables that all have in common.
type jpegReader struct {
	format  *format.Format
	keep    int
	decoder format.Decoder
	stream  scratch.Buffer[byte]
}

// A jpegTile is a strip or tile of interleaved 8-bit samples.
type jpegTile struct {
	tables        []byte // the JPEGTables of the page
	samples       int    // of a pixel: 1, 3 or 4
	ycbcr         bool   // three samples are Y, Cb and Cr, and become RGB
	width, height int
	tiled         bool     // all tiles are as high
	old           *oldJPEG // nil for JPEG data of the new kind
	stated        int64    // bytes of a single strip as the directory has it, 0 if that is not known
}

// jpegTile returns what the tiles of a page of JPEG data have in common.
func (p *page) jpegTile() jpegTile {
	_, samples := p.planes()
	stated := int64(0)
	if p.across*p.down == 1 && !p.planar && p.compression == compressionJPEG {
		stated, _ = p.stated(0, 0)
	}
	return jpegTile{
		stated: stated,
		tables: p.jpegTables, samples: samples,
		ycbcr: p.isJPEG() && p.photometric == photometricYCbCr && !p.hasRange(),
		width: p.tileWidth, height: p.tileHeight, tiled: p.tiled, old: p.oldJPEG,
	}
}

// jpegMaxTables is more than what all tables and headers of a JPEG take.
const jpegMaxTables = 16 << 10

// jpegMaxSide is more than a JPEG can have.
const jpegMaxSide = 1 << 17

// streamBytes bounds the JPEG file of a tile: noise in best quality, unless its
// size is known, and tables.
func (t *jpegTile) streamBytes() int64 {
	raw := int64(t.samples) * int64(min(t.width, jpegMaxSide)) * int64(min(t.height, jpegMaxSide))
	if t.stated > 0 {
		raw = min(raw, t.stated)
	}
	return raw + 2*jpegMaxTables
}

// decoderBytes is the memory that decoding a tile is given: planes of whole
// MCUs, and some rows of pixels. Progressive files of large tiles need more.
func (t *jpegTile) decoderBytes() int64 {
	w, h := int64(min(t.width, jpegMaxSide)+2*jpegSurplus), int64(min(t.height, jpegMaxSide)+2*jpegSurplus)
	return int64(t.samples)*w*h + 192*w + 256<<10
}

// expand appends the rows of a tile to dst: as many as there are. Other sizes
// than the tile's are cut off, or leave black.
func (r *jpegReader) expand(ctx context.Context, dst, src []byte, t jpegTile, rows int) ([]byte, error) {
	if r.format == nil {
		return dst, &codeError{Msg: "JPEG data is not decoded here"}
	}
	size := len(src)
	if t.old != nil {
		size += len(t.old.data)
	}
	r.stream = t.join(r.stream.Get(int(min(int64(jpegMaxTables+size), t.streamBytes())))[:0], src, rows)
	file := r.stream
	facts, err := r.format.ReadFacts(format.InMemory(r.format.Name, file))
	if err != nil {
		return dst, r.fail(ctx, err)
	}
	if facts.Channels != t.samples {
		return dst, &codeError{Msg: fmt.Sprintf("a JPEG of %d components for %d samples", facts.Channels, t.samples)}
	}
	if facts.Width > t.width+jpegSurplus || facts.Height > t.height+jpegSurplus {
		return dst, &codeError{Msg: fmt.Sprintf("a JPEG of %d×%d pixels for a strip or tile of %d×%d",
			facts.Width, facts.Height, t.width, t.height)}
	}
	if int64(r.format.DecoderBytes(&facts)) > t.decoderBytes() {
		return dst, &codeError{Msg: "a progressive JPEG in a large strip or tile"}
	}
	if r.decoder == nil {
		r.decoder = r.format.NewDecoder(r.keep)
	}
	rows = min(rows, facts.Height)
	start, rowBytes := len(dst), t.width*t.samples
	dst = grow(dst, rows*rowBytes)[:start+rows*rowBytes]
	if facts.Width < t.width {
		clear(dst[start:])
	}
	out := jpegRows{pix: dst[start:], width: t.width, rows: rows, samples: t.samples}
	var found format.Findings
	if t.samples == 4 {
		var pic *planes.Picture
		pic, err = r.decoder.(format.PlaneDecoder).DecodePlanes(ctx, file, &facts, 1, &found)
		if err == nil {
			err = out.setPlanes(pic)
		}
	} else {
		err = r.decoder.Decode(ctx, file, &facts, &found, out.set)
	}
	if err != nil {
		return dst[:start], r.fail(ctx, err)
	}
	if found.Damage != nil {
		return dst, r.fail(ctx, found.Damage)
	}
	return dst, nil
}

// jpegSurplus is how many pixels a JPEG may be larger than its tile: some
// writers round up to whole MCUs. Sizes count against the memory that the page
// was admitted with.
const jpegSurplus = 32

// fail says what is wrong, without the place in a stream that is in no file.
func (r *jpegReader) fail(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	cause, at, _ := strings.Cut(err.Error(), " at byte ")
	if _, decoded, ok := strings.Cut(at, ": "); ok {
		cause += " (" + decoded + ")"
	}
	return &codeError{Msg: cause}
}

// join appends to dst the JPEG file of that many rows, or of a tile, that
// tables and src make together. What their colors mean the page says, so what
// they say themselves is left out: JFIF is YCbCr, which RGB in a TIFF is not.
func (t *jpegTile) join(dst, src []byte, rows int) []byte {
	dst = append(dst, 0xff, jpegSOI)
	if t.samples >= 3 {
		transform := byte(0)
		if t.ycbcr {
			transform = 1
		}
		dst = append(dst, 0xff, jpegAPP14, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, transform)
	}
	if t.old != nil && (len(src) < 2 || src[0] != 0xff || src[1] != jpegSOI) {
		if t.tiled {
			rows = t.height
		}
		return t.old.join(dst, src, rows)
	}
	dst, _ = appendSegments(dst, t.tables[:min(len(t.tables), jpegMaxTables)])
	dst, rest := appendSegments(dst, src)
	// What is more than streamBytes is not looked at.
	return append(dst, rest[:min(len(rest), max(0, cap(dst)-len(dst)))]...)
}

// appendSegments appends the marker segments at the start of a JPEG stream to
// dst, without those of applications and comments, and returns the rest: from
// SOS, EOI or what is no segment on. dst does not grow.
func appendSegments(dst, stream []byte) (segments, rest []byte) {
	for len(stream) >= 4 && stream[0] == 0xff {
		m := stream[1]
		switch {
		case m == 0xff: // a fill byte
			stream = stream[1:]
			continue
		case m == jpegSOI:
			stream = stream[2:]
			continue
		case m == jpegSOS || m == jpegEOI:
			return dst, stream
		}
		n := 2 + int(binary.BigEndian.Uint16(stream[2:]))
		if n > len(stream) || len(dst)+n > cap(dst) {
			return dst, stream
		}
		if (m < jpegAPP0 || m > jpegAPP15) && m != jpegCOM {
			dst = append(dst, stream[:n]...)
		}
		stream = stream[n:]
	}
	return dst, stream
}

// jpegRows are where the pixels of a JPEG go.
type jpegRows struct {
	pix         []byte
	width, rows int
	samples     int
}

// set takes a part of the picture.
func (o *jpegRows) set(part image.Image) error {
	b := part.Bounds()
	n := min(b.Max.X, o.width) - b.Min.X
	for y := b.Min.Y; y < min(b.Max.Y, o.rows) && n > 0; y++ {
		dst := o.pix[(y*o.width+b.Min.X)*o.samples:][:n*o.samples]
		switch img := part.(type) {
		case *image.Gray:
			if o.samples != 1 {
				return fmt.Errorf("gray for %d samples", o.samples)
			}
			copy(dst, img.Pix[img.PixOffset(b.Min.X, y):])
		case *image.NRGBA:
			if o.samples != 3 {
				return fmt.Errorf("colors for %d samples", o.samples)
			}
			src := img.Pix[img.PixOffset(b.Min.X, y):][:4*n]
			for len(src) >= 4 && len(dst) >= 3 {
				dst[0], dst[1], dst[2] = src[0], src[1], src[2]
				src, dst = src[4:], dst[3:]
			}
		default:
			return fmt.Errorf("internal error: pixels of a %T", part)
		}
	}
	return nil
}

// setPlanes takes a picture of four planes as they are stored. They are those
// of an Adobe file here, so nothing was inverted.
func (o *jpegRows) setPlanes(pic *planes.Picture) error {
	if len(pic.Planes) != o.samples {
		return fmt.Errorf("%d planes for %d samples", len(pic.Planes), o.samples)
	}
	hMax, vMax := 1, 1
	for _, p := range pic.Planes {
		hMax, vMax = max(hMax, p.H), max(vMax, p.V)
	}
	for c, p := range pic.Planes {
		for y := range min(o.rows, pic.Height) {
			src := p.Row(min(y*p.V/vMax, p.Height-1))
			dst := o.pix[y*o.width*o.samples:]
			for x := range min(o.width, pic.Width) {
				dst[x*o.samples+c] = src[min(x*p.H/hMax, p.Width-1)]
			}
		}
	}
	return nil
}
