package tiff

import "slices"

// A faxCoding is one of the compressions that are fax codings (TIFF 6.0
// sections 10 and 11). In all of them 0 is a white pixel. What 0 means in a
// picture PhotometricInterpretation says afterwards, as libtiff has it.
type faxCoding struct {
	t6     bool // all lines two-dimensional, without EOL
	t4     bool // EOL before each line
	tagged bool // of T4: a bit after EOL says whether the line is one-dimensional
	align  int  // bits to a multiple of which each line begins
}

// Bits of T4Options.
const t4TwoDimensional = 1

// expand appends rows lines of rowBytes bytes to dst, of which width pixels are
// of the picture.
//
// A bad line of T4 is white from where it is bad on, and reading goes on at the
// next EOL. Elsewhere no line is found after a bad one.
func (r *faxReader) expand(dst, src []byte, c faxCoding, rows, rowBytes, width int) ([]byte, error) {
	if width > maxFaxWidth {
		return dst, &codeError{Msg: "a line is too long for a fax"}
	}
	r.src, r.width = src, int32(width)
	defer func() { r.src = nil }()
	before := len(dst)
	dst = grow(dst, rows*rowBytes)
	r.begin()
	var err error
	if c.t4 {
		dst, err = r.readT4(dst, c, rows, rowBytes)
	} else {
		dst, err = r.readLines(dst, c, rows, rowBytes)
	}
	if c.t4 && r.bare && !r.clean(err) {
		return r.readAligned(dst[:before], c, rows, rowBytes)
	}
	if !c.t4 && err == nil && r.surplus && r.unread() {
		return dst, errFaxWidth()
	}
	return dst, r.harmless(err)
}

// errFaxWidth is the error of lines that have no end-of-line codes, so that
// nobody knows where the next begins if one is too long.
func errFaxWidth() error {
	return &codeError{Msg: "the lines of a fax are not as long as the picture is wide"}
}

// unread reports whether codes follow the last line.
func (r *faxReader) unread() bool {
	rest := r.src[min((r.bit+7)/8, len(r.src)):]
	return len(rest) > 1 && r.peek(faxEOLZeros+1) != 1 && slices.ContainsFunc(rest, func(b byte) bool { return b != 0 })
}

// begin goes to the beginning of src, with a white line as the reference.
func (r *faxReader) begin() {
	r.bit, r.surplus, r.bare = 0, false, false
	// A change takes a bit at least.
	changes := min(int(r.width), 8*len(r.src)) + 1 + faxSentinels
	r.line, r.reference = emptyLine(r.line, changes), emptyLine(r.reference, changes)
	r.endReference()
}

// harmless returns err, or that lines were too long.
func (r *faxReader) harmless(err error) error {
	if err == nil && r.surplus {
		return &codeError{Offset: r.bit / 8, Msg: "a fax has more codes than the picture has pixels", Harmless: true}
	}
	return err
}

// clean reports whether all lines were as long as the picture is wide, up to
// where the data ended, if that was too early.
func (r *faxReader) clean(err error) bool {
	code, _ := err.(*codeError)
	return !r.surplus && (err == nil || code != nil && code.Msg == msgEndsEarly)
}

// readAligned reads data that is said to be T4, but neither begins with EOL nor
// has lines of the right length: it may be compression 2, the lines of which
// begin with bytes. If it is not that either, it is taken for what it is said
// to be, and is damaged, as where its lines begin nobody knows.
func (r *faxReader) readAligned(dst []byte, c faxCoding, rows, rowBytes int) ([]byte, error) {
	before := len(dst)
	r.begin()
	dst, err := r.readLines(dst, faxCoding{align: 8}, rows, rowBytes)
	if r.clean(err) && len(dst) > before {
		if err == nil {
			err = &codeError{Msg: "the lines of a fax begin with bytes, not with end-of-line codes", Harmless: true}
		}
		return dst, err
	}
	r.begin()
	dst, err = r.readT4(dst[:before], c, rows, rowBytes)
	if err == nil && r.surplus && r.bare {
		err = errFaxWidth()
	}
	return dst, r.harmless(err)
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
	for y := range rows {
		if !found {
			found = r.skipEOL()
		}
		if y == 0 {
			r.bare = !found
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
