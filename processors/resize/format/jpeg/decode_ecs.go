package jpeg

import "bytes"

const (
	// maxBlocks is how many blocks an MCU of several components has at most (T.81
	// B.2.3).
	maxBlocks = 10

	// maxBlockBits bounds a block: 64 Huffman codes of up to 16 bits, each followed
	// by up to 15 bits of value. Each code takes at least one of the coefficients.
	maxBlockBits = 64 * (16 + 15)

	// windowBytes is how much of a segment is unstuffed at a time: what stays in
	// the second level cache.
	windowBytes = 32 << 10

	// windowSlack is what one MCU may read behind the bits at which it begins: all
	// of its blocks, and the 8 bytes at the next position, which is up to 8 bytes
	// ahead.
	windowSlack = maxBlocks*maxBlockBits/8 + 32
)

// A window holds a piece of the entropy-coded segment that is being decoded,
// without the zeros that are stuffed behind each 0xff (T.81 F.1.2.3), so that
// whoever reads bits need not look for markers.
type window struct {
	file  []byte
	start int // offset in file at which the segment begins
	next  int // offset of what is not yet in the window
	taken int // bytes that were dropped from the window's front
	n     int // bytes in buf
	last  bool
	// buf has room for windowBytes and windowSlack. If last is set, the segment
	// ends at buf[n], and in file at next, where there is a marker or nothing.
	buf []byte
}

// begin points w at the segment that begins at offset off of file.
func (w *window) begin(file []byte, off int) {
	if w.buf == nil {
		w.buf = make([]byte, windowBytes+windowSlack)
	}
	w.file, w.start, w.next, w.taken, w.n, w.last = file, off, off, 0, 0, false
	w.fill(0)
}

// fill drops the first bytes of the window and appends as many as there is room
// for.
func (w *window) fill(drop int) {
	w.taken += drop
	n := copy(w.buf, w.buf[drop:w.n])
	for n < windowBytes && !w.last {
		part := w.file[w.next:min(len(w.file), w.next+windowBytes-n)]
		i := bytes.IndexByte(part, 0xff)
		if i < 0 {
			n += copy(w.buf[n:], part)
			w.next += len(part)
			w.last = w.next == len(w.file)
			continue
		}
		n += copy(w.buf[n:], part[:i+1])
		end := w.next + i // of the first 0xff; more of them are fill bytes
		after := end + 1
		for after < len(w.file) && w.file[after] == 0xff {
			after++
		}
		if after < len(w.file) && w.file[after] == 0 {
			w.next = after + 1
			continue
		}
		n--
		w.next, w.last = end, true
	}
	w.n = n
	if w.last {
		clear(w.buf[n : n+windowSlack]) // what is read behind the end is always the same
	}
}

// offset returns the offset in file of the byte at position i of buf.
func (w *window) offset(i int) int {
	count := w.taken + min(i, w.n)
	off := w.start
	for count > 0 && off < len(w.file) {
		stuffed := w.file[off] == 0xff
		off++
		count--
		if stuffed {
			for off < len(w.file) && w.file[off] == 0xff {
				off++
			}
			off++
		}
	}
	return min(off, len(w.file))
}
