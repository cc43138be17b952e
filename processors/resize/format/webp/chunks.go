package webp

import (
	"encoding/binary"

	"fanout/processors/resize/format"
)

// A chunk is a RIFF chunk (RFC 9649 section 2.3).
type chunk struct {
	name      [4]byte
	off, size int64 // of the data, which may go past the end of the file
}

func (c chunk) is(name string) bool { return string(c.name[:]) == name }

// of returns the chunk's data in file, as far as it is there.
func (c chunk) of(file []byte) []byte {
	end := min(c.off+c.size, int64(len(file)))
	return file[min(c.off, end):end]
}

// A walker goes through a row of chunks.
type walker struct {
	s        format.Section
	off, end int64 // where the next chunk begins, and from where on none does
}

const chunkHead = 8 // name and size

// chunksOf returns a walker through the chunks of a file. They begin before the
// end that the RIFF header states; a size too small for a chunk, which some
// write who do not know it yet, states none.
func chunksOf(file format.Section) walker {
	w := walker{file, firstChunk, file.Size}
	if end := statedEnd(file); end >= firstChunk+chunkHead {
		w.end = min(end, w.end)
	}
	return w
}

// statedEnd returns the end of the file that its RIFF header states.
func statedEnd(file format.Section) int64 {
	b := file.At(0, firstChunk)
	if b == nil {
		return 0
	}
	return chunkHead + int64(binary.LittleEndian.Uint32(b[4:]))
}

// next returns the next chunk. A byte follows data of odd length, which some
// leave out.
func (w *walker) next() (c chunk, ok bool) {
	b := w.s.At(w.off, chunkHead)
	if b == nil || w.off >= w.end {
		return c, false
	}
	copy(c.name[:], b)
	c.off, c.size = w.off+chunkHead, int64(binary.LittleEndian.Uint32(b[4:]))
	w.off = c.off + c.size
	if c.size&1 != 0 {
		if b := w.s.At(w.off, 4); b == nil || !known(b) {
			w.off++
		}
	}
	return c, true
}

// known reports whether b is the name of a chunk of the format.
func known(b []byte) bool {
	switch string(b) {
	case "VP8 ", "VP8L", "ALPH", "ANIM", "ANMF", "ICCP", "EXIF", "XMP ":
		return true
	}
	return false
}

// appendChunk appends a chunk of that name to dst, padded to an even length
// (RFC 9649 section 2.3).
func appendChunk(dst []byte, name string, data []byte) []byte {
	dst = append(dst, name...)
	dst = binary.LittleEndian.AppendUint32(dst, uint32(len(data)))
	dst = append(dst, data...)
	if len(data)&1 != 0 {
		dst = append(dst, 0)
	}
	return dst
}

// vp8x returns the data of the extended header's chunk, for a canvas of w×h
// pixels (RFC 9649 section 2.7.1).
func vp8x(flags byte, w, h int) []byte {
	return appendUint24([]byte{flags, 0, 0, 0}, w-1, h-1)
}
