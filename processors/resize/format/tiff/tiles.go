package tiff

import (
	"errors"
	"math"

	"fanout/processors/resize/metadata/ifd"
)

var errMissing = errors.New("data is missing")

// offsets returns the list of where the data of tiles begins.
func (p *page) offsets() ifd.Entry {
	if p.tiled {
		if e, ok := p.find(tagTileOffsets); ok {
			return e
		}
	}
	e, _ := p.find(tagStripOffsets) // some writers use it for tiles, too
	return e
}

// offset returns where the data of a tile begins, 0 if that is not stated.
func (p *page) offset(number, plane int) (off int64, ok bool) {
	v, ok := p.Uint(p.offsets(), p.index(number, plane))
	if v > math.MaxInt64 {
		return 0, false
	}
	return int64(v), ok && v > 0
}

// listed reports whether the list of offsets goes as far as a tile.
func (p *page) listed(number int) bool {
	_, ok := p.Uint(p.offsets(), uint64(number))
	return ok
}

// index returns the position of a tile in the lists of offsets and sizes. It is
// below 2¹⁶·2⁶².
func (p *page) index(number, plane int) uint64 {
	return uint64(plane)*uint64(p.across)*uint64(p.down) + uint64(number)
}

// stated returns the size of the data of a tile as the file has it.
func (p *page) stated(number, plane int) (size int64, ok bool) {
	tag := uint16(tagStripByteCounts)
	if p.tiled {
		tag = tagTileByteCounts
	}
	e, ok := p.find(tag)
	if !ok && p.tiled {
		e, _ = p.find(tagStripByteCounts)
	}
	v, ok := p.Uint(e, p.index(number, plane))
	return int64(min(v, math.MaxInt64)), ok
}

// source returns the data of a tile, of which no more than want bytes are
// needed. The error says what may be missing of it, as the file ends before; it
// is nil if there is none at all.
func (w *walk) source(number, plane int, want int64) ([]byte, error) {
	off, ok := w.offset(number, plane)
	if !ok {
		return nil, errMissing
	}
	if off >= int64(len(w.file)) {
		return nil, endsEarly(0)
	}
	size, ok := w.stated(number, plane)
	if !ok || size == 0 || w.anySize {
		size = math.MaxInt64
	}
	rest := w.file[off:]
	size = min(size, want)
	if size > int64(len(rest)) {
		return rest, endsEarly(len(rest))
	}
	return rest[:size], nil
}

// wrongSizes says what is wrong with the stated sizes of uncompressed data, as
// libtiff finds out: that of a single strip is too small, or of several the
// first two differ. It is "" if they can be used.
func (p *page) wrongSizes() string {
	switch {
	case p.tiled && (p.has(tagTileByteCounts) || p.has(tagStripByteCounts)):
		return ""
	case p.tiled:
		return "the sizes of tiles are missing"
	case !p.has(tagStripByteCounts):
		return "the sizes of strips are missing"
	case p.compression != compressionNone:
		return ""
	}
	first, _ := p.stated(0, 0)
	second, _ := p.stated(1, 0)
	rows := int64(ceilDiv(p.height, p.subY))
	if p.down == 1 && first/p.rowBytes() < rows || p.down > 2 && !p.planar && first != second && first != 0 && second != 0 {
		return "the sizes of strips are wrong"
	}
	return ""
}

// mostExpanded bounds what n bytes of compressed data can expand to, so that no
// memory is taken for a size that only a header states.
func (p *page) mostExpanded(n int) int64 {
	switch p.compression {
	case compressionPackBits:
		return 64 * int64(n) // 2 bytes make 128
	case compressionLZW:
		return 4096 * int64(n) // a code of more than 8 bits makes at most 4096 bytes
	case compressionDeflate, compressionOldDeflate:
		return 1032*int64(n) + 1032 // a bit or two make 258 bytes
	}
	return math.MaxInt64
}
