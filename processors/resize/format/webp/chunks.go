package webp

import (
	"encoding/binary"
	"iter"

	"fanout/processors/resize/format"
)

// chunks yields name and data of each chunk of a WebP file, whose first 12
// bytes are its RIFF header, up to the end that the header states. The data of
// a chunk that is cut off is what is there of it.
func chunks(file []byte) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		s := riffBody(format.InMemory(name, file))
		for off := int64(firstChunk); ; {
			c, ok := chunkAt(s, off)
			if !ok || !yield(string(c.name[:]), file[c.off:min(c.off+c.size, s.Size)]) {
				return
			}
			off = c.end()
		}
	}
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
