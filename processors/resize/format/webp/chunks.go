package webp

import (
	"encoding/binary"
	"iter"
)

// chunks yields name and data of each chunk of a WebP file, whose first 12
// bytes are its RIFF header, up to the end that the header states. The data of
// a chunk that is cut off is what is there of it.
func chunks(file []byte) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		if len(file) < firstChunk {
			return
		}
		file := file[:min(int64(len(file)), 8+int64(binary.LittleEndian.Uint32(file[4:])))]
		for at := int64(firstChunk); at+8 <= int64(len(file)); {
			data := at + 8
			size := int64(binary.LittleEndian.Uint32(file[at+4:]))
			end := min(data+size, int64(len(file)))
			if !yield(string(file[at:at+4]), file[data:end]) {
				return
			}
			at = data + roundUp(size, 2)
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
