package vp8

// The ways to predict a block of 4×4 samples (RFC 6386 section 12.3). The first
// four also predict whole macroblocks (section 12.2).
const (
	modeDC = iota // the mean of the samples above and to the left
	modeTM        // TrueMotion: left + above - the corner
	modeV         // the samples above
	modeH         // the samples to the left
	modeRD
	modeVR
	modeLD
	modeVL
	modeHD
	modeHU
	modes
)

// A macroblock says how 16×16 pixels are predicted (RFC 6386 section 11).
type macroblock struct {
	segment uint8
	skipped bool      // it has no coefficients
	blocks  bool      // each block of luma has a mode of its own
	luma    [16]uint8 // the modes of luma: of the blocks, or in the first
	chroma  uint8
}

// modeTree gives the next branch after a 0 and after a 1; below 0 it is the
// complement of a mode.
var modeTree = [modes - 1][2]int8{
	{^modeDC, 1}, {^modeTM, 2}, {^modeV, 3}, {4, 6}, {^modeH, 5},
	{^modeRD, ^modeVR}, {^modeLD, 7}, {^modeVL, 8}, {^modeHD, ^modeHU},
}

// readModes reads the modes of the macroblock in column x of a row (RFC 6386
// section 19.3). d.modesAbove and d.modesLeft hold those of the blocks around,
// modeDC outside the picture.
func (d *decoder) readModes(m *macroblock, x int) {
	b := &d.first
	m.segment = 0
	if p := &d.segmentation.probs; d.segmentation.inModes {
		if b.bit(p[0]) == 0 {
			m.segment = uint8(b.bit(p[1]))
		} else {
			m.segment = 2 + uint8(b.bit(p[2]))
		}
	}
	m.skipped = d.skips && b.bit(d.skipProb) != 0
	above, left := d.modesAbove[4*x:4*x+4:4*x+4], &d.modesLeft
	if m.blocks = b.bit(145) == 0; m.blocks {
		for y := range 4 {
			mode := left[y]
			for x := range 4 {
				mode = b.mode(&modeProbs[above[x]][mode])
				m.luma[4*y+x], above[x] = mode, mode
			}
			left[y] = mode
		}
	} else {
		mode := uint8(modeDC)
		if b.bit(156) == 0 {
			if b.bit(163) != 0 {
				mode = modeV
			}
		} else if mode = modeH; b.bit(128) != 0 {
			mode = modeTM
		}
		m.luma[0] = mode
		for i := range 4 {
			above[i], left[i] = mode, mode
		}
	}
	switch {
	case b.bit(142) == 0:
		m.chroma = modeDC
	case b.bit(114) == 0:
		m.chroma = modeV
	case b.bit(183) != 0:
		m.chroma = modeTM
	default:
		m.chroma = modeH
	}
}

// mode decodes a mode of a block.
func (d *boolDecoder) mode(probs *[modes - 1]uint8) uint8 {
	node := int8(0)
	for node >= 0 {
		node = modeTree[node][d.bit(probs[node])]
	}
	return uint8(^node)
}

// HasAllModes reports whether the first partition of a frame has the modes of
// all macroblocks. Encoders exist that write one of 2¹⁹ bytes or more, which
// its size field cannot say.
func HasAllModes(data []byte) bool {
	h, err := ReadHeader(data)
	if err != nil {
		return false
	}
	d := newDecoder(h, data)
	var m macroblock
	for range d.rows {
		d.modesLeft = [4]uint8{}
		for x := range d.columns {
			d.readModes(&m, x)
		}
		if d.first.past {
			return false
		}
	}
	return true
}
