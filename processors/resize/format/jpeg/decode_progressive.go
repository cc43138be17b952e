package jpeg

import "context"

// maxScans limits the scans of a progressive file: a scan of few bytes can
// cover the whole picture. Encoders make about ten.
const maxScans = 500

// coefficients are those of one component of a progressive picture (T.81 G),
// which come in several scans.
type coefficients struct {
	// values holds the side×side low frequencies of each block, row by row, as
	// the scans so far have made them. nonzero has a bitmap for each block, by
	// zigzag index, of all coefficients that are not zero so far: refinement
	// scans depend on it, also for coefficients whose values are not needed.
	values  []int16
	nonzero []uint64
	across  int // blocks in a row, padded to whole MCUs
}

// allocateCoefficients makes room for the coefficients of all components.
func (d *Decoder) allocateCoefficients() {
	blockSize := d.side * d.side
	total := 0
	for i := range d.Components {
		c := &d.components[i]
		c.across = d.geometry.mcusAcross * c.h
		total += c.across * d.geometry.mcusDown * c.v
	}
	values := d.buffers.coeffs.Get(total * blockSize)
	clear(values)
	nonzero := d.buffers.nonzero.Get(total)
	clear(nonzero)
	for i := range d.Components {
		c := &d.components[i]
		n := c.across * d.geometry.mcusDown * c.v
		c.values, values = values[:n*blockSize], values[n*blockSize:]
		c.nonzero, nonzero = nonzero[:n], nonzero[n:]
	}
}

// indexSet returns the set of zigzag indices from ss to se, as a bitmap.
func indexSet(ss, se int) uint64 { return ^uint64(0) << ss & (^uint64(0) >> (63 - se)) }

// decodeProgressive decodes the scan into the coefficients of its components.
func (s *decodeScan) decodeProgressive(ctx context.Context) error {
	for y := range s.mcusDown {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		for x := 0; x < s.mcusAcross; {
			n, ok := s.nextMCUs(s.mcusAcross - x)
			state, decoded := runDone, 0
			if ok {
				decoded, state = s.decodeMCUs(x, y, n)
				n = decoded
			}
			x += n
			s.countMCUs(n, decoded)
			switch state {
			case runNeedsData:
				s.d.run.fill(&s.d.ecs)
			case runPastEnd, runInvalid:
				s.failRun(state)
			}
		}
	}
	return nil
}

// inverseProgressive computes the samples from the coefficients of all scans.
func (d *Decoder) inverseProgressive(ctx context.Context) error {
	for i := range d.Components {
		c := &d.components[i]
		row := c.across * d.side * d.side
		for y := range d.geometry.mcusDown * c.v {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			d.inverse(c, c.pix[y*d.side*c.stride:], c.values[y*row:][:row], c.across)
		}
	}
	return nil
}
