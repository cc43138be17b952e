package png

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"io"

	"fanout/processors/resize/format"
	"fanout/processors/resize/metadata"
)

// findProfile implements format.Format.FindProfile: it inflates iCCP (section
// 11.3.2.3): a name of 1 to 79 bytes, its end, the method 0, a zlib stream. One
// with a wrong checksum is left out, as all such chunks are (section 13.1).
func findProfile(data []byte, _ int) []byte {
	s := format.InMemory(name, data)
	for off := int64(8); ; {
		c, ok := chunkAt(s, off)
		if !ok || c.end() > s.Size || c.is("IDAT") {
			return nil
		}
		off = c.end()
		if !c.is("iCCP") || !c.intact(s) { // noted by the decoder
			continue
		}
		name, rest, ok := bytes.Cut(data[c.off:c.off+c.size], []byte{0})
		if !ok || len(name) == 0 || len(name) > 79 || len(rest) == 0 || rest[0] != 0 {
			return []byte{}
		}
		z, err := zlib.NewReader(bytes.NewReader(rest[1:]))
		if err != nil {
			return []byte{}
		}
		icc, err := io.ReadAll(io.LimitReader(z, maxICC+1))
		if err != nil || len(icc) > maxICC {
			return []byte{}
		}
		return icc
	}
}

// maxICC is the most that a compressed profile may inflate to. The largest in
// use (printers, LUTs) have a few MiB.
const maxICC = 16 << 20

// splice implements format.Format.Splice: it writes iCCP and eXIf after IHDR
// and leaves out the chunks that they replace. A profile replaces sRGB, too:
// section 11.3.2.3 forbids both in one file.
func splice(dst, file []byte, m metadata.Set) ([]byte, error) {
	s := format.InMemory(name, file)
	if _, err := readIHDR(s); err != nil {
		return dst, err
	}
	dst = append(dst, file[:headerEnd]...)
	if m.ICC != nil {
		var z bytes.Buffer
		z.WriteString("ICC profile\x00\x00")
		deflate := zlib.NewWriter(&z)
		deflate.Write(m.ICC) // a bytes.Buffer takes everything
		deflate.Close()
		if z.Len() > format.MaxSide {
			return dst, format.ErrTooLarge(name)
		}
		dst = appendChunk(dst, "iCCP", z.Bytes())
	}
	if m.Oriented() {
		dst = appendChunk(dst, "eXIf", metadata.AppendOrientation(nil, m.Orientation))
	}
	off := int64(headerEnd)
	for off < s.Size {
		c, ok := chunkAt(s, off)
		if !ok || c.end() > s.Size {
			return dst, s.Fail(off, "chunk truncated")
		}
		off = c.end()
		switch string(c.name[:]) {
		case "iCCP", "sRGB":
			if m.ICC != nil {
				continue
			}
		case "eXIf":
			if m.Oriented() {
				continue
			}
		}
		dst = append(dst, file[c.start():off]...)
	}
	return dst, nil
}

func appendChunk(dst []byte, name string, data []byte) []byte {
	dst = binary.BigEndian.AppendUint32(dst, uint32(len(data)))
	start := len(dst)
	dst = append(dst, name...)
	dst = append(dst, data...)
	return binary.BigEndian.AppendUint32(dst, crc32.ChecksumIEEE(dst[start:]))
}
