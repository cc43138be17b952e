package gif

import "fmt"

const (
	maxCodeBits = 12
	maxCodes    = 1 << maxCodeBits
)

// An lzwReader decodes the LZW data of one frame (appendix F): codes of a width
// that grows up to 12 bits, from the low bit up, in sub-blocks. It takes what
// browsers take: no clear code at the start, none when the table is full, and
// code sizes of 0 to 11.
type lzwReader struct {
	src    []byte // the file
	pos    int    // of the next byte
	block  int    // bytes left in the sub-block
	acc    uint32 // bits that were read and not used, the next one lowest
	bits   uint   // how many
	size   uint   // the minimum code size: codes below 1<<size are pixels
	width  uint   // of the next code
	next   int    // the next free code
	prev   int    // the code before, -1 after a clear code
	why    string // why there are no more pixels, once there are none
	queued int    // pixels in stack
	// A code of the table stands for the pixels of its prefix and a last one.
	prefix [maxCodes]uint16
	last   [maxCodes]uint8
	first  [maxCodes]uint8
	length [maxCodes]uint16 // in pixels, at most maxCodes
	stack  [maxCodes]uint8  // pixels that wait to be read, the next one on top
}

// reset begins with the code size at offset pos of file.
func (l *lzwReader) reset(file []byte, pos int) {
	*l = lzwReader{src: file, pos: pos + 1}
	if pos >= len(file) {
		l.why = "the file ends too early"
		return
	}
	if file[pos] > maxCodeSize {
		l.why = fmt.Sprintf("wrong LZW code size of %d", file[pos])
		return
	}
	l.size = uint(file[pos])
	for c := range 1 << l.size {
		l.last[c], l.first[c], l.length[c] = uint8(c), uint8(c), 1
	}
	l.clear()
}

// clear empties the table. Two codes have a meaning of their own.
func (l *lzwReader) clear() {
	l.width, l.next, l.prev = l.size+1, 1<<l.size+2, -1
}

// read fills dst and returns how many pixels there were, which is less only at
// the end; then why says what has come.
func (l *lzwReader) read(dst []byte) (n int) {
	clearCode := 1 << l.size
	for n < len(dst) {
		if l.queued > 0 {
			for ; l.queued > 0 && n < len(dst); n++ {
				l.queued--
				dst[n] = l.stack[l.queued]
			}
			continue
		}
		if l.why != "" {
			return n
		}
		code, ok := l.code()
		switch {
		case !ok:
			return n
		case code == clearCode:
			l.clear()
			continue
		case code == clearCode+1:
			l.why = "the data ends too early"
			return n
		case code > l.next || code == l.next && l.prev < 0 || l.prev < 0 && code > clearCode:
			l.why = "wrong LZW code"
			return n
		}
		if l.prev >= 0 && l.next < maxCodes {
			l.add(code)
		}
		n += l.expand(code, dst[n:])
		l.prev = code
	}
	return n
}

// add enters the phrase of the code before and the first pixel of code, which
// may be that phrase's own.
func (l *lzwReader) add(code int) {
	l.prefix[l.next] = uint16(l.prev)
	l.first[l.next] = l.first[l.prev]
	l.length[l.next] = l.length[l.prev] + 1
	l.last[l.next] = l.first[code]
	l.next++
	if l.next >= 1<<l.width && l.width < maxCodeBits {
		l.width++
	}
}

// expand writes the pixels of code to dst, or to the stack if dst has no room
// for all, and returns how many are in dst.
func (l *lzwReader) expand(code int, dst []byte) int {
	if n := int(l.length[code]); n <= len(dst) {
		for i := n - 1; i > 0; i-- {
			dst[i] = l.last[code]
			code = int(l.prefix[code])
		}
		dst[0] = l.last[code]
		return n
	}
	for n := int(l.length[code]); n > 0; n-- {
		l.stack[l.queued] = l.last[code]
		l.queued++
		code = int(l.prefix[code])
	}
	return 0
}

// code returns the next code.
func (l *lzwReader) code() (code int, ok bool) {
	for l.bits < l.width { // fewer than 12 bits, and 8 more
		if l.block == 0 && !l.nextBlock() {
			return 0, false
		}
		l.acc |= uint32(l.src[l.pos]) << l.bits
		l.bits += 8
		l.pos++
		l.block--
	}
	code = int(l.acc & (1<<l.width - 1))
	l.acc >>= l.width
	l.bits -= l.width
	return code, true
}

// nextBlock goes to the next sub-block (section 15).
func (l *lzwReader) nextBlock() bool {
	if l.pos >= len(l.src) {
		l.why = "the file ends too early"
		return false
	}
	n := int(l.src[l.pos])
	if n == 0 {
		l.why = "the data ends too early"
		return false
	}
	l.pos++
	l.block = min(n, len(l.src)-l.pos)
	if l.block == 0 {
		l.why = "the file ends too early"
		return false
	}
	return true
}

// surplus reports whether there is more than the end code after the last pixel.
func (l *lzwReader) surplus() bool {
	if l.queued > 0 {
		return true
	}
	if l.why != "" {
		return false
	}
	for at := l.pos; ; {
		code, ok := l.code()
		switch {
		case !ok, code == 1<<l.size+1:
			return false
		case code != 1<<l.size:
			return l.pos > at // not the rest of a byte
		}
		l.clear()
	}
}
