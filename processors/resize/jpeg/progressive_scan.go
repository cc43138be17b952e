package jpeg

import (
	"encoding/binary"
	"math/bits"
)

// The functions below decode up to n MCUs, the first of which is the x-th of
// row y, and return how many they did and why they have ended.

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
// zero, and those that have only now become one (G.1.2.3).
func (s *decodeScan) acRefine(x, y, n int) (int, runState) {
	d := s.d
	r := &d.run
	c := &d.components[s.header.component[0]]
	t := &d.ac[s.header.ac[0]].acTable
	size := d.k * d.k
	f := refinement{needed: neededIndices(d.k), place: &places[d.k], delta: 1 << s.header.al}
	at := y*c.across + x
	for i := range n {
		if r.position() > r.beginLimit {
			return i, runHungry
		}
		f.values = c.values[(at+i)*size:][:size]
		nonzero := c.nonzero[at+i]
		old := nonzero & band(s.header.ss, s.header.se) // what is not yet refined
		free := ^nonzero & band(s.header.ss, s.header.se)
		for s.eobRun == 0 && old|free != 0 {
			r.refill()
			e := t.find(r.bits)
			if e == 0 {
				return i, s.stateBroken()
			}
			if e.advance() >= endOfBlock {
				r.drop(e.total())
				category := e.advance() - endOfBlock
				s.eobRun = 1 << category
				if category > 0 {
					s.eobRun += r.take(category)
				}
				break
			}
			value := 0 // of the coefficient behind the run, 0 for a run of 16
			if total := e.total(); total > uint(e>>8&255) {
				value = -f.delta
				if r.bits>>(64-total)&1 != 0 {
					value = f.delta
				}
			}
			r.drop(e.total())
			for range e.advance() - 1 {
				free &= free - 1
			}
			if free == 0 && value != 0 {
				return i, s.stateBroken()
			}
			end := free & -free // where the run ends
			f.refine(&r.bitReader, old&(end-1))
			old &^= end - 1
			free &^= end
			if value != 0 {
				nonzero |= end
				if end&f.needed != 0 {
					f.values[f.place[bits.TrailingZeros64(end)]] = int16(value)
				}
			}
		}
		if s.eobRun > 0 {
			f.refine(&r.bitReader, old)
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
	delta  int
}

// refine reads one bit for each coefficient of set, and adds those that are
// needed.
func (f *refinement) refine(r *bitReader, set uint64) {
	if set == 0 {
		return
	}
	n := uint(bits.OnesCount64(set)) // at most 63
	r.refill()
	correction := r.bits // the n bits, at the top
	if n > 56 {
		correction &^= 1<<32 - 1
		r.drop(32)
		r.refill()
		correction |= r.bits >> 32
		r.drop(n - 32)
	} else {
		r.drop(n)
	}
	for left := set & f.needed; left != 0; left &= left - 1 {
		z := bits.TrailingZeros64(left)
		before := bits.OnesCount64(set & (1<<z - 1))
		if correction<<before>>63 == 0 {
			continue
		}
		v := &f.values[f.place[z]]
		if *v >= 0 {
			*v += int16(f.delta)
		} else {
			*v -= int16(f.delta)
		}
	}
}
