package bmp

import (
	"slices"

	"fanout/processors/resize/format"
)

// colors are a palette.
type colours struct {
	table [maxPaletteColours][4]uint8
	count int // of those that the file has; the others are black
	most  int // of those that there can be
	gray  bool
}

// colors returns the palette, as far as the file has it.
func (h *header) colours(file []byte) *colours {
	c := &colours{gray: true, most: 1 << h.depth}
	stored := file[h.palette.at:][:h.palette.size]
	c.count = len(stored) / int(h.paletteStep)
	for i := range c.table {
		t := &c.table[i]
		t[3] = 255
		if i < c.count {
			t[0], t[1], t[2] = stored[2], stored[1], stored[0]
			stored = stored[h.paletteStep:]
		}
		c.gray = c.gray && t[0] == t[1] && t[1] == t[2]
	}
	return c
}

// convert stores the colors of indices, as gray or as NRGBA.
func (c *colours) convert(dst, indices []byte, gray bool, found *format.Findings) {
	if c.count < c.most && int(slices.Max(indices)) >= c.count {
		found.Note(name + ": colors beyond the palette are shown as black")
	}
	if gray {
		for x, i := range indices {
			dst[x] = c.table[i][0]
		}
		return
	}
	for x, i := range indices {
		copy(dst[4*x:4*x+4], c.table[i][:])
	}
}

// unpack stores the palette indices in row, of 1, 2, 4 or 8 bits each, the
// leftmost in the highest bits.
func unpack(dst, row []byte, depth int) {
	perByte := 8 / depth
	for len(dst) > 0 {
		b, n := row[0], min(perByte, len(dst))
		for i := range dst[:n] {
			dst[i] = b >> (8 - depth)
			b <<= depth
		}
		row, dst = row[1:], dst[n:]
	}
}
