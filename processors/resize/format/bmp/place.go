package bmp

import (
	"fmt"

	"fanout/processors/resize/format"
)

// place settles where palette and pixels are, in a file of size bytes whose
// headers end at end. start is where the file says that the pixels begin, and
// colors how many the palette has, or 0.
func (h *header) place(size, start, end, colours int64) {
	h.paletteStep = bytesPerPaletteColour
	if h.bytes == headerCore {
		h.paletteStep = 3
	}
	most := int64(0)
	if h.depth >= 1 && h.depth <= 8 {
		if most = 1 << h.depth; colours == 0 || colours > most {
			colours = most
		}
	}
	after := end + h.paletteStep*min(colours, maxPaletteColours)
	first := end + h.paletteStep*min(1, most) // of the bytes that can be pixels
	rowBytes, last := h.rowBytes()
	fits := after <= size && (rowBytes == 0 || (size-after+rowBytes-last)/rowBytes >= int64(h.height))
	// Pixels beyond the end may mean that the file is cut instead.
	if start < first && after <= size || start > size && fits {
		h.notes = append(h.notes, fmt.Sprintf("the pixels begin at byte %d, not at %d as the header says", after, start))
		start = after
	}
	if start < first || start > size {
		return
	}
	h.palette = section{end, min(h.paletteStep*most, start-end, h.paletteStep*colours)}
	h.pixels = section{start, size - start}
}

// rowBytes returns the bytes of a stored row, which is padded to four, and
// those that hold pixels: at most 2³⁴. Both are 0 if rows are not all of one
// length.
func (h *header) rowBytes() (padded, used int64) {
	switch h.compression {
	case compressionNone, compressionBits, compressionAlphaBits:
		bits := int64(h.width) * int64(h.depth)
		return (bits + 31) / 32 * 4, (bits + 7) / 8
	}
	return 0, 0
}

// setCoding settles how the pixels are stored. size is what the headers say
// that they take, or 0.
func (r reader) setCoding(h *header, s format.Section, size uint32) error {
	os2 := h.bytes <= headerOS2 // some of OS/2 look like Windows 3
	direct := h.depth == 16 || h.depth == 24 || h.depth == 32
	switch c := h.compression; {
	case c == compressionNone && h.depth > 0:
	case (c == compressionBits || c == compressionAlphaBits) && direct:
	case c == compressionRLE8 && h.depth == 8, c == compressionRLE4 && h.depth == 4,
		c == compressionRLE24 && h.depth == 24 && os2 && !r.holdsJPEG(h, s):
		h.runs = true
	case c == compressionHuffman && h.depth == 1 && os2:
		return &format.UnsupportedError{Name: "BMP with Huffman coding"}
	case c == compressionJPEG, c == compressionPNG:
		return r.setInside(h, s, size)
	case c >= compressionCMYK && c <= compressionCMYKRLE4:
		return &format.UnsupportedError{Name: "BMP in CMYK"}
	case h.depth == 0:
		at := int64(28)
		if h.bytes == headerCore {
			at = 24
		}
		return s.Fail(at, "no bits per pixel")
	default:
		return s.Fail(30, fmt.Sprintf("compression %d with %d bits per pixel", c, h.depth))
	}
	return nil
}

// holdsJPEG reports whether a JPEG stands for the pixels. In Windows
// compression 4 says so, in OS/2 it is RLE24, and headers of the same size are
// in use.
func (r reader) holdsJPEG(h *header, s format.Section) bool {
	return r.jpeg.Magic(s.At(h.pixels.at, int(min(h.pixels.size, format.SniffBytes))))
}

// setInside recognizes the file inside, of size bytes if that is not 0.
func (r reader) setInside(h *header, s format.Section, size uint32) error {
	if n := int64(size); n > 0 {
		h.pixels.size = min(h.pixels.size, n)
	}
	head := s.At(h.pixels.at, int(min(h.pixels.size, format.SniffBytes)))
	for _, f := range []*format.Format{r.jpeg, r.png} {
		if f.Magic(head) {
			h.inside = f
			return nil
		}
	}
	return s.Fail(h.pixels.at, "neither a JPEG nor a PNG inside, as the header says")
}
