package jpeg

// annexK has the quantization tables of T.81 annex K, row by row: K.1 for luma
// and K.2 for chroma.
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

// scaleQuantTable sets factors, in zigzag order, to table scaled for a quality
// of 1 to 100, within 1 to 255.
func scaleQuantTable(factors, table *[64]uint8, quality int) {
	percent := 200 - 2*quality
	if quality < 50 {
		percent = 5000 / quality
	}
	for k, i := range zigzag {
		factors[k] = uint8(min(max((int(table[i])*percent+50)/100, 1), 255))
	}
}

// appendHeader appends the segments before the first Huffman table: SOI, APP0,
// DQT and SOF.
func (e *Encoder) appendHeader(dst []byte, progressive bool) []byte {
	dst = append(dst, 0xff, markerSOI)
	// JFIF 1.01 (T.871 10.1): pixels are square, no thumbnail.
	dst = append(dst, 0xff, markerAPP0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0)
	tables := min(len(e.components), 2)
	for i := range tables {
		dst = append(dst, 0xff, markerDQT, 0, 2+1+64, byte(i))
		dst = append(dst, e.factors[i][:]...)
	}
	marker := byte(markerSOF0)
	if progressive {
		marker = markerSOF2
	}
	dst = append(dst, 0xff, marker, 0, byte(8+3*len(e.components)), 8,
		byte(e.height>>8), byte(e.height), byte(e.width>>8), byte(e.width), byte(len(e.components)))
	for i := range e.components {
		c := &e.components[i]
		dst = append(dst, byte(i+1), byte(c.h<<4|c.v), byte(c.table))
	}
	return dst
}

// A scan says which bits of which coefficients a scan has (T.81 B.2.3,
// G.1.1.1).
type scan struct {
	component int // its number, or allComponents
	ss, se    int // spectral selection: the first and last zigzag index
	// al is how many low bits are left out. If ah is 0, the scan is the first
	// of these coefficients. If not, it refines them by the bit that an earlier
	// scan, whose al was ah, left out.
	ah, al int
}

const allComponents = -1

// appendScanHeader appends the SOS segment.
func (e *Encoder) appendScanHeader(dst []byte, s scan) []byte {
	in := e.scanComponents(s)
	dst = append(dst, 0xff, markerSOS, 0, byte(6+2*len(in)), byte(len(in)))
	for _, i := range in {
		dc, ac := byte(e.components[i].table), byte(e.components[i].table)
		if s.ss > 0 || s.ah > 0 {
			dc = 0 // not used
		}
		if s.se == 0 {
			ac = 0 // not used
		}
		dst = append(dst, byte(i+1), dc<<4|ac)
	}
	return append(dst, byte(s.ss), byte(s.se), byte(s.ah<<4|s.al))
}

// scanComponents returns the numbers of the scan's components.
func (e *Encoder) scanComponents(s scan) []int {
	all := [...]int{0, 1, 2}
	if s.component == allComponents {
		return all[:len(e.components)]
	}
	return all[s.component : s.component+1]
}
