package jpeg

import "math/bits"

// runArithmetic is mcuRun.run for a sequential scan with arithmetic coding
// (T.81 F.2.4).
func (s *decodeScan) runArithmetic() runState {
	r, m := &s.d.run, &s.d.arithmetic
	state := runDone
	for ; r.remaining > 0 && state == runDone; r.remaining-- {
		for i := range r.blocks[:r.n] {
			b := &r.blocks[i]
			block := r.coeffs[b.offset:]
			b.offset += b.stride
			if !s.arithmeticBlock(b.component, block) {
				state = runInvalid
				break
			}
		}
		if m.isPast() {
			state = runPastEnd
		}
		if state != runDone {
			break
		}
	}
	r.at(m.pos)
	return state
}

// arithmeticBlock decodes a block of the scan's j-th component.
func (s *decodeScan) arithmeticBlock(j int, block []int16) bool {
	r, m, h := &s.d.run, &s.d.arithmetic, &s.header
	c := &s.d.tables.conditioning
	diff, ok := m.difference(c, j, h.dc[j])
	if !ok {
		return false
	}
	r.pred[j] += diff
	for k := 1; k < 64; k++ {
		var v int
		if k, v, ok = m.coefficient(c, h.ac[j], k, 63); !ok {
			return false
		}
		if k < 64 {
			block[r.index[k]] = int16(v) // of one that is not needed: overwritten
		}
	}
	block[0] = int16(r.pred[j])
	return true
}

// at makes position that of a byte of buf.
func (r *bitReader) at(pos int) { r.pos, r.count = pos, 0 }

// arithmeticMCUs is decodeMCUs for a scan with arithmetic coding (T.81 G.2).
func (s *decodeScan) arithmeticMCUs(x, y, n int) (int, runState) {
	d, h, m := s.d, &s.header, &s.d.arithmetic
	for i := range n {
		ok := true
		for j := range h.n {
			c := &d.components[h.component[j]]
			across, down := s.sampling(j)
			for b := range across * down {
				at := (y*down+b/across)*c.across + (x+i)*across + b%across
				switch {
				case h.ss > 0 && h.ah == 0:
					ok = ok && s.arithmeticACFirst(c, at)
				case h.ss > 0:
					ok = ok && s.arithmeticACRefine(c, at)
				default:
					ok = ok && s.arithmeticDC(c, j, at)
				}
			}
		}
		if !ok || m.isPast() {
			d.run.at(m.pos)
			if ok {
				return i, runPastEnd
			}
			return i, runInvalid
		}
	}
	d.run.at(m.pos)
	return n, runDone
}

// arithmeticDC decodes one DC coefficient, or one bit of it.
func (s *decodeScan) arithmeticDC(c *decodeComponent, j, at int) bool {
	d, h, m := s.d, &s.header, &s.d.arithmetic
	v := &c.values[at*d.side*d.side]
	if h.ah > 0 {
		if m.decide(&m.fixed) {
			*v |= 1 << h.al
		}
		return true
	}
	diff, ok := m.difference(&d.tables.conditioning, j, h.dc[j])
	d.run.pred[j] += diff
	*v = int16(d.run.pred[j] << h.al)
	return ok
}

// arithmeticACFirst decodes a block of a first scan of AC coefficients (T.81
// G.1.3.2).
func (s *decodeScan) arithmeticACFirst(c *decodeComponent, at int) bool {
	d, h := s.d, &s.header
	values := c.values[at*d.side*d.side:][:d.side*d.side]
	var found uint64
	for k := h.ss; k <= h.se; k++ {
		index, v, ok := d.arithmetic.coefficient(&d.tables.conditioning, h.ac[0], k, h.se)
		if !ok {
			return false
		}
		if k = index; k > h.se {
			break
		}
		found |= 1 << k
		if lowFrequencies[d.side]>>k&1 != 0 {
			values[blockIndex[d.side][k]] = int16(v << h.al)
		}
	}
	c.nonzero[at] |= found
	return true
}

// arithmeticACRefine decodes a block of a refinement scan of AC coefficients
// (T.81 G.1.3.3).
func (s *decodeScan) arithmeticACRefine(c *decodeComponent, at int) bool {
	d, h, m := s.d, &s.header, &s.d.arithmetic
	f := refinement{
		needed: lowFrequencies[d.side], index: &blockIndex[d.side], delta: 1 << h.al,
		values: c.values[at*d.side*d.side:][:d.side*d.side],
	}
	old := c.nonzero[at]
	st := &m.ac[h.ac[0]]
	// The block went at least as far in the scans before.
	last := bits.Len64(old&indexSet(h.ss, h.se)) - 1
	for k := h.ss; k <= h.se; k++ {
		if k > last && m.decide(&st[3*(k-1)]) {
			return true
		}
		for old>>k&1 == 0 && !m.decide(&st[3*(k-1)+1]) {
			if k++; k > h.se {
				return false
			}
		}
		if old>>k&1 != 0 {
			if m.decide(&st[3*(k-1)+2]) {
				f.correct(1<<k, 1<<63)
			}
			continue
		}
		c.nonzero[at] |= 1 << k
		v := f.delta
		if m.decide(&m.fixed) {
			v = -v
		}
		if f.needed>>k&1 != 0 {
			f.values[f.index[k]] = v
		}
	}
	return true
}
