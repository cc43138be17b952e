package jpeg

import "context"

// pieceCoeffs bounds the coefficients, of 2 bytes, that are decoded before
// their samples are computed, so that they stay in the first- or second-level
// cache.
const pieceCoeffs = 32 << 10

// decodeSequential decodes the scan's components into their planes (T.81 F.2).
// A row of MCUs is decoded in pieces: first the coefficients, then the samples.
func (s *decodeScan) decodeSequential(ctx context.Context) error {
	d := s.d
	perMCU := s.setUpRun()
	piece := min(s.mcusAcross, max(1, pieceCoeffs/perMCU))
	coeffs := d.buffers.piece[:piece*perMCU]
	d.run.coeffs = coeffs
	for y := range s.mcusDown {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		for x := 0; x < s.mcusAcross; x += piece {
			n := min(piece, s.mcusAcross-x)
			clear(coeffs)
			s.decodePiece(n, piece)
			s.inversePiece(x, y, n, piece)
		}
	}
	return nil
}

// setUpRun sets what is the same for all MCUs of the scan and returns how many
// coefficients an MCU has.
func (s *decodeScan) setUpRun() int {
	d := s.d
	r := &d.run
	r.end, r.index, r.blockSize = zigzagEnd[d.side], &blockIndex[d.side], d.side*d.side
	r.n = 0
	for i := range s.header.n {
		h, v := s.sampling(i)
		for range h * v {
			r.blocks[r.n] = mcuBlock{
				dc: &d.tables.dc[s.header.dc[i]].dcTable, ac: &d.tables.ac[s.header.ac[i]].acTable,
				stride: h * r.blockSize, component: i,
			}
			r.n++
		}
	}
	return r.n * r.blockSize
}

// decodePiece decodes the next n MCUs. Their coefficients lie component by
// component in rows of blocks, as wide as `piece` MCUs. What cannot be decoded
// stays 0.
func (s *decodeScan) decodePiece(n, piece int) {
	r := &s.d.run
	for i := 0; i < n; {
		m, ok := s.nextMCUs(n - i)
		if !ok {
			i += m
			s.countMCUs(m, 0)
			continue
		}
		s.setBlockOffsets(i, piece)
		r.remaining = m
		state := runDone
		if s.d.Arithmetic {
			state = s.runArithmetic()
		} else {
			state = r.run()
		}
		decoded := m - r.remaining
		i += decoded
		s.countMCUs(decoded, decoded)
		switch state {
		case runNeedsData:
			r.fill(&s.d.ecs)
		case runPastEnd, runInvalid:
			s.clearMCU(i, piece)
			s.failRun(state)
		}
	}
}

// setBlockOffsets sets the offsets of the run's blocks to those of the i-th MCU
// of the piece.
func (s *decodeScan) setBlockOffsets(i, piece int) {
	r := &s.d.run
	base, b := 0, 0
	for c := range s.header.n {
		h, v := s.sampling(c)
		for y := range v {
			for x := range h {
				r.blocks[b].offset = base + ((y*piece+i)*h+x)*r.blockSize
				b++
			}
		}
		base += h * v * piece * r.blockSize
	}
}

// clearMCU zeroes the coefficients of the i-th MCU of the piece.
func (s *decodeScan) clearMCU(i, piece int) {
	s.setBlockOffsets(i, piece)
	r := &s.d.run
	for b := range r.blocks[:r.n] {
		clear(r.coeffs[r.blocks[b].offset:][:r.blockSize])
	}
}

// inversePiece computes the samples of n MCUs from their coefficients. The
// first is the x-th of row y.
func (s *decodeScan) inversePiece(x, y, n, piece int) {
	coeffs := s.d.run.coeffs
	k := s.d.side
	for i := range s.header.n {
		c := &s.d.components[s.header.component[i]]
		h, v := s.sampling(i)
		for row := range v {
			dst := c.pix[(y*v+row)*k*c.stride+x*h*k:]
			s.d.inverse(c, dst, coeffs[:n*h*k*k], n*h)
			coeffs = coeffs[h*piece*k*k:]
		}
	}
}

// inverse computes the samples of a row of blocks of c from coeffs, which it
// may change. Samples of 12 bits become 8 by a division by 16, of the
// coefficients, as the transform is linear: that rounds each by 1/2 at most,
// and a sample by much less than a level.
func (d *Decoder) inverse(c *decodeComponent, dst []byte, coeffs []int16, blocks int) {
	quant := &c.quant
	if d.Depth == 12 {
		size := d.side * d.side
		for i, v := range coeffs {
			coeffs[i] = int16(clampInt16((dequantizeWide(v, quant[i%size]) + 8) >> 4))
		}
		quant = &ones
	}
	inverse(dst, c.stride, coeffs, blocks, quant, d.side)
}

// dequantizeWide is dequantize before it saturates: the product is below 2^30.
func dequantizeWide(c int16, factor uint16) int32 { return int32(c) * int32(min(factor, maxFactor)) }

// ones are quantization factors that change nothing.
var ones = func() (f [64]uint16) {
	for i := range f {
		f[i] = 1
	}
	return f
}()
