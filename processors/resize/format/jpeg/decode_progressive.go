package jpeg

import "context"

// maxScans bounds the work on a progressive file: scans of few bytes can go over
// the whole picture. Encoders make about ten.
const maxScans = 500

// coefficients are those of one component of a progressive picture (T.81 G),
// which come in several scans.
type coefficients struct {
	// values holds k×k low frequencies of each block, row by row, as its scans have
	// made them so far, and nonzero which coefficients, by zigzag index, have come
	// with a value: later scans depend on that, also for those whose value is not
	// needed.
	values  []int16
	nonzero []uint64
	across  int // blocks in a row, padded to whole MCUs
}

// allocateCoefficients makes room for the coefficients of all components.
func (d *Decoder) allocateCoefficients() {
	size := d.k * d.k
	total := 0
	for i := range d.Components {
		c := &d.components[i]
		c.across = d.geometry.mcusAcross * c.h
		total += c.across * d.geometry.mcusDown * c.v
	}
	values := d.values.Get(total * size)
	clear(values)
	var nonzero []uint64
	if d.k > 1 {
		nonzero = d.nonzero.Get(total)
		clear(nonzero)
	}
	for i := range d.Components {
		c := &d.components[i]
		n := c.across * d.geometry.mcusDown * c.v
		c.values, values = values[:n*size], values[n*size:]
		if d.k > 1 {
			c.nonzero, nonzero = nonzero[:n], nonzero[n:]
		}
	}
}

// band returns the set of zigzag indices from ss to se.
func band(ss, se int) uint64 { return ^uint64(0) << ss & (^uint64(0) >> (63 - se)) }

// neededIndices returns the zigzag indices of the k×k low frequencies.
func neededIndices(k int) (set uint64) {
	for z, n := range zigzag {
		if int(n)%8 < k && int(n)/8 < k {
			set |= 1 << z
		}
	}
	return set
}

// planScans finds the scans that are needed at this scale, from the one that
// first, the first of all, begins: those that bring coefficients that are needed,
// and those on which such a scan depends, as it refines coefficients whose being
// zero or not they decide.
func (d *Decoder) planScans(first segment) {
	d.needed = d.needed[:0]
	type use struct {
		component int
		band      uint64
		refines   bool
	}
	var uses [maxScans]use
	r := segments{d.file, first.end}
	for seg, err := first, error(nil); err == nil && seg.marker != markerEOI && len(d.needed) < maxScans; seg, err = r.next() {
		if seg.marker != markerSOS {
			continue
		}
		var h scanHeader
		if h.read(seg, &d.frame) != nil {
			break
		}
		uses[len(d.needed)] = use{h.component[0], band(h.ss, h.se), h.ah > 0}
		d.needed = append(d.needed, false)
	}
	wanted := neededIndices(d.k)
	var history [3]uint64
	for i := len(d.needed) - 1; i >= 0; i-- {
		u := uses[i]
		d.needed[i] = u.band&(wanted|history[u.component]) != 0
		if d.needed[i] && u.refines {
			history[u.component] |= u.band
		}
	}
}

// decodeProgressive decodes the scan into the coefficients of its components.
func (s *decodeScan) decodeProgressive(ctx context.Context) error {
	r, w := &s.d.run.bitReader, &s.d.window
	for y := range s.down {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		for x := 0; x < s.across; {
			n, ok := s.advance(s.across - x)
			state := runDone
			if ok {
				n, state = s.decodeRow(x, y, n)
				s.good += n
			}
			x += n
			s.left -= n
			switch state {
			case runHungry:
				r.feed(w)
			case runEnded:
				s.fail(w.next, "the data ends too early")
			case runBroken:
				s.fail(w.offset(r.position()/8), "bad Huffman code")
			}
		}
	}
	return nil
}

// inverseProgressive turns the coefficients of all scans into samples.
func (d *Decoder) inverseProgressive(ctx context.Context) error {
	for i := range d.Components {
		c := &d.components[i]
		row := c.across * d.k * d.k
		for y := range d.geometry.mcusDown * c.v {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			inverse(c.pix[y*d.k*c.stride:], c.stride, c.values[y*row:][:row], c.across, &c.quant, d.k)
		}
	}
	return nil
}
