package jpeg

// standardTables are the Huffman tables of T.81 K.3 to K.6, by class (Tc: DC,
// AC) and destination (Th: luma, chroma). Frames of Motion JPEG leave them out.
var standardTables = [2][2]huffmanSpec{
	{
		standardTable([16]uint8{0, 1, 5, 1, 1, 1, 1, 1, 1}, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
		standardTable([16]uint8{0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1}, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
	},
	{
		standardTable([16]uint8{0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 125},
			0x01, 0x02, 0x03, 0x00, 0x04, 0x11, 0x05, 0x12, 0x21, 0x31, 0x41, 0x06, 0x13, 0x51, 0x61, 0x07,
			0x22, 0x71, 0x14, 0x32, 0x81, 0x91, 0xa1, 0x08, 0x23, 0x42, 0xb1, 0xc1, 0x15, 0x52, 0xd1, 0xf0,
			0x24, 0x33, 0x62, 0x72, 0x82, 0x09, 0x0a, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x25, 0x26, 0x27, 0x28),
		standardTable([16]uint8{0, 2, 1, 2, 4, 4, 3, 4, 7, 5, 4, 4, 0, 1, 2, 119},
			0x00, 0x01, 0x02, 0x03, 0x11, 0x04, 0x05, 0x21, 0x31, 0x06, 0x12, 0x41, 0x51, 0x07, 0x61, 0x71,
			0x13, 0x22, 0x32, 0x81, 0x08, 0x14, 0x42, 0x91, 0xa1, 0xb1, 0xc1, 0x09, 0x23, 0x33, 0x52, 0xf0,
			0x15, 0x62, 0x72, 0xd1, 0x0a, 0x16, 0x24, 0x34, 0xe1, 0x25, 0xf1, 0x17, 0x18, 0x19, 0x1a, 0x26),
	},
}

// standardTable returns a table of K.3 to K.6. The symbols that are not given
// have codes of 16 bits in ascending order.
func standardTable(counts [16]uint8, symbols ...uint8) huffmanSpec {
	s := huffmanSpec{counts: counts}
	n := copy(s.symbols[:], symbols)
	if n == 12 { // differences of DC coefficients
		return s
	}
	var seen [256]bool
	for _, symbol := range symbols {
		seen[symbol] = true
	}
	for symbol := range 256 {
		if size := symbol & 15; size >= 1 && size <= 10 && !seen[symbol] {
			s.symbols[n] = uint8(symbol)
			n++
		}
	}
	return s
}

// useStandard defines table number of a class as T.81 K.3 to K.6 have it, if
// the file does not define it and there is one, and reports whether it did.
func (d *destination) useStandard(class int, number byte) bool {
	if d.defined || number > 1 {
		return false
	}
	d.spec, d.defined = standardTables[class][number], true
	return true
}
