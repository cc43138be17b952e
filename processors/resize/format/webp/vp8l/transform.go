package vp8l

// The kinds of transforms (RFC 9649 section 3.5).
const (
	predictor = iota
	crossColour
	subtractGreen
	colourIndexing
)

// A transform is what an encoder has done to the pixels, to be taken back.
type transform struct {
	kind  int
	width int  // of the rows that it was done to
	bits  uint // blocks have 1<<bits pixels a side; with colorIndexing 1<<bits pixels share one
	data  []uint32
	above []uint32 // predictor: the row before
}

// readTransform reads the data of a transform.
func (d *reader) readTransform(t *transform, height int) (err error) {
	switch t.kind {
	case predictor, crossColour:
		t.bits = 2 + uint(d.number(3))
		t.data, err = d.readPicture(sizeInBlocks(t.width, t.bits), sizeInBlocks(height, t.bits))
		if t.kind == predictor {
			t.above = make([]uint32, t.width)
		}
	case colourIndexing:
		colours := 1 + d.number(8)
		switch {
		case colours <= 2:
			t.bits = 3
		case colours <= 4:
			t.bits = 2
		case colours <= 16:
			t.bits = 1
		}
		if t.data, err = d.readPicture(colours, 1); err != nil {
			return err
		}
		for i := 1; i < len(t.data); i++ {
			t.data[i] = add(t.data[i], t.data[i-1])
		}
	}
	return err
}

// invert takes the transform of row y back, in place.
func (t *transform) invert(row []uint32, y int) {
	switch t.kind {
	case predictor:
		t.unpredict(row, y)
		copy(t.above, row)
	case crossColour:
		t.uncross(row, y)
	case subtractGreen:
		for i, v := range row {
			g := v >> 8 & 0xff
			row[i] = v&0xff00ff00 | (v&0x00ff00ff+g<<16+g)&0x00ff00ff
		}
	case colourIndexing:
		t.look(row)
	}
}

// look replaces indices, of which several are packed in the green of a pixel,
// by colors; indices beyond the table by transparent black. It goes from the
// right to the left, as results take more room than indices.
func (t *transform) look(row []uint32) {
	depth := 8 >> t.bits // bits of an index
	mask := 1<<t.bits - 1
	for x := len(row) - 1; x >= 0; x-- {
		i := row[x>>t.bits] >> 8 & 0xff >> (x & mask * depth) & (1<<depth - 1)
		row[x] = 0
		if int(i) < len(t.data) {
			row[x] = t.data[i]
		}
	}
}

// uncross adds what red and blue were predicted to be from green and red (RFC
// 9649 section 3.5.2).
func (t *transform) uncross(row []uint32, y int) {
	blocks := t.data[y>>t.bits*sizeInBlocks(t.width, t.bits):]
	for x, v := range row {
		m := blocks[x>>t.bits]
		g := int32(int8(v >> 8))
		r := int32(v>>16) + int32(int8(m))*g>>5
		b := int32(v) + int32(int8(m>>8))*g>>5
		b += int32(int8(m>>16)) * int32(int8(r)) >> 5
		row[x] = v&0xff00ff00 | uint32(r)&0xff<<16 | uint32(b)&0xff
	}
}

// add adds pixels byte by byte.
func add(a, b uint32) uint32 {
	return (a&0xff00ff00+b&0xff00ff00)&0xff00ff00 | (a&0x00ff00ff+b&0x00ff00ff)&0x00ff00ff
}

const opaqueBlack = 0xff000000

// unpredict adds the predictions (RFC 9649 section 3.5.1). The row above is in
// t.above.
func (t *transform) unpredict(row []uint32, y int) {
	if y == 0 {
		left := uint32(opaqueBlack)
		for x, v := range row {
			left = add(v, left)
			row[x] = left
		}
		return
	}
	row[0] = add(row[0], t.above[0])
	blocks := t.data[y>>t.bits*sizeInBlocks(t.width, t.bits):]
	for x := 1; x < len(row); {
		to := min((x>>t.bits+1)<<t.bits, len(row))
		predictRun(row, t.above, x, to, blocks[x>>t.bits]>>8&15)
		x = to
	}
}

// predictRun adds predictions of one mode to the pixels from x to to.
func predictRun(row, above []uint32, x, to int, mode uint32) {
	for ; x < to; x++ {
		left, top, corner := row[x-1], above[x], above[x-1]
		right := row[0] // to the right of the last pixel above comes the first one here
		if x+1 < len(above) {
			right = above[x+1]
		}
		var p uint32
		switch mode {
		case 1:
			p = left
		case 2:
			p = top
		case 3:
			p = right
		case 4:
			p = corner
		case 5:
			p = mean(mean(left, right), top)
		case 6:
			p = mean(left, corner)
		case 7:
			p = mean(left, top)
		case 8:
			p = mean(corner, top)
		case 9:
			p = mean(top, right)
		case 10:
			p = mean(mean(left, corner), mean(top, right))
		case 11:
			p = choose(left, top, corner)
		case 12:
			p = gradient(left, top, corner)
		case 13:
			p = halfGradient(mean(left, top), corner)
		default:
			p = opaqueBlack
		}
		row[x] = add(row[x], p)
	}
}

// mean returns the mean of each byte, rounded down.
func mean(a, b uint32) uint32 { return (a^b)&0xfefefefe>>1 + a&b }

// choose returns that of left and top to which left + top - corner is closer.
func choose(left, top, corner uint32) uint32 {
	toLeft, toTop := int32(0), int32(0)
	for s := 0; s < 32; s += 8 {
		l, t, c := int32(left>>s&0xff), int32(top>>s&0xff), int32(corner>>s&0xff)
		toLeft += max(t-c, c-t)
		toTop += max(l-c, c-l)
	}
	if toLeft < toTop {
		return left
	}
	return top
}

// gradient returns left + top - corner, each byte limited to 0 to 255.
func gradient(left, top, corner uint32) (p uint32) {
	for s := 0; s < 32; s += 8 {
		v := int32(left>>s&0xff) + int32(top>>s&0xff) - int32(corner>>s&0xff)
		p |= uint32(min(max(v, 0), 255)) << s
	}
	return p
}

// halfGradient returns a + (a-b)/2, rounded towards a and limited.
func halfGradient(a, b uint32) (p uint32) {
	for s := 0; s < 32; s += 8 {
		v := int32(a >> s & 0xff)
		v += (v - int32(b>>s&0xff)) / 2
		p |= uint32(min(max(v, 0), 255)) << s
	}
	return p
}
