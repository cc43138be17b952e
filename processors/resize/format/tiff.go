package format

import (
	"encoding/binary"
	"fmt"
	"slices"
)

// TIFF tags (TIFF 6.0 section 8; 34675 is ICC.1:2022 section B.3, 50706 DNG 1.7).
const (
	tagNewSubfileType  = 254
	tagSubfileType     = 255
	tagImageWidth      = 256
	tagImageLength     = 257
	tagBitsPerSample   = 258
	tagPhotometric     = 262
	tagSamplesPerPixel = 277
	tagExtraSamples    = 338
	tagICC             = 34675
	tagDNGVersion      = 50706
)

// TIFF field types (TIFF 6.0 section 2).
const (
	tiffByte      = 1
	tiffShort     = 3
	tiffLong      = 4
	tiffUndefined = 7
	tiffIFD       = 13 // Adobe PageMaker 6.0 technical notes
)

const (
	tiffHeaderBytes = 8
	ifdEntryBytes   = 12

	photometricPalette = 3

	// maxPages bounds the chain of directories, and what is remembered of it.
	maxPages = 1 << 13
)

// A tiffFile is a TIFF structure: a picture's, or that of an Exif block.
type tiffFile struct {
	section
	order binary.ByteOrder
}

// An ifdEntry is one field of a directory.
type ifdEntry struct {
	tag, typ uint16
	count    uint32
	inline   [4]byte // the values if they fit, else their offset
}

// openTIFF reads the header (TIFF 6.0 section 2) and returns the first directory's offset.
func openTIFF(s section) (t tiffFile, first int64, ok bool) {
	b := s.at(0, tiffHeaderBytes)
	switch {
	case b == nil:
		return t, 0, false
	case string(b[:4]) == "II*\x00":
		t = tiffFile{s, binary.LittleEndian}
	case string(b[:4]) == "MM\x00*":
		t = tiffFile{s, binary.BigEndian}
	default:
		return t, 0, false
	}
	first = int64(t.order.Uint32(b[4:]))
	return t, first, first >= tiffHeaderBytes
}

// entries calls visit for each entry of the directory at off until it returns false, and
// returns the next directory's offset, 0 at the chain's end. It is not ok if an
// entry is cut off or visit stopped.
func (t tiffFile) entries(off int64, visit func(ifdEntry) bool) (next int64, ok bool) {
	b := t.at(off, 2)
	if b == nil {
		return 0, false
	}
	n := int64(t.order.Uint16(b))
	off += 2
	for end := off + n*ifdEntryBytes; off < end; off += ifdEntryBytes {
		if b = t.at(off, ifdEntryBytes); b == nil {
			return 0, false
		}
		e := ifdEntry{tag: t.order.Uint16(b), typ: t.order.Uint16(b[2:]), count: t.order.Uint32(b[4:])}
		copy(e.inline[:], b[8:])
		if !visit(e) {
			return 0, false
		}
	}
	if b = t.at(off, 4); b == nil {
		return 0, true // some writers forget it on the last page
	}
	return int64(t.order.Uint32(b)), true
}

// value returns the first value of an integer field.
func (t tiffFile) value(e ifdEntry) (uint32, bool) {
	var size int
	switch e.typ {
	case tiffByte, tiffUndefined:
		size = 1
	case tiffShort:
		size = 2
	case tiffLong, tiffIFD:
		size = 4
	}
	if size == 0 || e.count == 0 {
		return 0, false
	}
	b := e.inline[:]
	if int64(size)*int64(e.count) > 4 {
		off := int64(t.order.Uint32(b))
		if b = t.at(off, size); b == nil || off < tiffHeaderBytes { // embedTIFF writes to the header
			return 0, false
		}
	}
	switch size {
	case 1:
		return uint32(b[0]), true
	case 2:
		return uint32(t.order.Uint16(b)), true
	}
	return t.order.Uint32(b), true
}

// A tiffPage is what one directory says about its page.
type tiffPage struct {
	width, height uint32
	channels      uint32
	depth         uint32
	orientation   int
	palette       bool
	alpha         bool
	secondary     bool   // a reduced version of another page, or a mask for one
	unread        uint16 // a tag that describes the samples, but whose value cannot be had
	dng           bool
}

// pageTags are those of page whose first value matters; fetching others' would cost reads.
var pageTags = []uint16{tagNewSubfileType, tagSubfileType, tagImageWidth, tagImageLength, tagBitsPerSample,
	tagPhotometric, tagSamplesPerPixel}

// page reads the directory at off.
func (t tiffFile) page(off int64) (p tiffPage, next int64, ok bool) {
	p = tiffPage{depth: 1, orientation: 1}
	depths := uint32(1)
	next, ok = t.entries(off, func(e ifdEntry) bool {
		var v uint32
		var has bool
		if slices.Contains(pageTags, e.tag) {
			if v, has = t.value(e); !has && e.tag >= tagImageWidth {
				p.unread = e.tag
			}
		}
		switch e.tag {
		case tagNewSubfileType:
			p.secondary = p.secondary || has && v&(1|4) != 0
		case tagSubfileType:
			p.secondary = p.secondary || has && v == 2
		case tagImageWidth:
			p.width = v
		case tagImageLength:
			p.height = v
		case tagBitsPerSample:
			p.depth, depths = v, e.count
		case tagPhotometric:
			p.palette = v == photometricPalette
		case tagOrientation:
			p.orientation = t.orientation(e)
		case tagSamplesPerPixel:
			p.channels = v
		case tagExtraSamples:
			p.alpha = e.count > 0
		case tagDNGVersion:
			p.dng = true
		}
		return true
	})
	if p.channels == 0 {
		p.channels = depths
	}
	return p, next, ok
}

