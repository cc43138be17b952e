package tiff

import (
	"encoding/binary"
	"math/bits"
)

// A faxLine is a line of a fax: the places where its color changes, white
// being first, in ascending order. Those of even index are where black begins.
type faxLine []int32

// A faxReader reads lines of ITU-T T.4 and T.6.
type faxReader struct {
	src []byte
	// lowFirst says that the lowest bit of each byte is the first (FillOrder
	// 2).
	lowFirst bool
	bit      int   // of src: the next one
	width    int32 // at most maxFaxWidth

	line      faxLine // the one that is read
	reference faxLine // the one above it, and sentinels
	// surplus says that a line was longer than the picture is wide, which
	// costs no pixel.
	surplus bool
	// bare says that the data of T4 does not begin with an end-of-line code.
	bare bool
}

const (
	// maxFaxWidth is such that the sum of two lengths and a code is an int32.
	maxFaxWidth = 1 << 30
	faxEOLZeros = 11 // zeros before the 1 of an end-of-line code, at least
)

// faxSentinels stand after the reference line: the mode of a line that is not
// complete looks two changes after the one at its end at most.
const faxSentinels = 4

// peek returns the next n bits, at most 56; after the end they are 0.
func (r *faxReader) peek(n int) uint64 {
	b := r.src[min(r.bit>>3, len(r.src)):]
	if len(b) < 8 {
		var pad [8]byte
		copy(pad[:], b)
		b = pad[:]
	}
	if r.lowFirst {
		return bits.Reverse64(binary.LittleEndian.Uint64(b)) << (r.bit & 7) >> (64 - n)
	}
	return binary.BigEndian.Uint64(b) << (r.bit & 7) >> (64 - n)
}

// trim lets go of lines of more than keep bytes.
func (r *faxReader) trim(keep int) {
	if 4*(cap(r.line)+cap(r.reference)) > keep {
		r.line, r.reference = nil, nil
	}
}

// atEnd reports whether all bits are read.
func (r *faxReader) atEnd() bool { return r.bit >= 8*len(r.src) }

// holds reports whether the data has all bits of a code. The zeros behind its
// end may look like some.
func (r *faxReader) holds(c faxCode) bool { return r.bit+int(c.bits) <= 8*len(r.src) }

// fail says what is wrong at the next bit, unless the data end there or a code
// says that they do.
func (r *faxReader) fail(msg string) *codeError {
	if r.bit+faxRunBits > 8*len(r.src) || r.peek(faxEOLZeros+1) == 1 {
		return &codeError{Offset: min(r.bit/8, len(r.src)), Msg: msgEndsEarly}
	}
	return &codeError{Offset: r.bit / 8, Msg: msg}
}

// changeAt notes that the color changes at x. A second change at the same
// place undoes the first: a run of no length is none for the line below.
func (r *faxReader) changeAt(x int32) {
	if x > r.width {
		x, r.surplus = r.width, true
	}
	if n := len(r.line); n > 0 && r.line[n-1] == x {
		r.line = r.line[:n-1]
		return
	}
	r.line = append(r.line, x)
}

// run reads the length of a run of a color, 0 for white; width+1 stands for
// all longer ones.
func (r *faxReader) run(colour int) (int32, *codeError) {
	table, sum := &faxRuns[colour&1], int32(0)
	for {
		code := table[r.peek(faxRunBits)]
		if code.bits == 0 || !r.holds(code) {
			return 0, r.fail("no code of a run")
		}
		r.bit += int(code.bits)
		sum = min(sum+int32(code.value), r.width+1)
		if code.value < 64 {
			return sum, nil
		}
	}
}

// read1D reads a line coded by itself (T.4 section 4.1).
func (r *faxReader) read1D() *codeError {
	r.line = r.line[:0]
	for x, colour := int32(0), 0; x < r.width; colour++ {
		n, err := r.run(colour)
		if err != nil {
			return err
		}
		x = min(x, r.width) + n
		r.changeAt(x)
	}
	return nil
}

// read2D reads a line coded by its differences from the reference line (T.4
// section 4.2, T.6 section 2.2). a0, b1 and b2 are the specification's.
func (r *faxReader) read2D() *codeError {
	r.line = r.line[:0]
	a0 := int32(-1) // before the first pixel
	// color is that of a0's run: the parity of changes so far.
	colour, b1 := 0, 0
	for a0 < r.width {
		// b1 is the first change of the reference line right of a0 to the
		// opposite of color.
		for r.reference[b1] <= a0 {
			b1 += 2
		}
		code := faxModes[r.peek(faxModeBits)]
		switch {
		case code.bits == 0 || !r.holds(code):
			return r.fail("no code of a mode")
		case code.value == faxExtension:
			return r.fail("an extension (uncompressed mode) that is not supported")
		case code.value == faxPass:
			r.bit += int(code.bits)
			a0 = r.reference[b1+1]
		case code.value == faxHorizontal:
			r.bit += int(code.bits)
			for range 2 {
				n, err := r.run(colour)
				if err != nil {
					return err
				}
				a0 = min(max(a0, 0), r.width) + n
				r.changeAt(a0)
				colour++
			}
		default:
			a1 := r.reference[b1] + int32(code.value)
			if a1 < max(a0, 0) {
				return r.fail("a run of negative length")
			}
			r.bit += int(code.bits)
			r.changeAt(a1)
			a0 = a1
			colour++
			// Changes of the other color are one to the left or the right.
			if b1 > 0 {
				b1--
			} else {
				b1++
			}
		}
	}
	return nil
}

// advance makes the line that was read the reference of the next one.
func (r *faxReader) advance() {
	r.line, r.reference = r.reference[:0], r.line
	r.endReference()
}

// endReference puts sentinels after the reference line.
func (r *faxReader) endReference() {
	for range faxSentinels {
		r.reference = append(r.reference, r.width)
	}
}

// paint sets the bits of black pixels in row, which is 0.
func (l faxLine) paint(row []byte, width int32) {
	for i := 0; i < len(l); i += 2 {
		from, to := l[i], width
		if i+1 < len(l) {
			to = l[i+1]
		}
		setBits(row, int(from), int(to))
	}
}

// setBits sets the bits from up to to, of which the highest of a byte is first.
func setBits(row []byte, from, to int) {
	if from >= to {
		return
	}
	first, last := from/8, (to-1)/8
	head, tail := byte(0xff)>>(from%8), byte(0xff)<<(7-(to-1)%8)
	if first == last {
		row[first] |= head & tail
		return
	}
	row[first] |= head
	for i := first + 1; i < last; i++ {
		row[i] = 0xff
	}
	row[last] |= tail
}

// skipEOL skips an end-of-line code, with fill bits before it (T.4 section
// 4.1.2), and reports whether there is one.
func (r *faxReader) skipEOL() bool {
	start := r.bit
	for !r.atEnd() {
		zeros := bits.LeadingZeros32(uint32(r.peek(32)))
		if r.bit += zeros; zeros == 32 {
			continue
		}
		if r.bit-start < faxEOLZeros || r.atEnd() {
			break
		}
		r.bit++
		return true
	}
	r.bit = start
	return false
}

// findEOL skips everything up to the next end-of-line code, and that.
func (r *faxReader) findEOL() bool {
	for ; !r.atEnd(); r.bit++ {
		if r.peek(faxEOLZeros) == 0 {
			return r.skipEOL()
		}
	}
	return false
}
