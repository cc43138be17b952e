package vp8

// A strength says how the edges of a macroblock are filtered (RFC 6386 section
// 15).
type strength struct {
	limit  int32 // of the difference across an edge between blocks; 0: no filter
	inner  int32 // of differences next to each other, on either side of it
	high   int32 // differences above mean detail, of which little is changed
	blocks bool  // the edges between blocks are filtered, too
}

// readFilters reads the levels of the loop filter (RFC 6386 sections 9.3, 9.6
// and 15.1) into d.strengths.
func (d *decoder) readFilters(b *boolDecoder) {
	d.simple = b.flag()
	frame, sharpness := b.number(6), b.number(3)
	var ofIntra, ofBlocks int
	adjusted, updated := b.flag(), false
	if adjusted {
		updated = b.flag()
	}
	if updated {
		ofIntra = b.optional(6)
		for range 3 {
			b.optional(6) // of other frames
		}
		ofBlocks = b.optional(6)
		for range 3 {
			b.optional(6)
		}
	}
	d.filtered = frame > 0
	for i := range d.strengths {
		level := frame
		if s := &d.segmentation; s.on {
			level = s.level[i]
			if s.relative {
				level += frame
			}
		}
		level += ofIntra
		d.strengths[i][0] = newStrength(level, sharpness)
		d.strengths[i][1] = newStrength(level+ofBlocks, sharpness)
		d.strengths[i][1].blocks = true
	}
}

// newStrength returns the strength for a level, which is limited to 0 to 63.
func newStrength(level, sharpness int) strength {
	level = min(max(level, 0), 63)
	if level == 0 {
		return strength{}
	}
	inner := level
	if sharpness > 0 {
		inner >>= 1
		if sharpness > 4 {
			inner >>= 1
		}
		inner = min(inner, 9-sharpness)
	}
	inner = max(inner, 1)
	s := strength{limit: int32(2*level + inner), inner: int32(inner)}
	switch {
	case level >= 40:
		s.high = 2
	case level >= 15:
		s.high = 1
	}
	return s
}

// filterRow filters the edges of the macroblocks of row y, the last of which
// has been made. It changes up to 3 lines above the row, and reads 4.
func (d *decoder) filterRow(y int) {
	for x, s := range d.edges {
		if s.limit == 0 {
			continue
		}
		luma, cb, cr := d.luma.at(16*x, 16), d.cb.at(8*x, 8), d.cr.at(8*x, 8)
		if x > 0 {
			d.filterEdge(&s, 4, 1, luma, cb, cr)
		}
		if s.blocks {
			d.filterInside(&s, 1, luma, cb, cr)
		}
		if y > 0 {
			d.filterEdge(&s, 4, d.luma.stride, luma, cb, cr)
		}
		if s.blocks {
			d.filterInside(&s, d.luma.stride, luma, cb, cr)
		}
	}
}

// filterEdge filters the left edge of a macroblock, or, where across is the
// distance of lines, the upper. Its planes begin at luma, cb and cr. more is
// what the limit is raised by.
func (d *decoder) filterEdge(s *strength, more int32, across, luma, cb, cr int) {
	limit := 2*(s.limit+more) + 1
	if d.simple {
		a, along := d.luma.steps(across)
		simpleEdge(d.luma.pix, luma, a, along, limit)
		return
	}
	a, along := d.luma.steps(across)
	macroblockEdge(d.luma.pix, luma, a, along, 16, limit, s)
	a, along = d.cb.steps(across)
	macroblockEdge(d.cb.pix, cb, a, along, 8, limit, s)
	macroblockEdge(d.cr.pix, cr, a, along, 8, limit, s)
}

// filterInside filters the edges between the blocks of a macroblock.
func (d *decoder) filterInside(s *strength, across, luma, cb, cr int) {
	limit := 2*s.limit + 1
	a, along := d.luma.steps(across)
	for i := 4; i < 16; i += 4 {
		if d.simple {
			simpleEdge(d.luma.pix, luma+i*a, a, along, limit)
		} else {
			blockEdge(d.luma.pix, luma+i*a, a, along, 16, limit, s)
		}
	}
	if !d.simple {
		a, along = d.cb.steps(across)
		blockEdge(d.cb.pix, cb+4*a, a, along, 8, limit, s)
		blockEdge(d.cr.pix, cr+4*a, a, along, 8, limit, s)
	}
}

