package jpeg

import "encoding/binary"

// decodeMCUs decodes up to n MCUs, the first of which is the x-th of row y, and
// returns how many it has decoded and why it has ended.
func (s *decodeScan) decodeMCUs(x, y, n int) (int, runState) {
	switch h := &s.header; {
	case s.d.Arithmetic:
		return s.arithmeticMCUs(x, y, n)
	case h.ss == 0 && h.ah == 0:
		return s.decodeDCFirst(x, y, n)
	case h.ss == 0:
		return s.decodeDCRefine(x, y, n)
	case h.ah == 0:
		return s.decodeACFirst(x, y, n)
	}
	return s.decodeACRefine(x, y, n)
}

// decodeDCFirst decodes the first scan of DC coefficients, without their Al
// lowest bits (T.81 G.1.2.1).
func (s *decodeScan) decodeDCFirst(x, y, n int) (int, runState) {
	d := s.d
	r := &d.run
	for i := range n {
		if r.position() > r.beginLimit {
			return i, runNeedsData
		}
		for j := range s.header.n {
			c := &d.components[s.header.component[j]]
			t := &d.tables.dc[s.header.dc[j]].dcTable
			h, v := s.sampling(j)
			for b := range h * v {
				r.refill()
				e := t.lookup(r.bits)
				if e == 0 {
					return i, s.invalidState()
				}
				r.pred[j] += e.receiveExtend(r.bits)
				r.skip(e.length())
				at := (y*v+b/h)*c.across + (x+i)*h + b%h
				c.values[at*d.side*d.side] = int16(r.pred[j] << s.header.al)
			}
		}
		if r.position() > r.endLimit {
			return i, runPastEnd
		}
	}
	return n, runDone
}

// decodeDCRefine decodes one more bit of DC coefficients (T.81 G.1.2.1).
func (s *decodeScan) decodeDCRefine(x, y, n int) (int, runState) {
	d := s.d
	r := &d.run
	for i := range n {
		if r.position() > r.beginLimit {
			return i, runNeedsData
		}
		r.refill() // enough for all blocks
		for j := range s.header.n {
			c := &d.components[s.header.component[j]]
			h, v := s.sampling(j)
			for b := range h * v {
				at := (y*v+b/h)*c.across + (x+i)*h + b%h
				c.values[at*d.side*d.side] |= int16(r.receive(1) << s.header.al)
			}
		}
		if r.position() > r.endLimit {
			return i, runPastEnd
		}
	}
	return n, runDone
}

// invalidState returns why no code was found: past the end there are only
// zeros.
func (s *decodeScan) invalidState() runState {
	if r := &s.d.run; r.position() > r.endLimit {
		return runPastEnd
	}
	return runInvalid
}

// decodeACFirst decodes the first scan of a band of AC coefficients, without
// their Al lowest bits (T.81 G.1.2.2). The reader's fields are kept in
// variables, so that they are in registers.
func (s *decodeScan) decodeACFirst(x, y, n int) (int, runState) {
	d, r := s.d, &s.d.run
	c := &d.components[s.header.component[0]]
	t := &d.tables.ac[s.header.ac[0]].acTable
	blockSize, at := d.side*d.side, y*c.across+x
	ss, se, al := s.header.ss, s.header.se, s.header.al
	needed, index := lowFrequencies[d.side], &blockIndex[d.side]
	buf, data, count, pos := r.buf, r.bits, r.count, r.pos
	i, state := 0, runDone
blocks:
	for i < n {
		if s.eobRun > 0 {
			m := min(s.eobRun, n-i)
			s.eobRun -= m
			i += m
			continue
		}
		if 8*pos-int(count) > r.beginLimit {
			state = runNeedsData
			break
		}
		values := c.values[(at+i)*blockSize:][:blockSize]
		var found uint64
		for k := ss; k <= se; {
			data |= binary.BigEndian.Uint64(buf[pos:]) >> (count & 63)
			pos += int((63 - count) >> 3)
			count |= 56
			e := t.fast[data>>(64-acBits)]
			if e == 0 {
				if e = t.canonical.lookup(data, acBits); e == 0 {
					state = runInvalid
					break blocks
				}
			}
			k += int(e.advance())
			if k > se+1 {
				if k < endOfBlock {
					state = runInvalid
					break blocks
				}
				eob := e.advance() - endOfBlock // n of EOBn
				data <<= e.length() & 63
				s.eobRun = eobRun(data, eob) - 1 // this block is the first of the run
				data <<= eob & 63
				count -= uint64(e.length() + eob)
				break
			}
			if v := e.receiveExtend(data); v != 0 {
				bit := uint64(1) << ((k - 1) & 63)
				found |= bit
				if bit&needed != 0 {
					values[index[k-1]] = int16(v << al)
				}
			}
			data <<= e.length() & 63
			count -= uint64(e.length())
		}
		if 8*pos-int(count) > r.endLimit {
			state = runPastEnd
			break
		}
		c.nonzero[at+i] |= found
		i++
	}
	r.bits, r.count, r.pos = data, count, pos
	if state == runInvalid {
		state = s.invalidState()
	}
	return i, state
}

// eobRun returns the number of blocks that EOBn ends (T.81 table G.1), from the
// n bits at the top of b.
func eobRun(b uint64, n uint) int { return 1<<n + int(b>>1>>(63-n)) }
