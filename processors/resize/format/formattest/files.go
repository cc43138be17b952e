package formattest

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
)

// JPEGHeader returns a JPEG of nothing but a frame header and a scan's marker.
func JPEGHeader(marker, depth byte, w, h int, components ...byte) []byte {
	out := []byte{0xff, 0xd8, 0xff, marker}
	out = binary.BigEndian.AppendUint16(out, uint16(8+3*len(components)))
	out = append(out, depth)
	out = binary.BigEndian.AppendUint16(out, uint16(h))
	out = binary.BigEndian.AppendUint16(out, uint16(w))
	out = append(out, byte(len(components)))
	for i, c := range components {
		out = append(out, byte(i+1), c, 0)
	}
	return append(out, 0xff, 0xda, 0, 2)
}

// PNG returns a PNG of an IHDR and the chunks that follow.
func PNG(w, h uint32, depth, colour, interlace byte, chunks ...[]byte) []byte {
	out := []byte("\x89PNG\x0d\x0a\x1a\x0a")
	ihdr := binary.BigEndian.AppendUint32(nil, w)
	ihdr = binary.BigEndian.AppendUint32(ihdr, h)
	out = append(out, PNGChunk("IHDR", append(ihdr, depth, colour, 0, 0, interlace)...)...)
	return append(out, bytes.Join(chunks, nil)...)
}

// PNGChunk returns a chunk with its checksum.
func PNGChunk(name string, data ...byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	out = append(append(out, name...), data...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

// TIFF returns a little-endian TIFF of nothing but directories of LONG
// fields; a directory whose number (from 0) is chained to again makes a loop.
func TIFF(loopTo int, pages ...map[uint16]uint32) []byte {
	order := binary.LittleEndian
	out := []byte("II*\x00\x08\x00\x00\x00")
	var starts []uint32
	for i, fields := range pages {
		starts = append(starts, uint32(len(out)))
		out = order.AppendUint16(out, uint16(len(fields)))
		for tag := uint16(0); tag < 1<<16-1; tag++ {
			if v, ok := fields[tag]; ok {
				out = order.AppendUint16(out, tag)
				out = order.AppendUint16(out, 4)
				out = order.AppendUint32(out, 1)
				out = order.AppendUint32(out, v)
			}
		}
		next := uint32(len(out) + 4)
		if i == len(pages)-1 {
			next = 0
			if loopTo >= 0 {
				next = starts[loopTo]
			}
		}
		out = order.AppendUint32(out, next)
	}
	return out
}

// BMP returns a BMP of nothing but headers.
func BMP(headerBytes uint32, w, h int32, depth uint16, compression uint32) []byte {
	order := binary.LittleEndian
	out := append([]byte("BM"), 0, 0, 0, 0, 0, 0, 0, 0)
	out = order.AppendUint32(out, 14+headerBytes)
	out = order.AppendUint32(out, headerBytes)
	if headerBytes == 12 {
		out = order.AppendUint16(order.AppendUint16(out, uint16(w)), uint16(h))
	} else {
		out = order.AppendUint32(order.AppendUint32(out, uint32(w)), uint32(h))
	}
	out = order.AppendUint16(order.AppendUint16(out, 1), depth)
	if headerBytes > 16 {
		out = order.AppendUint32(out, compression)
	}
	return append(out, make([]byte, max(0, 14+int(headerBytes)-len(out)))...)
}

// WebP returns an extended WebP.
func WebP(flags byte, w, h int, chunks ...[]byte) []byte {
	body := []byte("WEBP")
	body = WebPChunk(body, "VP8X", []byte{flags, 0, 0, 0,
		byte(w - 1), byte((w - 1) >> 8), byte((w - 1) >> 16), byte(h - 1), byte((h - 1) >> 8), byte((h - 1) >> 16)})
	body = append(body, bytes.Join(chunks, nil)...)
	return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body))), body...)
}

// WebPChunk appends a chunk of that name to dst, padded to an even
// length.
func WebPChunk(dst []byte, name string, data []byte) []byte {
	dst = append(dst, name...)
	dst = binary.LittleEndian.AppendUint32(dst, uint32(len(data)))
	dst = append(dst, data...)
	return append(dst, make([]byte, len(data)&1)...)
}
