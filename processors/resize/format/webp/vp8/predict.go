package vp8

// A work holds the macroblock that is being made, with the samples around it:
// 17 rows of luma and 9 of both chroma planes, each stride apart. The row above
// and the column to the left are what was there before the loop filter.
type work struct {
	luma   [17 * stride]uint8 // the macroblock at lumaAt, 4 samples more above to the right
	chroma [9 * stride]uint8  // Cb at cbAt, Cr at crAt
}

const (
	stride = 32
	lumaAt = stride + 8
	cbAt   = stride + 8
	crAt   = stride + 24
)

// Samples outside the picture (RFC 6386 section 12.2 and 12.3).
const (
	outsideAbove = 127
	outsideLeft  = 129
)

// surround puts the samples around the macroblock of column x into d.work. The
// macroblock to the left is there still.
func (d *decoder) surround(x, y int) {
	luma, chroma := d.work.luma[:], d.work.chroma[:]
	if x == 0 {
		for i := lumaAt - 1; i < len(luma); i += stride {
			luma[i] = outsideLeft
		}
		for i := cbAt - 1; i < len(chroma); i += stride {
			chroma[i], chroma[i+crAt-cbAt] = outsideLeft, outsideLeft
		}
		corner := uint8(outsideLeft)
		if y == 0 {
			corner = outsideAbove
		}
		luma[lumaAt-1-stride], chroma[cbAt-1-stride], chroma[crAt-1-stride] = corner, corner, corner
	} else {
		for i := lumaAt - 1 - stride; i < len(luma); i += stride {
			luma[i] = luma[i+16]
		}
		for i := cbAt - 1 - stride; i < len(chroma); i += stride {
			chroma[i], chroma[i+crAt-cbAt] = chroma[i+8], chroma[i+8+crAt-cbAt]
		}
	}
	above := luma[lumaAt-stride:][:20]
	copy(above, d.lumaAbove[16*x:])
	if last := d.columns - 1; x == last && y > 0 { // repeats the last sample
		for i := 16; i < 20; i++ {
			above[i] = above[15]
		}
	}
	for _, i := range [3]int{4, 8, 12} {
		copy(luma[lumaAt+16+(i-1)*stride:][:4], above[16:])
	}
	copy(chroma[cbAt-stride:][:8], d.cbAbove[8*x:])
	copy(chroma[crAt-stride:][:8], d.crAbove[8*x:])
}

// predict makes the samples of the macroblock in column x, row y: predictions,
// to which differences are added.
func (d *decoder) predict(m *macroblock, x, y int, coded bool) {
	luma := d.work.luma[:]
	if m.blocks {
		for n := range 16 {
			at := lumaAt + n/4*4*stride + n%4*4
			predictBlock(luma, at, m.luma[n])
			if coded {
				addBlock(luma[at:], (*[16]int16)(d.coeffs[16*n:]), d.ends[n])
			}
		}
	} else {
		predictSquare(luma, lumaAt, 16, m.luma[0], x > 0, y > 0)
		for n := 0; n < 16 && coded; n++ {
			at := lumaAt + n/4*4*stride + n%4*4
			addBlock(luma[at:], (*[16]int16)(d.coeffs[16*n:]), d.ends[n])
		}
	}
	chroma := d.work.chroma[:]
	for c, at := range [2]int{cbAt, crAt} {
		predictSquare(chroma, at, 8, m.chroma, x > 0, y > 0)
		for n := 0; n < 4 && coded; n++ {
			i := 16 + 4*c + n
			addBlock(chroma[at+n/2*4*stride+n%2*4:], (*[16]int16)(d.coeffs[16*i:]), d.ends[i])
		}
	}
}

// predictSquare predicts side×side samples at s[at] (RFC 6386 section 12.2).
// left and above say which neighbours are inside the picture: the mean takes no
// other samples.
func predictSquare(s []uint8, at, side int, mode uint8, left, above bool) {
	top := s[at-stride:][:side]
	switch mode {
	case modeTM:
		trueMotion(s, at, side)
	case modeV:
		for y := range side {
			copy(s[at+y*stride:][:side], top)
		}
	case modeH:
		for y := range side {
			fill(s[at+y*stride:][:side], s[at+y*stride-1])
		}
	default:
		sum, count := 0, 0
		if above {
			count += side
			for _, v := range top {
				sum += int(v)
			}
		}
		if left {
			count += side
			for y := range side {
				sum += int(s[at+y*stride-1])
			}
		}
		mean := uint8(128)
		if count > 0 {
			mean = uint8((sum + count/2) / count)
		}
		for y := range side {
			fill(s[at+y*stride:][:side], mean)
		}
	}
}

func fill(s []uint8, v uint8) {
	for i := range s {
		s[i] = v
	}
}

// trueMotion predicts side×side samples as left + above - the corner.
func trueMotion(s []uint8, at, side int) {
	top, corner := s[at-stride:][:side], int32(s[at-stride-1])
	for y := range side {
		row, left := s[at+y*stride:][:side], int32(s[at+y*stride-1])-corner
		for x, v := range top {
			row[x] = clamp(left + int32(v))
		}
	}
}
