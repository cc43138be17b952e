package jpeg

import "math/bits"

// A conditioning is what DAC segments set (T.81 B.2.4.3), by destination: the
// limits L and U between small and large differences of DC coefficients, and
// the last zigzag index Kx of low AC coefficients.
type conditioning struct {
	small, large [4]uint8
	low          [4]uint8
}

// reset sets what holds without a DAC segment (T.81 F.1.4.4.1.4, F.1.4.4.2.1).
func (c *conditioning) reset() {
	for i := range 4 {
		c.small[i], c.large[i], c.low[i] = 0, 1, 5
	}
}

// read reads a DAC segment.
func (c *conditioning) read(seg segment) error {
	for b := seg.body; len(b) > 0; b = b[2:] {
		off := len(seg.body) - len(b)
		if len(b) < 2 || b[0]>>4 > 1 || b[0]&15 > 3 {
			return seg.fail(off, "bad arithmetic conditioning")
		}
		t, v := b[0]&15, b[1]
		switch {
		case b[0]>>4 == 0 && v&15 <= v>>4:
			c.small[t], c.large[t] = v&15, v>>4
		case b[0]>>4 == 1 && v >= 1 && v <= 63:
			c.low[t] = v
		default:
			return seg.fail(off+1, "bad arithmetic conditioning")
		}
	}
	return nil
}

// Places of bins in the statistics of DC differences (T.81 table F.4) and of AC
// coefficients (table F.5).
const (
	dcMagnitude  = 20  // X1 of DC; the first bins are S0, SS, SP and SN of a context
	acLow        = 189 // X2 of AC up to Kx
	acHigh       = 217 // X2 of AC above
	magnitudeBit = 14  // from a bin of magnitude to that of its bits, M
)

// An arithmeticModel decodes coefficients (T.81 F.1.4 and G.1.3).
type arithmeticModel struct {
	arithmeticReader
	dc [4][64]bin
	ac [4][256]bin
	// context is the place in dc that the last difference of each component of
	// the scan leads to.
	context [4]int
	fixed   bin // of probability 0.5
}

// start begins a restart interval at the front of ecs.
func (m *arithmeticModel) start(ecs *ecsBuffer) {
	*m = arithmeticModel{fixed: bin(len(estimates) - 1)}
	m.arithmeticReader.start(ecs)
}

// magnitude decodes the rest of a magnitude of at least 2: bins from st on
// double it, the one that says no has the bins of its lower bits. v is what is
// known of it. It returns ok = false if it is more than 15 bits.
func (m *arithmeticModel) magnitude(st []bin, at, v int) (int, bool) {
	for m.decide(&st[at]) {
		if v <<= 1; v == 1<<15 {
			return 0, false
		}
		at++
	}
	at += magnitudeBit
	for bit := v >> 1; bit > 0; bit >>= 1 {
		if m.decide(&st[at]) {
			v |= bit
		}
	}
	return v, true
}

// difference decodes the difference of the DC coefficient of the scan's j-th
// component (T.81 F.1.4.1).
func (m *arithmeticModel) difference(c *conditioning, j int, table byte) (diff int, ok bool) {
	st := &m.dc[table]
	s0 := m.context[j]
	if !m.decide(&st[s0]) {
		m.context[j] = 0
		return 0, true
	}
	sign := 0
	if m.decide(&st[s0+1]) {
		sign = 1
	}
	v := 0 // the magnitude minus 1
	if m.decide(&st[s0+2+sign]) {
		if v, ok = m.magnitude(st[:], dcMagnitude, 1); !ok {
			return 0, false
		}
	}
	top := 1 << bits.Len(uint(v)) >> 1 // the highest bit of v
	switch {
	case top < 1<<c.small[table]>>1:
		m.context[j] = 0
	case top > 1<<c.large[table]>>1:
		m.context[j] = 12 + 4*sign
	default:
		m.context[j] = 4 + 4*sign
	}
	if sign == 1 {
		return -(v + 1), true
	}
	return v + 1, true
}

// coefficient decodes the next AC coefficient that is not zero, from zigzag
// index k on (T.81 F.1.4.2), of which the last is se. It returns its index and
// value, or an index of 64 at the end of the block.
func (m *arithmeticModel) coefficient(c *conditioning, table byte, k, se int) (index, value int, ok bool) {
	st := &m.ac[table]
	if m.decide(&st[3*(k-1)]) {
		return 64, 0, true
	}
	for !m.decide(&st[3*(k-1)+1]) {
		if k++; k > se {
			return 0, 0, false
		}
	}
	negative := m.decide(&m.fixed)
	v, at := 0, 3*(k-1)+2
	if m.decide(&st[at]) {
		v = 1
		if m.decide(&st[at]) {
			at = acHigh
			if k <= int(c.low[table]) {
				at = acLow
			}
			if v, ok = m.magnitude(st[:], at, 2); !ok {
				return 0, 0, false
			}
		}
	}
	if negative {
		return k, -(v + 1), true
	}
	return k, v + 1, true
}
