package jpeg

import (
	"encoding/binary"
	"math/bits"
)

// decodeACRefine decodes a refinement scan of a band of AC coefficients: one
// more bit of those that are not zero, and those that this bit makes 1 or -1
// (T.81 G.1.2.3).
func (s *decodeScan) decodeACRefine(x, y, n int) (int, runState) {
	d := s.d
	r := &d.run.bitReader
	c := &d.components[s.header.component[0]]
	t := &d.tables.ac[s.header.ac[0]].acTable
	blockSize := d.side * d.side
	f := refinement{
		band:   indexSet(s.header.ss, s.header.se),
		needed: lowFrequencies[d.side], index: &blockIndex[d.side], delta: 1 << s.header.al,
	}
	at := y*c.across + x
	for i := range n {
		if r.position() > r.beginLimit {
			return i, runNeedsData
		}
		f.values = c.values[(at+i)*blockSize:][:blockSize]
		nonzero := c.nonzero[at+i]
		old := nonzero & f.band // still without their correction bits
		if s.eobRun == 0 {
			var ok bool
			if nonzero, old, s.eobRun, ok = f.decodeBlock(r, t, nonzero); !ok {
				return i, s.invalidState()
			}
		}
		if s.eobRun > 0 {
			if old != 0 {
				f.refine(r, old)
			}
			s.eobRun--
		}
		if r.position() > r.endLimit {
			return i, runPastEnd
		}
		c.nonzero[at+i] = nonzero
	}
	return n, runDone
}

// A refinement changes the values of one block.
type refinement struct {
	band   uint64 // bitmap of the zigzag indices of the scan
	needed uint64 // bitmap of the zigzag indices whose values are stored
	index  *[256]uint8
	delta  int16 // 1<<Al
	values []int16
}

// decodeBlock decodes a block up to the end of its band or an EOBn. It returns
// the bitmap of coefficients that are not zero now, those of the band that are
// still without their correction bits, and the number of blocks that EOBn ends,
// this one included. The reader's fields are kept in variables, so that they
// are in registers.
func (f *refinement) decodeBlock(r *bitReader, t *acTable, nonzero uint64) (now, old uint64, run int, ok bool) {
	old = nonzero & f.band
	zero := ^nonzero & f.band // may become 1 or -1
	buf, data, count, pos := r.buf, r.bits, r.count, r.pos
	ok = true
	for run == 0 && old|zero != 0 {
		data |= binary.BigEndian.Uint64(buf[pos:]) >> (count & 63)
		pos += int((63 - count) >> 3)
		count |= 56
		e := t.lookup(data)
		if ok = e != 0; !ok {
			break
		}
		sign := data >> (64 - e.length()) & 1 // the last additional bit
		data <<= e.length() & 63
		count -= uint64(e.length())
		if e.advance() >= endOfBlock {
			eob := e.advance() - endOfBlock // n of EOBn, up to 14
			run = eobRun(data, eob)
			data <<= eob & 63
			count -= uint64(eob)
			break
		}
		for range e.advance() - 1 {
			zero &= zero - 1
		}
		end := zero & -zero // the coefficient after the run of zeros
		if set := old & (end - 1); set != 0 {
			m := uint(bits.OnesCount64(set))
			if m <= 56-31 { // they are in data, after the longest code and value
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
		zero &^= end
		if e.length() == e.codeLength() {
			continue // ZRL: a run of 16 zeros, without a value
		}
		if ok = end != 0; !ok {
			break
		}
		nonzero |= end
		if end&f.needed != 0 {
			f.values[f.index[bits.TrailingZeros64(end)]] = f.delta * int16(2*sign-1)
		}
	}
	r.bits, r.count, r.pos = data, count, pos
	return nonzero, old, run, ok
}

// refine reads one correction bit for each coefficient of set, and applies
// those that are needed.
func (f *refinement) refine(r *bitReader, set uint64) {
	n := uint(bits.OnesCount64(set)) // at most 63
	r.refill()
	correction := r.bits
	if n > 56 {
		correction &^= 1<<32 - 1
		r.skip(32)
		r.refill()
		correction |= r.bits >> 32
		n -= 32
	}
	r.skip(n)
	f.correct(set, correction)
}

// correct applies the correction bits at the top of correction to the
// coefficients of set, as far as they are needed: 1<<Al is added to their
// magnitude.
func (f *refinement) correct(set, correction uint64) {
	for left := set & f.needed; left != 0; left &= left - 1 {
		z := bits.TrailingZeros64(left)
		before := bits.OnesCount64(set & (1<<z - 1))
		v := &f.values[f.index[z]]
		delta := f.delta & -int16(correction<<before>>63)
		negative := *v >> 15
		*v += delta ^ negative - negative
	}
}
