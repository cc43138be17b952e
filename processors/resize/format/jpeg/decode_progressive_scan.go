package jpeg

import (
	"encoding/binary"
	"math/bits"
)

// decodeRow decodes up to n MCUs, the first of which is the x-th of row y, and
// returns how many it did and why it has ended.
func (s *decodeScan) decodeRow(x, y, n int) (int, runState) {
	switch h := &s.header; {
	case h.ss == 0 && h.ah == 0:
		return s.dcFirst(x, y, n)
	case h.ss == 0:
		return s.dcRefine(x, y, n)
	case h.ah == 0:
		return s.acFirst(x, y, n)
	}
	return s.acRefine(x, y, n)
}

// dcFirst decodes DC coefficients without their lowest bits (T.81 G.1.2.1).
func (s *decodeScan) dcFirst(x, y, n int) (int, runState) {
	d := s.d
	r := &d.run
	for i := range n {
		if r.position() > r.beginLimit {
			return i, runHungry
		}
		for j := range s.header.n {
			c := &d.components[s.header.component[j]]
			t := &d.dc[s.header.dc[j]].dcTable
			h, v := s.sampling(j)
			for b := range h * v {
				r.refill()
				e := t.find(r.bits)
				if e == 0 {
					return i, s.stateBroken()
				}
				r.predictions[j] += e.value(r.bits)
				r.drop(e.total())
				at := (y*v+b/h)*c.across + (x+i)*h + b%h
				c.values[at*d.k*d.k] = int16(r.predictions[j] << s.header.al)
			}
		}
		if r.position() > r.endLimit {
			return i, runEnded
		}
	}
	return n, runDone
}

// dcRefine decodes one more bit of DC coefficients.
func (s *decodeScan) dcRefine(x, y, n int) (int, runState) {
	d := s.d
	r := &d.run
	for i := range n {
		if r.position() > r.beginLimit {
			return i, runHungry
		}
		r.refill() // enough for all blocks
		for j := range s.header.n {
			c := &d.components[s.header.component[j]]
			h, v := s.sampling(j)
			for b := range h * v {
				at := (y*v+b/h)*c.across + (x+i)*h + b%h
				c.values[at*d.k*d.k] |= int16(r.take(1) << s.header.al)
			}
		}
		if r.position() > r.endLimit {
			return i, runEnded
		}
	}
	return n, runDone
}

func (s *decodeScan) stateBroken() runState {
	if r := &s.d.run; r.position() > r.endLimit {
		return runEnded
	}
	return runBroken
}

// acFirst decodes a band of AC coefficients without their lowest bits (G.1.2.2).
// The reader's fields are kept in variables, so that they are in registers.
func (s *decodeScan) acFirst(x, y, n int) (int, runState) {
	d := s.d
	r := &d.run
	c := &d.components[s.header.component[0]]
	t := &d.ac[s.header.ac[0]].acTable
	size := d.k * d.k
	ss, se, al := s.header.ss, s.header.se, s.header.al
	needed := neededIndices(d.k)
	place := &places[d.k]
	at := y*c.across + x
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
			state = runHungry
			break
		}
		values := c.values[(at+i)*size:][:size]
		var found uint64
		for k := ss; k <= se; {
			data |= binary.BigEndian.Uint64(buf[pos:]) >> (count & 63)
			pos += int((63 - count) >> 3)
			count |= 56
			e := t.fast[data>>(64-acBits)]
			if e == 0 {
				if e = t.canonical.find(data, acBits); e == 0 {
					state = runBroken
					break blocks
				}
			}
			k += int(e.advance())
			if k > se+1 {
				if k < endOfBlock {
					state = runBroken
					break blocks
				}
				category := e.advance() - endOfBlock
				data <<= e.total() & 63
				s.eobRun = 1<<category + int(data>>1>>(63-category))
				data <<= category & 63
				count -= uint64(e.total() + category)
				s.eobRun-- // of which this is one
				break
			}
			if v := e.value(data); v != 0 {
				bit := uint64(1) << ((k - 1) & 63)
				found |= bit
				if bit&needed != 0 {
					values[place[k-1]] = int16(v << al)
				}
			}
			data <<= e.total() & 63
			count -= uint64(e.total())
		}
		if 8*pos-int(count) > r.endLimit {
			state = runEnded
			break
		}
		c.nonzero[at+i] |= found
		i++
	}
	r.bits, r.count, r.pos = data, count, pos
	if state == runBroken {
		state = s.stateBroken()
	}
	return i, state
}

