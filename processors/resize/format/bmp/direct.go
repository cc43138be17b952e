package bmp

import "encoding/binary"

// A direct converts pixels that are colors themselves.
type direct struct {
	depth    int
	channels [4]channel
	usual    bool // blue, green and red are the first three bytes, all of them
	opaque   bool // there is no alpha, or it is not meant
}

func newDirect(depth int, masks [4]uint32) *direct {
	d := &direct{depth: depth, opaque: masks[3] == 0}
	for i, mask := range masks {
		d.channels[i] = newChannel(mask)
	}
	alpha := masks[3] == 0 || masks[3] == 0xff000000
	d.usual = depth >= 24 && alpha && [3]uint32(masks[:3]) == masks888
	return d
}

// convert stores the pixels of a row as NRGBA.
func (d *direct) convert(dst, row []byte) {
	size := d.depth / 8
	if d.usual {
		for i := 0; i+3 < len(dst); i += 4 {
			t, s := dst[i:i+4:i+4], row[:size:size]
			t[0], t[1], t[2], t[3] = s[2], s[1], s[0], 255
			if !d.opaque {
				t[3] = s[3]
			}
			row = row[size:]
		}
		return
	}
	for i := 0; i+3 < len(dst); i += 4 {
		t, v := dst[i:i+4:i+4], pixel(row, size)
		for c := range 3 {
			t[c] = d.channels[c].of(v)
		}
		t[3] = 255
		if !d.opaque {
			t[3] = d.channels[3].of(v)
		}
		row = row[size:]
	}
}

// pixel returns the first pixel of row, of size bytes: 2, 3 or 4.
func pixel(row []byte, size int) uint32 {
	switch size {
	case 2:
		return uint32(binary.LittleEndian.Uint16(row))
	case 3:
		return uint32(row[0]) | uint32(row[1])<<8 | uint32(row[2])<<16
	}
	return binary.LittleEndian.Uint32(row)
}

// hasAlpha reports whether the alpha of some pixel of row is not 0.
func (d *direct) hasAlpha(row []byte) bool {
	size := d.depth / 8
	for ; len(row) >= size; row = row[size:] {
		if pixel(row, size)&d.channels[3].mask != 0 {
			return true
		}
	}
	return false
}
