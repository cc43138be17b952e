package tiff

import (
	"errors"
	"math"

	"fanout/processors/resize/metadata/ifd"
)

var (
	errEarly   = errors.New("the data ends too early")
	errMissing = errors.New("data is missing")
)

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
		return nil, errEarly
	}
	size, ok := w.stated(number, plane)
	if !ok || size == 0 || w.wrongSizes() {
		size = math.MaxInt64
	}
	rest := w.file[off:]
	size = min(size, want)
	if size > int64(len(rest)) {
		return rest, errEarly
	}
	return rest[:size], nil
}

// wrongSizes reports whether the sizes of uncompressed data are useless, as
// libtiff finds out: that of a single strip is too small, or there are several,
// of which the first two differ.
func (w *walk) wrongSizes() bool {
	if w.compression != compressionNone || w.tiled {
		return false
	}
	if w.across*w.down == 1 {
		return true
	}
	first, _ := w.stated(0, 0)
	second, _ := w.stated(1, 0)
	return w.down > 2 && !w.planar && first != second && first != 0 && second != 0
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
