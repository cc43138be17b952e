package tiff

import (
	"encoding/binary"

	"fanout/processors/resize/metadata/ifd"
)

const (
	jpegDQT  = 0xdb
	jpegDHT  = 0xc4
	jpegDRI  = 0xdd
	jpegSOF1 = 0xc1 // sequential, with up to four tables of each kind
)

// An oldJPEG is what the strips or tiles of a page with JPEG data of the old
// kind have in common (TIFF 6.0 section 22). The section leaves much open, so
// writers differ: a strip is a whole JPEG file, or it begins with SOS, or with
// the codes themselves; tables are in a JPEG stream before the strips, or each
// at a place of its own.
type oldJPEG struct {
	segments []byte // tables and frame header
	frame    int    // where the number of rows stands in segments, 0 for nowhere
	scan     []byte // the scan header
	data     []byte // the codes of a single strip, if they follow the header
}

// checkOldJPEG refuses samples that such data cannot have. Three samples are
// YCbCr, whatever the page says: as libtiff has it, no writer stored RGB.
func (p *page) checkOldJPEG() bool {
	if p.samples == 3 && p.photometric == photometricRGB {
		p.photometric = photometricYCbCr
	}
	return p.bits == 8 && !p.planar && (p.samples == 1 || p.samples == 3)
}

// readOldJPEG reads what the strips of p have in common.
func (p *page) readOldJPEG(file []byte) *oldJPEG {
	j := &oldJPEG{}
	if off := p.optional(tagJPEGStream); off > 0 && off < uint64(len(file)) {
		stream := file[off:]
		var rest []byte
		j.segments, rest = appendSegments(make([]byte, 0, jpegMaxTables), stream)
		j.scan = scanHeader(rest)
		header := len(stream) - len(rest) + len(j.scan)
		if size := p.optional(tagJPEGStreamLength); j.scan != nil && size > uint64(header) && p.across*p.down == 1 {
			j.data = stream[header:]
		}
	}
	if len(j.segments) == 0 {
		j.segments = p.oldTables(file)
	}
	if off, ok := p.offset(0, 0); j.scan == nil && ok && off < int64(len(file)) {
		j.scan = scanHeader(file[off:]) // of the first strip, and perhaps of no other
	}
	if j.scan == nil {
		j.scan = segment(jpegSOS, []byte{byte(p.samples)}, p.components(func(i byte) []byte {
			return []byte{i + 1, i<<4 | i}
		}), []byte{0, 63, 0})
	}
	j.frame = frameRows(j.segments)
	return j
}

// scanHeader returns the scan header that data begins with, nil if there is
// none.
func scanHeader(data []byte) []byte {
	if len(data) < 4 || data[0] != 0xff || data[1] != jpegSOS {
		return nil
	}
	return data[:min(len(data), 2+int(binary.BigEndian.Uint16(data[2:])))]
}

// oldTables makes segments of the tables that are each at a place of its own,
// and of a frame header.
func (p *page) oldTables(file []byte) []byte {
	var out []byte
	for i := range p.samples {
		// A JPEG has no more than four of each.
		out = append(out, segment(jpegDQT, []byte{byte(i)}, p.oldTable(file, tagJPEGQTables, i, 64, false))...)
		out = append(out, segment(jpegDHT, []byte{byte(i)}, p.oldTable(file, tagJPEGDCTables, i, 16, true))...)
		out = append(out, segment(jpegDHT, []byte{1<<4 | byte(i)}, p.oldTable(file, tagJPEGACTables, i, 16, true))...)
	}
	if n := p.optional(tagJPEGRestart); n > 0 && n < 1<<16 {
		out = append(out, segment(jpegDRI, binary.BigEndian.AppendUint16(nil, uint16(n)))...)
	}
	size := binary.BigEndian.AppendUint16([]byte{8, 0, 0}, uint16(min(p.tileWidth, 1<<16-1)))
	e, ok := p.find(tagYCbCrSubSampling)
	x, _ := p.Uint(e, 0)
	y, _ := p.Uint(e, 1)
	if !ok {
		x, y = 2, 2
	}
	return append(out, segment(jpegSOF1, append(size, byte(p.samples)), p.components(func(i byte) []byte {
		factors := byte(0x11)
		if i == 0 && p.samples > 1 {
			factors = byte(min(x, 15)<<4 | min(y, 15))
		}
		return []byte{i + 1, factors, i}
	}))...)
}

// oldTable returns table i of those that a field lists: n bytes, and with
// counts as many more as these bytes add up to.
func (p *page) oldTable(file []byte, tag uint16, i, n int, counts bool) []byte {
	e, _ := p.find(tag)
	off, ok := p.Uint(e, uint64(i))
	if !ok || off > uint64(len(file)) || len(file)-int(off) < n {
		return nil
	}
	table := file[off:]
	if counts {
		for _, c := range table[:16] {
			n += int(c)
		}
	}
	return table[:min(n, len(table))]
}

// components returns the bytes for all components, one after the other.
func (p *page) components(of func(i byte) []byte) (out []byte) {
	for i := range p.samples {
		out = append(out, of(byte(i))...)
	}
	return out
}

// segment returns a marker segment.
func segment(marker byte, parts ...[]byte) []byte {
	out := []byte{0xff, marker, 0, 0}
	for _, part := range parts {
		out = append(out, part...)
	}
	binary.BigEndian.PutUint16(out[2:], uint16(len(out)-2))
	return out
}

// frameRows returns where the number of rows stands in segments, 0 if there is
// no frame header.
func frameRows(segments []byte) int {
	for i := 0; i+7 <= len(segments); i += 2 + int(binary.BigEndian.Uint16(segments[i+2:])) {
		if m := segments[i+1]; m >= 0xc0 && m <= 0xcf && m != jpegDHT && m != 0xc8 && m != 0xcc {
			return i + 5
		}
	}
	return 0
}

// join appends to dst the JPEG file of a strip of that many rows, of which src
// is a part.
func (j *oldJPEG) join(dst, src []byte, rows int) []byte {
	at := len(dst)
	dst = append(dst, j.segments...)
	if j.frame > 0 {
		binary.BigEndian.PutUint16(dst[at+j.frame:], uint16(min(rows, 1<<16-1)))
	}
	if j.data != nil {
		src = j.data
	}
	if scanHeader(src) == nil {
		dst = append(dst, j.scan...)
	}
	return append(dst, src[:min(len(src), max(0, cap(dst)-len(dst)))]...)
}

// hasRange reports whether old JPEG data have codes for black and white of
// their own, so that they are no YCbCr of JFIF.
func (p *page) hasRange() bool {
	e, ok := p.find(tagReferenceBlack)
	if !ok || p.compression != compressionOldJPEG || e.Type != ifd.Rational && e.Type != ifd.Long {
		return false
	}
	for i, usual := range []float64{0, 255, 128, 255, 128, 255} {
		if v, ok := p.Float(e, uint64(i)); ok && v != usual {
			return true
		}
	}
	return false
}
