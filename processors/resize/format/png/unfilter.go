package png

import "encoding/binary"

// The filter types (section 9.2). Below, a is the byte of the pixel to the
// left, b that above, and c that above and to the left; outside the picture all
// are 0.
const (
	filterNone = iota
	filterSub
	filterUp
	filterAverage
	filterPaeth
)

// unfilter restores row in place from prev, the restored row above it, which is
// as long. bpp is the distance of a byte from that of the pixel to the left: 1,
// 2, 3, 4, 6 or 8. It reports whether the filter type is known.
func unfilter(filter byte, row, prev []byte, bpp int) bool {
	switch filter {
	case filterNone:
	case filterSub:
		unfilterSub(row, bpp)
	case filterUp:
		unfilterUp(row, prev)
	case filterAverage:
		unfilterAverage(row, prev, bpp)
	case filterPaeth:
		unfilterPaeth(row, prev, bpp)
	default:
		return false
	}
	return true
}

// High bits of the bytes of a word.
const (
	high32 = 0x80808080
	high64 = 0x8080808080808080
)

// add32 adds the four bytes of a and b, each modulo 256: the low seven bits
// without carry out of them, then the highest.
func add32(a, b uint32) uint32 { return (a&^high32 + b&^high32) ^ (a^b)&high32 }

// add64 adds the eight bytes of a and b.
func add64(a, b uint64) uint64 { return (a&^high64 + b&^high64) ^ (a^b)&high64 }

// mean32 returns the means of the four bytes of a and b, rounded down: the bits
// that they share, and half of the others.
func mean32(a, b uint32) uint32 { return a&b + (a^b)&^0x01010101>>1 }

// unfilterSub adds a.
func unfilterSub(row []byte, bpp int) {
	switch bpp {
	case 1:
		var a byte
		for i := range row {
			a += row[i]
			row[i] = a
		}
	case 3:
		var a0, a1, a2 byte
		for ; len(row) >= 3; row = row[3:] {
			a0, a1, a2 = a0+row[0], a1+row[1], a2+row[2]
			row[0], row[1], row[2] = a0, a1, a2
		}
	case 4:
		var a uint32
		for ; len(row) >= 4; row = row[4:] {
			a = add32(a, binary.LittleEndian.Uint32(row))
			binary.LittleEndian.PutUint32(row, a)
		}
	case 8:
		var a uint64
		for ; len(row) >= 8; row = row[8:] {
			a = add64(a, binary.LittleEndian.Uint64(row))
			binary.LittleEndian.PutUint64(row, a)
		}
	default:
		for i := bpp; i < len(row); i++ {
			row[i] += row[i-bpp]
		}
	}
}

// unfilterUp adds b.
func unfilterUp(row, prev []byte) {
	prev = prev[:len(row)]
	for len(row) >= 8 && len(prev) >= 8 {
		sum := add64(binary.LittleEndian.Uint64(row), binary.LittleEndian.Uint64(prev))
		binary.LittleEndian.PutUint64(row, sum)
		row, prev = row[8:], prev[8:]
	}
	for i := range row {
		row[i] += prev[i]
	}
}

// unfilterAverage adds ⌊(a+b)/2⌋.
func unfilterAverage(row, prev []byte, bpp int) {
	prev = prev[:len(row)]
	switch bpp {
	case 3:
		var a0, a1, a2 int
		for len(row) >= 3 && len(prev) >= 3 {
			a0 = int(row[0]+byte((a0+int(prev[0]))>>1)) & 255
			a1 = int(row[1]+byte((a1+int(prev[1]))>>1)) & 255
			a2 = int(row[2]+byte((a2+int(prev[2]))>>1)) & 255
			row[0], row[1], row[2] = byte(a0), byte(a1), byte(a2)
			row, prev = row[3:], prev[3:]
		}
	case 4:
		var a uint32
		for len(row) >= 4 && len(prev) >= 4 {
			a = add32(binary.LittleEndian.Uint32(row), mean32(a, binary.LittleEndian.Uint32(prev)))
			binary.LittleEndian.PutUint32(row, a)
			row, prev = row[4:], prev[4:]
		}
	default:
		for i := range min(bpp, len(row)) {
			row[i] += prev[i] >> 1
		}
		for i := bpp; i < len(row); i++ {
			row[i] += byte((int(row[i-bpp]) + int(prev[i])) >> 1)
		}
	}
}

// unfilterPaeth adds that of a, b and c which is nearest to a+b-c. Channels do
// not depend on each other, so those of a pixel are done side by side: one
// alone would wait for its last sum.
func unfilterPaeth(row, prev []byte, bpp int) {
	prev = prev[:len(row)]
	switch bpp {
	case 3:
		var a0, a1, a2, c0, c1, c2 int
		for len(row) >= 3 && len(prev) >= 3 {
			b0, b1, b2 := int(prev[0]), int(prev[1]), int(prev[2])
			a0 = (int(row[0]) + paeth(a0, b0, c0)) & 255
			a1 = (int(row[1]) + paeth(a1, b1, c1)) & 255
			a2 = (int(row[2]) + paeth(a2, b2, c2)) & 255
			row[0], row[1], row[2] = byte(a0), byte(a1), byte(a2)
			c0, c1, c2 = b0, b1, b2
			row, prev = row[3:], prev[3:]
		}
	case 4:
		var a0, a1, a2, a3, c0, c1, c2, c3 int
		for len(row) >= 4 && len(prev) >= 4 {
			b0, b1, b2, b3 := int(prev[0]), int(prev[1]), int(prev[2]), int(prev[3])
			a0 = (int(row[0]) + paeth(a0, b0, c0)) & 255
			a1 = (int(row[1]) + paeth(a1, b1, c1)) & 255
			a2 = (int(row[2]) + paeth(a2, b2, c2)) & 255
			a3 = (int(row[3]) + paeth(a3, b3, c3)) & 255
			row[0], row[1], row[2], row[3] = byte(a0), byte(a1), byte(a2), byte(a3)
			c0, c1, c2, c3 = b0, b1, b2, b3
			row, prev = row[4:], prev[4:]
		}
	default:
		for i := range min(bpp, len(row)) {
			row[i] += prev[i] // a and c are 0, so b is nearest
		}
		for i := bpp; i < len(row); i++ {
			row[i] += byte(paeth(int(row[i-bpp]), int(prev[i]), int(prev[i-bpp])))
		}
	}
}

// paeth returns that of a, b and c, each 0 to 255, which is nearest to a+b-c;
// of equally near ones the first (section 9.4). The distances are |b-c|, |a-c|
// and |a+b-2c|. With lo and hi for the smaller and the larger of a and b, lo is
// nearest where hi-c ≤ 2c-a-b, so hi ≤ 3c-a-b, and hi where c-lo ≤ a+b-2c, so
// 3c-a-b ≤ lo. This compiles without branches, which noise would mispredict.
func paeth(a, b, c int) int {
	lo, hi, limit := min(a, b), max(a, b), 3*c-a-b
	if hi <= limit {
		c = lo
	}
	if limit <= lo {
		c = hi
	}
	return c
}
