package jpeg

// annexK has the quantisation factors of T.81, tables K.1 and K.2, row by row:
// of luma and of chroma.
var annexK = [2][64]uint8{{
	16, 11, 10, 16, 24, 40, 51, 61,
	12, 12, 14, 19, 26, 58, 60, 55,
	14, 13, 16, 24, 40, 57, 69, 56,
	14, 17, 22, 29, 51, 87, 80, 62,
	18, 22, 37, 56, 68, 109, 103, 77,
	24, 35, 55, 64, 81, 104, 113, 92,
	49, 64, 78, 87, 103, 121, 120, 101,
	72, 92, 95, 98, 112, 100, 103, 99,
}, {
	17, 18, 24, 47, 99, 99, 99, 99,
	18, 21, 26, 66, 99, 99, 99, 99,
	24, 26, 56, 99, 99, 99, 99, 99,
	47, 66, 99, 99, 99, 99, 99, 99,
	99, 99, 99, 99, 99, 99, 99, 99,
	99, 99, 99, 99, 99, 99, 99, 99,
	99, 99, 99, 99, 99, 99, 99, 99,
	99, 99, 99, 99, 99, 99, 99, 99,
}}

// scaleFactors makes the factors of a quality, in zigzag order.
func scaleFactors(factors, table *[64]uint8, quality int) {
	percent := 200 - 2*quality
	if quality < 50 {
		percent = 5000 / quality
	}
	for k, i := range zigzag {
		factors[k] = uint8(min(max((int(table[i])*percent+50)/100, 1), 255))
	}
}

// appendHeader appends everything before the first Huffman table.
func (e *Encoder) appendHeader(dst []byte, progressive bool) []byte {
	dst = append(dst, 0xFF, markerSOI)
	// JFIF 1.01 (T.871, 10.1): pixels are square, no thumbnail.
	dst = append(dst, 0xFF, markerAPP0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0)
	tables := min(len(e.components), 2)
	for i := range tables {
		dst = append(dst, 0xFF, markerDQT, 0, 2+1+64, byte(i))
		dst = append(dst, e.factors[i][:]...)
	}
	marker := byte(markerSOF0)
	if progressive {
		marker = markerSOF2
	}
	dst = append(dst, 0xFF, marker, 0, byte(8+3*len(e.components)), 8,
		byte(e.height>>8), byte(e.height), byte(e.width>>8), byte(e.width), byte(len(e.components)))
	for i := range e.components {
		c := &e.components[i]
		dst = append(dst, byte(i+1), byte(c.h<<4|c.v), byte(c.table))
	}
	return dst
}

// A scan is the part of the coefficients that is sent in one go (T.81, B.2.3
// and G.1.1.1): of all components or one, the coefficients from first to last
// in zigzag order, without their low bits; and if high is not 0, of these only
// the bit that the scan before it left out.
type scan struct {
	component   int // -1 for all
	first, last int
	high, low   int // Ah and Al
}

// appendScanHeader appends SOS.
func (e *Encoder) appendScanHeader(dst []byte, s scan) []byte {
	in := e.scanned(s)
	dst = append(dst, 0xFF, markerSOS, 0, byte(6+2*len(in)), byte(len(in)))
	for _, i := range in {
		dc, ac := byte(e.components[i].table), byte(e.components[i].table)
		if s.first > 0 || s.high > 0 {
			dc = 0 // which the scan does not use
		}
		if s.last == 0 {
			ac = 0
		}
		dst = append(dst, byte(i+1), dc<<4|ac)
	}
	return append(dst, byte(s.first), byte(s.last), byte(s.high<<4|s.low))
}

// scanned returns the numbers of the scan's components.
func (e *Encoder) scanned(s scan) []int {
	all := [...]int{0, 1, 2}
	if s.component < 0 {
		return all[:len(e.components)]
	}
	return all[s.component : s.component+1]
}
