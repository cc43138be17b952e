package jpeg

// An estimate is a row of T.81 table D.3: the probability of the less probable
// symbol, and the rows that follow once it, or the more probable one, has been
// seen.
type estimate struct {
	qe        uint16
	nextLPS   uint8
	nextMPS   uint8
	switchMPS uint8 // SWITCH_MPS: 1 if the symbols change places after an LPS
}

// estimates is T.81 table D.3. The last row stays as it is, at 0.5 (F.1.4.4.2).
var estimates = [114]estimate{
	{0x5a1d, 1, 1, 1}, {0x2586, 14, 2, 0}, {0x1114, 16, 3, 0}, {0x080b, 18, 4, 0}, {0x03d8, 20, 5, 0},
	{0x01da, 23, 6, 0}, {0x00e5, 25, 7, 0}, {0x006f, 28, 8, 0}, {0x0036, 30, 9, 0}, {0x001a, 33, 10, 0},
	{0x000d, 35, 11, 0}, {0x0006, 9, 12, 0}, {0x0003, 10, 13, 0}, {0x0001, 12, 13, 0}, {0x5a7f, 15, 15, 1},
	{0x3f25, 36, 16, 0}, {0x2cf2, 38, 17, 0}, {0x207c, 39, 18, 0}, {0x17b9, 40, 19, 0}, {0x1182, 42, 20, 0},
	{0x0cef, 43, 21, 0}, {0x09a1, 45, 22, 0}, {0x072f, 46, 23, 0}, {0x055c, 48, 24, 0}, {0x0406, 49, 25, 0},
	{0x0303, 51, 26, 0}, {0x0240, 52, 27, 0}, {0x01b1, 54, 28, 0}, {0x0144, 56, 29, 0}, {0x00f5, 57, 30, 0},
	{0x00b7, 59, 31, 0}, {0x008a, 60, 32, 0}, {0x0068, 62, 33, 0}, {0x004e, 63, 34, 0}, {0x003b, 32, 35, 0},
	{0x002c, 33, 9, 0}, {0x5ae1, 37, 37, 1}, {0x484c, 64, 38, 0}, {0x3a0d, 65, 39, 0}, {0x2ef1, 67, 40, 0},
	{0x261f, 68, 41, 0}, {0x1f33, 69, 42, 0}, {0x19a8, 70, 43, 0}, {0x1518, 72, 44, 0}, {0x1177, 73, 45, 0},
	{0x0e74, 74, 46, 0}, {0x0bfb, 75, 47, 0}, {0x09f8, 77, 48, 0}, {0x0861, 78, 49, 0}, {0x0706, 79, 50, 0},
	{0x05cd, 48, 51, 0}, {0x04de, 50, 52, 0}, {0x040f, 50, 53, 0}, {0x0363, 51, 54, 0}, {0x02d4, 52, 55, 0},
	{0x025c, 53, 56, 0}, {0x01f8, 54, 57, 0}, {0x01a4, 55, 58, 0}, {0x0160, 56, 59, 0}, {0x0125, 57, 60, 0},
	{0x00f6, 58, 61, 0}, {0x00cb, 59, 62, 0}, {0x00ab, 61, 63, 0}, {0x008f, 61, 32, 0}, {0x5b12, 65, 65, 1},
	{0x4d04, 80, 66, 0}, {0x412c, 81, 67, 0}, {0x37d8, 82, 68, 0}, {0x2fe8, 83, 69, 0}, {0x293c, 84, 70, 0},
	{0x2379, 86, 71, 0}, {0x1edf, 87, 72, 0}, {0x1aa9, 87, 73, 0}, {0x174e, 72, 74, 0}, {0x1424, 72, 75, 0},
	{0x119c, 74, 76, 0}, {0x0f6b, 74, 77, 0}, {0x0d51, 75, 78, 0}, {0x0bb6, 77, 79, 0}, {0x0a40, 77, 48, 0},
	{0x5832, 80, 81, 1}, {0x4d1c, 88, 82, 0}, {0x438e, 89, 83, 0}, {0x3bdd, 90, 84, 0}, {0x34ee, 91, 85, 0},
	{0x2eae, 92, 86, 0}, {0x299a, 93, 87, 0}, {0x2516, 86, 71, 0}, {0x5570, 88, 89, 1}, {0x4ca9, 95, 90, 0},
	{0x44d9, 96, 91, 0}, {0x3e22, 97, 92, 0}, {0x3824, 99, 93, 0}, {0x32b4, 99, 94, 0}, {0x2e17, 93, 86, 0},
	{0x56a8, 95, 96, 1}, {0x4f46, 101, 97, 0}, {0x47e5, 102, 98, 0}, {0x41cf, 103, 99, 0}, {0x3c3d, 104, 100, 0},
	{0x375e, 99, 93, 0}, {0x5231, 105, 102, 0}, {0x4c0f, 106, 103, 0}, {0x4639, 107, 104, 0}, {0x415e, 103, 99, 0},
	{0x5627, 105, 106, 1}, {0x50e7, 108, 107, 0}, {0x4b85, 109, 103, 0}, {0x5597, 110, 109, 0}, {0x504f, 111, 107, 0},
	{0x5a10, 110, 111, 1}, {0x5522, 112, 109, 0}, {0x59eb, 112, 111, 1}, {0x5a1d, 113, 113, 0},
}

