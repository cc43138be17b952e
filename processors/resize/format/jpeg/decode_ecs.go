package jpeg

import "bytes"

const (
	// ecsBufferSize is how much of an entropy-coded segment is unstuffed at a
	// time, in bytes: what stays in the second-level cache.
	ecsBufferSize = 32 << 10

	// ecsLookahead is the most that one MCU may read after the position at
	// which it begins, in bytes: all of its blocks, and 8 bytes from the next
	// position on, which is up to 8 bytes ahead.
	ecsLookahead = maxBlocks*maxBlockBits/8 + 32

	// maxBlocks is the limit of blocks in an MCU of several components (T.81
	// B.2.3).
	maxBlocks = 10

	// maxBlockBits bounds the bits of a block: 64 Huffman codes of up to 16
	// bits, each followed by up to 15 additional bits. Every code takes at
	// least one of the coefficients.
	maxBlockBits = 64 * (16 + 15)
)

// An ecsBuffer holds a part of the entropy-coded segment that is being decoded
// (T.81 B.1.1.5), without the zero bytes that are stuffed after each 0xff
// (F.1.2.3), so that a bitReader need not look for markers.
type ecsBuffer struct {
	file     []byte
	start    int // offset in file at which the segment begins
	next     int // offset in file of the first byte that is not yet in buf
	consumed int // bytes that were dropped from the front of buf
	n        int // bytes in buf
	atEnd    bool
	// buf has room for ecsBufferSize and ecsLookahead. If atEnd is set, the
	// segment ends at buf[n], and in file at next, where there is a marker or
	// the end of the file.
	buf []byte
}

// reset points b at the segment that begins at offset off of file, and fills
// it.
func (b *ecsBuffer) reset(file []byte, off int) {
	if b.buf == nil {
		b.buf = make([]byte, ecsBufferSize+ecsLookahead)
	}
	b.file, b.start, b.next, b.consumed, b.n, b.atEnd = file, off, off, 0, 0, false
	b.fill(0)
}

// fill drops the first bytes of buf and appends as many as there is room for.
func (b *ecsBuffer) fill(drop int) {
	b.consumed += drop
	n := copy(b.buf, b.buf[drop:b.n])
	for n < ecsBufferSize && !b.atEnd {
		part := b.file[b.next:min(len(b.file), b.next+ecsBufferSize-n)]
		i := bytes.IndexByte(part, 0xff)
		if i < 0 {
			n += copy(b.buf[n:], part)
			b.next += len(part)
			b.atEnd = b.next == len(b.file)
			continue
		}
		n += copy(b.buf[n:], part[:i+1])
		end := b.next + i // of the first 0xff; more of them are fill bytes
		after := end + 1
		for after < len(b.file) && b.file[after] == 0xff {
			after++
		}
		if after < len(b.file) && b.file[after] == 0 {
			b.next = after + 1
			continue
		}
		n--
		b.next, b.atEnd = end, true
	}
	b.n = n
	if b.atEnd {
		clear(b.buf[n : n+ecsLookahead]) // so that reading past the end is deterministic
	}
}

// fileOffset returns the offset in file of buf[i], by counting stuffed bytes
// from the start of the segment.
func (b *ecsBuffer) fileOffset(i int) int {
	count := b.consumed + min(i, b.n)
	off := b.start
	for count > 0 && off < len(b.file) {
		stuffed := b.file[off] == 0xff
		off++
		count--
		if stuffed {
			for off < len(b.file) && b.file[off] == 0xff {
				off++
			}
			off++
		}
	}
	return min(off, len(b.file))
}