// probeTIFF reads the first directory in full and counts the pages of the others.
func probeTIFF(s section) (Facts, error) {
	t, off, ok := openTIFF(s)
	if !ok {
		return Facts{}, s.fail(TIFF, 0, "bad header")
	}
	p, next, ok := t.page(off)
	switch {
	case !ok:
		return Facts{}, s.fail(TIFF, 4, "directory truncated or outside the file")
	case p.unread != 0:
		return Facts{}, s.fail(TIFF, off, fmt.Sprintf("no value for tag %d", p.unread))
	case p.dng:
		return Facts{}, &UnsupportedError{Name: "camera raw (DNG)"}
	case p.width == 0 || p.height == 0:
		return Facts{}, s.fail(TIFF, off, "no width or height in the directory")
	case p.width > maxSide || p.height > maxSide:
		return Facts{}, s.fail(TIFF, off, "width or height too large")
	case p.channels > 1<<16-1 || p.depth == 0 || p.depth > 64:
		return Facts{}, s.fail(TIFF, off, "bad samples in the directory")
	}
	info := Facts{
		Width: int(p.width), Height: int(p.height),
		Orientation: p.orientation,
		Channels:    int(p.channels), Depth: int(p.depth),
		Palette: p.palette, Alpha: p.alpha,
	}
	info.addFrame(info.Width, info.Height)

	// A chain that loops ends where it comes back to a page already counted.
	seen := map[int64]bool{off: true}
	for off = next; off != 0 && !seen[off] && len(seen) < maxPages; off = next {
		seen[off] = true
		if p, next, ok = t.page(off); !ok {
			break
		}
		if w, h := p.width, p.height; !p.secondary && w > 0 && h > 0 && w <= maxSide && h <= maxSide {
			info.addFrame(int(w), int(h))
		}
	}
	return info, nil
}

// profileTIFF returns the value of tag 34675 of the first directory.
func profileTIFF(data []byte) (icc []byte) {
	t, first, ok := openTIFF(inMemory(data))
	if !ok {
		return nil
	}
	t.entries(first, func(e ifdEntry) bool {
		if e.tag != tagICC || e.typ != tiffByte && e.typ != tiffUndefined {
			return true
		}
		if off := int64(t.order.Uint32(e.inline[:])); e.count > 4 && off+int64(e.count) <= t.size {
			icc = data[off:][:e.count]
		}
		return false
	})
	return icc
}

// embedTIFF appends the profile and a new first directory to the file: the old one's entries with the
// metadata's added or replaced. The old directory stays behind as dead bytes.
func embedTIFF(dst, file []byte, m Metadata) ([]byte, error) {
	s := inMemory(file)
	t, first, ok := openTIFF(s)
	if !ok {
		return dst, s.fail(TIFF, 0, "bad header")
	}
	var entries []ifdEntry
	next, ok := t.entries(first, func(e ifdEntry) bool {
		if !(e.tag == tagICC && m.ICC != nil || e.tag == tagOrientation && m.oriented()) {
			entries = append(entries, e)
		}
		return true
	})
	if !ok {
		return dst, s.fail(TIFF, 4, "directory truncated or outside the file")
	}
	// The new bytes: two times one byte to even out, the profile, the directory.
	if n := int64(len(file)) + int64(len(m.ICC)) + int64(len(entries)+2)*ifdEntryBytes + 8; n > 1<<32-1 || len(entries) > 1<<16-3 {
		return dst, tooLarge(TIFF)
	}
	order := t.order.(binary.AppendByteOrder)
	start := len(dst)
	dst = append(dst, file...)
	even := func() { // offsets of values are even: TIFF 6.0 section 2
		if (len(dst)-start)&1 != 0 {
			dst = append(dst, 0)
		}
	}
	even()
	if m.oriented() {
		e := ifdEntry{tag: tagOrientation, typ: tiffShort, count: 1}
		t.order.PutUint16(e.inline[:], uint16(m.Orientation))
		entries = append(entries, e)
	}
	if m.ICC != nil {
		e := ifdEntry{tag: tagICC, typ: tiffUndefined, count: uint32(len(m.ICC))}
		t.order.PutUint32(e.inline[:], uint32(len(dst)-start))
		entries = append(entries, e)
		dst = append(dst, m.ICC...)
		even()
	}
	slices.SortStableFunc(entries, func(a, b ifdEntry) int { return int(a.tag) - int(b.tag) })

	t.order.PutUint32(dst[start+4:], uint32(len(dst)-start))
	dst = order.AppendUint16(dst, uint16(len(entries)))
	for _, e := range entries {
		dst = order.AppendUint16(dst, e.tag)
		dst = order.AppendUint16(dst, e.typ)
		dst = order.AppendUint32(dst, e.count)
		dst = append(dst, e.inline[:]...)
	}
	return order.AppendUint32(dst, uint32(next)), nil
}
