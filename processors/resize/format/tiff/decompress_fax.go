package tiff

// A faxCoding is one of the compressions that are fax codings (TIFF 6.0
// sections 10 and 11). In all of them 0 is a white pixel. What 0 means in a
// picture PhotometricInterpretation says afterwards, as libtiff has it.
type faxCoding struct {
	t6     bool // all lines two-dimensional, without EOL
	t4     bool // EOL before each line
	tagged bool // of T4: a bit behind EOL says whether the line is one-dimensional
	align  int  // bits to a multiple of which each line begins
}

// Bits of T4Options.
const t4TwoDimensional = 1

// expand appends rows lines of rowBytes bytes to dst, of which width pixels are
// of the picture.
//
// A bad line of T4 is white from where it is bad on, and reading goes on at the
// next EOL. Elsewhere no line is found behind a bad one.
func (r *faxReader) expand(dst, src []byte, c faxCoding, rows, rowBytes, width int) ([]byte, error) {
	if width > maxFaxWidth {
		return dst, &codeError{Msg: "a line is too long for a fax"}
	}
	r.src, r.bit, r.width = src, 0, int32(width)
	r.surplus = false
	// A change takes a bit at least.
	changes := min(width, 8*len(src)) + 1 + faxSentinels
	r.line, r.reference = emptyLine(r.line, changes), emptyLine(r.reference, changes)
	r.endReference()
	defer func() { r.src = nil }()
	dst = grow(dst, rows*rowBytes)
	var err error
	if c.t4 {
		dst, err = r.readT4(dst, c, rows, rowBytes)
	} else {
		dst, err = r.readLines(dst, c, rows, rowBytes)
	}
	if err == nil && r.surplus {
		err = &codeError{Offset: r.bit / 8, Msg: "a fax has more codes than the picture has pixels", Harmless: true}
	}
	return dst, err
}

// emptyLine returns a line with room for n changes, in the memory of l if that
// suffices.
func emptyLine(l faxLine, n int) faxLine {
	if cap(l) < n {
		return make(faxLine, 0, n)
	}
	return l[:0]
}

// appendLine appends the line that was read to dst.
func (r *faxReader) appendLine(dst []byte, rowBytes int) []byte {
	n := len(dst)
	dst = dst[:n+rowBytes]
	clear(dst[n:])
	r.line.paint(dst[n:], r.width)
	return dst
}

// readLines reads lines without EOL.
func (r *faxReader) readLines(dst []byte, c faxCoding, rows, rowBytes int) ([]byte, error) {
	for range rows {
		var err *codeError
		if c.t6 {
			err = r.read2D()
		} else {
			r.bit = (r.bit + c.align - 1) / c.align * c.align
			err = r.read1D()
		}
		if err != nil {
			return dst, err
		}
		dst = r.appendLine(dst, rowBytes)
		r.advance()
	}
	return dst, nil
}

// readT4 reads lines with EOL. Files that leave out all of them are read as
// well; where there has been one, there must be one before each line.
func (r *faxReader) readT4(dst []byte, c faxCoding, rows, rowBytes int) ([]byte, error) {
	var damage error
	found := false // the EOL before the next line has been read
	always := false
	for range rows {
		if !found {
			found = r.skipEOL()
		}
		if !found && always {
			// The line before was complete, so this costs no pixel.
			r.surplus = true
			found = r.findEOL()
		}
		always = always || found
		oneD := !c.tagged || r.peek(1) == 1
		if c.tagged {
			r.bit++
		}
		if r.atEnd() || always && !found || r.peek(faxEOLZeros+1) == 1 { // RTC is EOL six times
			if damage == nil {
				damage = endsEarly(min(r.bit/8, len(r.src)))
			}
			return dst, damage
		}
		var err *codeError
		if oneD {
			err = r.read1D()
		} else {
			err = r.read2D()
		}
		if err != nil && len(r.line)%2 != 0 {
			r.line = r.line[:len(r.line)-1] // a black run of unknown length
		}
		dst = r.appendLine(dst, rowBytes)
		r.advance()
		found = false
		if err != nil {
			if damage == nil {
				damage = err
			}
			found = r.findEOL()
			always = true
		}
	}
	return dst, damage
}
