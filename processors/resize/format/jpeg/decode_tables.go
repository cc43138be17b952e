package jpeg

import "slices"

// tables are those that the segments of a file have defined so far (T.81
// B.2.4), each at one of four destinations.
type tables struct {
	quant           [4][64]uint16 // in natural order, row by row
	hasQuant        [4]bool
	dc              [4]dcDestination
	ac              [4]acDestination
	conditioning    conditioning
	restartInterval int // in MCUs; 0: there is none
}

// reset forgets what a file has defined. Tables that have been built stay,
// since the files of one camera have the same ones.
func (t *tables) reset() {
	t.hasQuant = [4]bool{}
	for i := range 4 {
		t.dc[i].defined, t.ac[i].defined = false, false
	}
	t.conditioning.reset()
	t.restartInterval = 0
}

// A dcDestination holds a Huffman table for DC coefficients. It is built when a
// scan uses it and its specification is not the one it was last built from.
type dcDestination struct {
	destination
	dcTable
}

// An acDestination is the same for AC coefficients.
type acDestination struct {
	destination
	acTable
}

type destination struct {
	spec    huffmanSpec // of this file, if defined
	defined bool
	source  huffmanSpec // what the table was built from, if built
	built   bool
}

// needsBuild reports whether the table must be built, and notes that it will
// be.
func (d *destination) needsBuild() bool {
	if d.built && d.source == d.spec {
		return false
	}
	d.source, d.built = d.spec, true
	return true
}

// prepare builds the table if a scan uses it, and reports whether it is usable.
func (d *dcDestination) prepare(used bool) bool {
	if used && d.defined && d.needsBuild() {
		d.dcTable.build(&d.spec)
	}
	return !used || d.defined
}

// prepare builds the table if a scan uses it, and reports whether it is usable.
func (d *acDestination) prepare(used bool) bool {
	if used && d.defined && d.needsBuild() {
		d.acTable.build(&d.spec)
	}
	return !used || d.defined
}

// setHuffman sets the specification of a Huffman table, as readDHT passes it.
func (t *tables) setHuffman(class, number byte, s huffmanSpec) {
	d := &t.dc[number].destination
	if class == 1 {
		d = &t.ac[number].destination
	}
	d.spec, d.defined = s, true
}

// readDQT reads quantization tables (T.81 B.2.4.1) into tables, in natural
// order, and sets their elements of defined.
func readDQT(seg segment, tables *[4][64]uint16, defined *[4]bool) error {
	for b := seg.body; len(b) > 0; {
		precision, t := b[0]>>4, b[0]&15 // Pq and Tq
		size := 64
		if precision == 1 {
			size = 128
		}
		switch {
		case precision > 1 || t > 3:
			return seg.fail(len(seg.body)-len(b), "bad quantization table")
		case len(b) < 1+size:
			return seg.fail(len(seg.body), "truncated quantization table")
		}
		v := b[1:]
		for z, n := range zigzag {
			if precision == 1 {
				tables[t][n] = uint16(v[2*z])<<8 | uint16(v[2*z+1])
			} else {
				tables[t][n] = uint16(v[z])
			}
		}
		defined[t] = true
		b = b[1+size:]
	}
	return nil
}

// readDHT reads Huffman tables (T.81 B.2.4.2) and passes each to set, with its
// class, 0 for DC and 1 for AC (Tc), and its destination, 0 to 3 (Th). One that
// is no prefix code, or whose DC symbols have more than 15 bits, has no codes
// then: it is damage only if a scan uses it, as in libjpeg.
func readDHT(seg segment, set func(class, number byte, s huffmanSpec)) error {
	for b := seg.body; len(b) > 0; {
		off := len(seg.body) - len(b)
		if len(b) < 17 || b[0]>>4 > 1 || b[0]&15 > 3 {
			return seg.fail(off, "bad Huffman table")
		}
		var s huffmanSpec
		n, free := 0, 1 // free: how many codes of this length are left; below 0 it stays so
		for l, count := range b[1:17] {
			s.counts[l] = count
			n += int(count)
			if free >= 0 {
				free = 2*free - int(count)
			}
		}
		if n > 256 || len(b) < 17+n {
			return seg.fail(off, "bad Huffman table")
		}
		copy(s.symbols[:], b[17:17+n])
		isLarge := func(symbol uint8) bool { return symbol > 15 }
		if free < 0 || b[0]>>4 == classDC && slices.ContainsFunc(s.symbols[:n], isLarge) {
			s = huffmanSpec{}
		}
		set(b[0]>>4, b[0]&15, s)
		b = b[17+n:]
	}
	return nil
}

// readDRI reads the restart interval (T.81 B.2.4.4).
func (t *tables) readDRI(seg segment) error {
	if len(seg.body) < 2 {
		return seg.fail(0, "truncated restart interval")
	}
	t.restartInterval = int(seg.body[0])<<8 | int(seg.body[1])
	return nil
}
