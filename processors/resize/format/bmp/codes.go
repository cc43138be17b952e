package bmp

// A code is one of those that a run-length encoded picture consists of.
type code struct {
	kind  codeKind
	n     int    // the pixels that it has or skips, 0 to 255
	rows  int    // the rows that it skips
	data  []byte // its pixels
	bytes int64  // the length of all of it
}

type codeKind int

const (
	pixelRun codeKind = iota
	pixelList
	rowEnd
	pictureEnd
	skip
)

// next returns the code at a byte of the file, or false if it is not all there.
func (r *runs) next(at int64) (code, bool) {
	b := r.data[min(at, int64(len(r.data))):]
	if len(b) < 2 {
		return code{}, false
	}
	if b[0] > 0 {
		size := 1
		if r.depth == 24 {
			size = 3
		}
		if len(b) < 1+size {
			return code{}, false
		}
		return code{kind: pixelRun, n: int(b[0]), data: b[1 : 1+size], bytes: 1 + int64(size)}, true
	}
	switch n := int(b[1]); n {
	case 0:
		return code{kind: rowEnd, bytes: 2}, true
	case 1:
		return code{kind: pictureEnd, bytes: 2}, true
	case 2:
		if len(b) < 4 {
			return code{}, false
		}
		return code{kind: skip, n: int(b[2]), rows: int(b[3]), bytes: 4}, true
	default:
		size := (n*r.depth + 7) / 8
		if len(b) < 2+size {
			return code{}, false
		}
		return code{kind: pixelList, n: n, data: b[2 : 2+size], bytes: 2 + int64(size+size%2)}, true
	}
}

// paintIndices stores the first palette indices of a code for pixels of depth
// bits, 4 or 8.
func (c *code) paintIndices(dst []byte, depth int) {
	switch {
	case depth == 4:
		for i := range dst {
			b := c.data[0]
			if c.kind == pixelList {
				b = c.data[i/2]
			}
			dst[i] = b >> (4 - 4*(i%2)) & 15
		}
	case c.kind == pixelList:
		copy(dst, c.data)
	default:
		for i := range dst {
			dst[i] = c.data[0]
		}
	}
}

// paintColors stores the first colors of an RLE24 code as NRGBA.
func (c *code) paintColours(dst []byte) {
	s := c.data
	for i := 0; i+3 < len(dst); i += 4 {
		dst[i], dst[i+1], dst[i+2], dst[i+3] = s[2], s[1], s[0], 255
		if c.kind == pixelList {
			s = s[3:]
		}
	}
}