// acRefine decodes one more bit of those AC coefficients of a band that are not
// zero, and those that have only now become one (G.1.2.3). The reader's fields
// are kept in variables, so that they are in registers.
func (s *decodeScan) acRefine(x, y, n int) (int, runState) {
	d := s.d
	r := &d.run.bitReader
	c := &d.components[s.header.component[0]]
	t := &d.ac[s.header.ac[0]].acTable
	size := d.k * d.k
	f := refinement{needed: neededIndices(d.k), place: &places[d.k], delta: 1 << s.header.al}
	scanned := band(s.header.ss, s.header.se)
	at := y*c.across + x
	for i := range n {
		if r.position() > r.beginLimit {
			return i, runHungry
		}
		f.values = c.values[(at+i)*size:][:size]
		nonzero := c.nonzero[at+i]
		old := nonzero & scanned   // what is to be refined
		free := ^nonzero & scanned // what may become 1 or -1
		buf, data, count, pos, broken := r.buf, r.bits, r.count, r.pos, false
		for s.eobRun == 0 && old|free != 0 {
			data |= binary.BigEndian.Uint64(buf[pos:]) >> (count & 63)
			pos += int((63 - count) >> 3)
			count |= 56
			e := t.find(data)
			if broken = e == 0; broken {
				break
			}
			sign := data >> (64 - e.total()) & 1 // the value's last bit
			data <<= e.total() & 63
			count -= uint64(e.total())
			if e.advance() >= endOfBlock {
				category := e.advance() - endOfBlock // up to 14
				s.eobRun = 1<<category + int(data>>1>>(63-category))
				data <<= category & 63
				count -= uint64(category)
				break
			}
			for range e.advance() - 1 {
				free &= free - 1
			}
			end := free & -free // where the run of zeros ends
			if set := old & (end - 1); set != 0 {
				m := uint(bits.OnesCount64(set))
				if m <= 56-31 { // are there behind the longest code and value
					if set&f.needed != 0 {
						f.correct(set, data)
					}
					data <<= m & 63
					count -= uint64(m)
				} else {
					r.bits, r.count, r.pos = data, count, pos
					f.refine(r, set)
					data, count, pos = r.bits, r.count, r.pos
				}
				old &^= set
			}
			free &^= end
			if e.total() == e.length() {
				continue // a run of 16, without a value
			}
			if broken = end == 0; broken {
				break
			}
			nonzero |= end
			if end&f.needed != 0 {
				f.values[f.place[bits.TrailingZeros64(end)]] = f.delta * int16(2*sign-1)
			}
		}
		r.bits, r.count, r.pos = data, count, pos
		if broken {
			return i, s.stateBroken()
		}
		if s.eobRun > 0 {
			if old != 0 {
				f.refine(r, old)
			}
			s.eobRun--
		}
		if r.position() > r.endLimit {
			return i, runEnded
		}
		c.nonzero[at+i] = nonzero
	}
	return n, runDone
}

// A refinement adds bits to the values of one block.
type refinement struct {
	values []int16
	needed uint64
	place  *[256]uint8
	delta  int16
}

// refine reads one bit for each coefficient of set, and adds those that are
// needed.
func (f *refinement) refine(r *bitReader, set uint64) {
	n := uint(bits.OnesCount64(set)) // at most 63
	r.refill()
	correction := r.bits
	if n > 56 {
		correction &^= 1<<32 - 1
		r.drop(32)
		r.refill()
		correction |= r.bits >> 32
		n -= 32
	}
	r.drop(n)
	f.correct(set, correction)
}

// correct adds bits, which begin at the top, to the coefficients of set that are
// needed.
func (f *refinement) correct(set, correction uint64) {
	for left := set & f.needed; left != 0; left &= left - 1 {
		z := bits.TrailingZeros64(left)
		before := bits.OnesCount64(set & (1<<z - 1))
		v := &f.values[f.place[z]]
		delta := f.delta & -int16(correction<<before>>63)
		negative := *v >> 15
		*v += delta ^ negative - negative
	}
}