// A bin is what has been learnt of one binary decision: its row of estimates in
// the low 7 bits, and the more probable symbol in the highest.
type bin uint8

// An arithmeticReader decodes binary decisions (T.81 D.2).
type arithmeticReader struct {
	ecs *ecsBuffer
	pos int // of the next byte in ecs.buf
	// a is the interval, 0x8000 to 0xffff between decisions, and the upper half
	// of c, 32 bits in all, the code in it; count bits of the last byte are
	// still in the lower half.
	a, c  uint32
	count int
	past  int // bytes that were read after the end, as zeros
}

// start begins to read at the front of ecs, whose segment was just set
// (Initdec, T.81 D.2.6).
func (r *arithmeticReader) start(ecs *ecsBuffer) {
	*r = arithmeticReader{ecs: ecs, a: 1 << 16}
	r.c = uint32(r.next())<<16 | uint32(r.next())<<8
	r.c <<= 8
	r.count = 0
}

// next returns the next byte of the segment, or 0 after its end, where an
// encoder leaves out zeros (T.81 D.1.8).
func (r *arithmeticReader) next() byte {
	if r.pos >= r.ecs.n {
		if r.ecs.atEnd {
			r.past++
			return 0
		}
		r.ecs.fill(r.pos)
		r.pos = 0
		if r.ecs.n == 0 {
			r.past++
			return 0
		}
	}
	r.pos++
	return r.ecs.buf[r.pos-1]
}

// maxPast and maxPastFile are how many bytes after the end of a segment may be
// read: zeros that an encoder has left out, which for a picture of one color
// are all. At the end of the file the rest is cut off more likely.
const (
	maxPast     = 1 << 10
	maxPastFile = 3
)

// isPast reports whether more was read than the segment can have had.
func (r *arithmeticReader) isPast() bool {
	return r.past > maxPast || r.past > maxPastFile && r.ecs.next == len(r.ecs.file)
}

// decide decodes a decision (Decode, T.81 D.2.4).
func (r *arithmeticReader) decide(b *bin) bool {
	e := &estimates[*b&127]
	qe := uint32(e.qe)
	mps := *b >> 7
	r.a -= qe
	if r.c>>16 < r.a {
		if r.a >= 0x8000 {
			return mps != 0
		}
		// Cond_MPS_exchange: the smaller part is that of the LPS.
		if r.a < qe {
			mps = r.lessProbable(b, e)
		} else {
			*b = *b&128 | bin(e.nextMPS)
		}
	} else {
		// Cond_LPS_exchange.
		r.c -= r.a << 16
		if r.a < qe {
			*b = *b&128 | bin(e.nextMPS)
		} else {
			mps = r.lessProbable(b, e)
		}
		r.a = qe
	}
	for { // Renorm_d
		if r.count == 0 {
			r.c |= uint32(r.next()) << 8
			r.count = 8
		}
		r.a <<= 1
		r.c <<= 1
		r.count--
		if r.a >= 0x8000 {
			return mps != 0
		}
	}
}

// lessProbable returns the less probable symbol and estimates b after it.
func (r *arithmeticReader) lessProbable(b *bin, e *estimate) bin {
	lps := ^*b >> 7
	*b = (*b>>7^bin(e.switchMPS))<<7 | bin(e.nextLPS)
	return lps
}