// simpleEdge filters 16 places along an edge (RFC 6386 section 15.2). The first
// after the edge is pix[at]; across leads over the edge, along to the next.
func simpleEdge(pix []uint8, at, across, along int, limit int32) {
	for range 16 {
		p1, p0 := int32(pix[at-2*across]), int32(pix[at-across])
		q0, q1 := int32(pix[at]), int32(pix[at+across])
		if 4*abs(p0-q0)+abs(p1-q1) <= limit {
			adjust2(pix, at, across, p1, p0, q0, q1)
		}
		at += along
	}
}

// blockEdge filters n places along an edge inside a macroblock (RFC 6386
// section 15.3, subblock_filter).
func blockEdge(pix []uint8, at, across, along, n int, limit int32, s *strength) {
	for range n {
		p1, p0 := int32(pix[at-2*across]), int32(pix[at-across])
		q0, q1 := int32(pix[at]), int32(pix[at+across])
		if 4*abs(p0-q0)+abs(p1-q1) <= limit && smooth(pix, at, across, s.inner) {
			if abs(p1-p0) > s.high || abs(q1-q0) > s.high {
				adjust2(pix, at, across, p1, p0, q0, q1)
			} else {
				a := 3 * (q0 - p0)
				a1, a2 := clip16((a+4)>>3), clip16((a+3)>>3)
				a3 := (a1 + 1) >> 1
				pix[at-2*across], pix[at-across] = clamp(p1+a3), clamp(p0+a2)
				pix[at], pix[at+across] = clamp(q0-a1), clamp(q1-a3)
			}
		}
		at += along
	}
}

// macroblockEdge filters n places along an edge between macroblocks (RFC 6386
// section 15.3, MBfilter).
func macroblockEdge(pix []uint8, at, across, along, n int, limit int32, s *strength) {
	for range n {
		p1, p0 := int32(pix[at-2*across]), int32(pix[at-across])
		q0, q1 := int32(pix[at]), int32(pix[at+across])
		if 4*abs(p0-q0)+abs(p1-q1) <= limit && smooth(pix, at, across, s.inner) {
			if abs(p1-p0) > s.high || abs(q1-q0) > s.high {
				adjust2(pix, at, across, p1, p0, q0, q1)
			} else {
				p2, q2 := int32(pix[at-3*across]), int32(pix[at+2*across])
				a := clip128(3*(q0-p0) + clip128(p1-q1))
				a1, a2, a3 := (27*a+63)>>7, (18*a+63)>>7, (9*a+63)>>7
				pix[at-3*across], pix[at+2*across] = clamp(p2+a3), clamp(q2-a3)
				pix[at-2*across], pix[at+across] = clamp(p1+a2), clamp(q1-a2)
				pix[at-across], pix[at] = clamp(p0+a1), clamp(q0-a1)
			}
		}
		at += along
	}
}

// smooth reports whether no difference next to each other, on either side of
// the edge, is above limit.
func smooth(pix []uint8, at, across int, limit int32) bool {
	p3, p2 := int32(pix[at-4*across]), int32(pix[at-3*across])
	p1, p0 := int32(pix[at-2*across]), int32(pix[at-across])
	q0, q1 := int32(pix[at]), int32(pix[at+across])
	q2, q3 := int32(pix[at+2*across]), int32(pix[at+3*across])
	return abs(p3-p2) <= limit && abs(p2-p1) <= limit && abs(p1-p0) <= limit &&
		abs(q3-q2) <= limit && abs(q2-q1) <= limit && abs(q1-q0) <= limit
}

// adjust2 changes the samples next to an edge (RFC 6386 section 15.2,
// common_adjust with its outer taps).
func adjust2(pix []uint8, at, across int, p1, p0, q0, q1 int32) {
	a := 3*(q0-p0) + clip128(p1-q1)
	pix[at-across] = clamp(p0 + clip16((a+3)>>3))
	pix[at] = clamp(q0 - clip16((a+4)>>3))
}

func clip128(v int32) int32 { return min(max(v, -128), 127) }
func clip16(v int32) int32  { return min(max(v, -16), 15) }
func abs(v int32) int32     { return max(v, -v) }
