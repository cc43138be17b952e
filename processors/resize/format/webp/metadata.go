package webp

import (
	"encoding/binary"
	"math"

	"fanout/processors/resize/format"
	"fanout/processors/resize/metadata"
)

// findProfile implements format.Format.FindProfile: it returns the first ICCP.
func findProfile(file []byte, _ int) []byte {
	w := chunksOf(format.InMemory(name, file))
	for {
		c, ok := w.next()
		if !ok || c.off+c.size > w.s.Size {
			return nil
		}
		if c.is("ICCP") {
			return c.of(file)
		}
	}
}

// splice implements format.Format.Splice: it writes an extended file: VP8X, the
// profile, the chunks of file, and Exif before XMP or at the end (RFC 9649
// section 2.7). What follows the RIFF data is left out.
func splice(dst, file []byte, m metadata.Set) ([]byte, error) {
	w := chunksOf(format.InMemory(name, file))
	s := w.s
	first, ok := w.next()
	if !ok {
		return dst, s.Fail(s.Size, "truncated in the header")
	}
	header, err := newVP8X(s, first)
	if err != nil {
		return dst, err
	}
	start := len(dst)
	dst = append(dst, riffHeader...)
	if m.ICC != nil {
		header[0] |= flagICC
	}
	exif := m.Oriented()
	if exif {
		header[0] |= flagEXIF
	}
	dst = appendChunk(dst, "VP8X", header)
	if m.ICC != nil {
		dst = appendChunk(dst, "ICCP", m.ICC)
	}
	for c := first; ok; c, ok = w.next() {
		if c.off+c.size > s.Size {
			return dst, s.Fail(c.off, "chunk truncated")
		}
		name := string(c.name[:])
		if exif && name == "XMP " {
			dst = appendChunk(dst, "EXIF", metadata.AppendOrientation(nil, m.Orientation))
			exif = false
		}
		if !(name == "VP8X" || name == "ICCP" && m.ICC != nil || name == "EXIF" && m.Oriented()) {
			dst = appendChunk(dst, name, c.of(file))
		}
	}
	if exif {
		dst = appendChunk(dst, "EXIF", metadata.AppendOrientation(nil, m.Orientation))
	}
	riff := int64(len(dst)-start) - 8
	if riff > math.MaxUint32-1 {
		return dst, format.ErrTooLarge(name)
	}
	binary.LittleEndian.PutUint32(dst[start+4:], uint32(riff))
	return dst, nil
}

// newVP8X returns the extended header of a file: a copy of its own, or one made
// from the head of its only picture.
func newVP8X(s format.Section, first chunk) ([]byte, error) {
	if first.is("VP8X") {
		if _, _, err := readVP8X(s, first); err != nil {
			return nil, err
		}
		return append([]byte(nil), s.At(first.off, vp8xBytes)...), nil
	}
	if !first.is("VP8 ") && !first.is("VP8L") {
		return nil, s.Fail(first.off-chunkHead, "no picture")
	}
	var facts format.Facts
	if err := readBitstream(&facts, s, first); err != nil {
		return nil, err
	}
	var flags byte
	if facts.Alpha {
		flags = flagAlpha
	}
	return vp8x(flags, facts.Width, facts.Height), nil
}
