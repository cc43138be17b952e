package jpeg

import (
	"context"
	"math/bits"
)

// The scans of a progressive file are those of libjpeg's default script: first
// the coefficients that make a recognizable picture, without their lowest bits,
// then the other coefficients, then the bits that were left out.
var (
	colourScans = []scan{
		{component: allComponents, al: 1},
		{component: 0, ss: 1, se: 5, al: 2},
		{component: 2, ss: 1, se: 63, al: 1},
		{component: 1, ss: 1, se: 63, al: 1},
		{component: 0, ss: 6, se: 63, al: 2},
		{component: 0, ss: 1, se: 63, ah: 2, al: 1},
		{component: allComponents, ah: 1},
		{component: 2, ss: 1, se: 63, ah: 1},
		{component: 1, ss: 1, se: 63, ah: 1},
		{component: 0, ss: 1, se: 63, ah: 1},
	}
	grayScans = []scan{
		{component: allComponents, al: 1},
		{component: 0, ss: 1, se: 5, al: 2},
		{component: 0, ss: 6, se: 63, al: 2},
		{component: 0, ss: 1, se: 63, ah: 2, al: 1},
		{component: allComponents, ah: 1},
		{component: 0, ss: 1, se: 63, ah: 1},
	}
)

// maxAl is the limit of al in these scans.
const maxAl = 2

// appendProgressive appends the scans of a progressive file. As each scan has
// some bits of all blocks, all coefficients are computed first.
func (e *Encoder) appendProgressive(ctx context.Context, dst []byte) ([]byte, error) {
	for i := range e.components {
		c := &e.components[i]
		n := c.blocksAcross * c.blocksDown
		c.coeffs.Get(64 * n)
		c.nonzero.Get(n)
		for i := range c.shifted {
			c.shifted[i].Get(n)
		}
		for y := range c.blocksDown {
			if ctx.Err() != nil {
				return dst, context.Cause(ctx)
			}
			c.transform(&e.quantizers[c.table], y, y)
			c.fillShifted(y)
		}
	}
	e.tables.setRawCodes()
	scans := colourScans
	if len(e.components) == 1 {
		scans = grayScans
	}
	for _, s := range scans {
		var err error
		if dst, err = e.appendScan(ctx, dst, s); err != nil {
			return dst, err
		}
	}
	return dst, nil
}

// fillShifted computes the bitmaps in shifted of block row y.
func (c *encodeComponent) fillShifted(y int) {
	for at := y * c.blocksAcross; at < (y+1)*c.blocksAcross; at++ {
		coeffs := (*[64]int16)(c.coeffs[64*at:])
		var shifted [maxAl]uint64
		for m := c.nonzero[at]; m != 0; m &= m - 1 {
			k := bits.TrailingZeros64(m)
			magnitude := abs(coeffs[k&63])
			shifted[0] |= uint64(min(magnitude>>1, 1)) << k
			shifted[1] |= uint64(min(magnitude>>2, 1)) << k
		}
		c.shifted[0][at], c.shifted[1][at] = shifted[0], shifted[1]
	}
}

func abs(v int16) uint32 { return uint32(max(int32(v), -int32(v))) }

// nonzeroAfter returns the bitmap of the coefficients of block `at` that are
// not zero after the point transform by al.
func (c *encodeComponent) nonzeroAfter(al, at int) uint64 {
	if al == 0 {
		return c.nonzero[at]
	}
	return c.shifted[al-1][at]
}

// appendScan appends a scan after the Huffman tables that are optimal for it.
// If it has too many tokens to keep, they are made once more.
func (e *Encoder) appendScan(ctx context.Context, dst []byte, s scan) ([]byte, error) {
	encode := func() error {
		if s.ss == 0 {
			return e.encodeDC(ctx, s)
		}
		return e.encodeAC(ctx, s)
	}
	e.resetTokens()
	if err := encode(); err != nil {
		return dst, err
	}
	if e.store.state == storeCounts {
		e.tokens = e.store.cut(mark{chunks: 1})
	}
	return e.appendTokens(ctx, dst, s, encode)
}

// put appends a token and counts its symbol.
func (e *Encoder) put(t token) {
	e.tables.counts[t.index()]++
	e.keep(t)
}

// keep appends a token.
func (e *Encoder) keep(t token) {
	if len(e.tokens) == cap(e.tokens) {
		e.tokens = e.store.turn(e.tokens)
	}
	e.tokens = append(e.tokens, t)
}

// putRaw appends tokens of the low n bits of v without a symbol.
func (e *Encoder) putRaw(v uint64, n int) {
	e.rawBits += n
	for n > 0 {
		part := min(n, 16)
		n -= part
		e.keep(newToken(indexRaw+part, uint32(v>>n)&(1<<part-1)))
	}
}

// encodeDC makes the tokens of a scan of DC coefficients, interleaved (T.81
// G.1.2.1).
func (e *Encoder) encodeDC(ctx context.Context, s scan) error {
	for i := range e.components {
		e.components[i].pred = 0
	}
	across, down := e.mcus()
	for y := range down {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		for x := range across {
			for i := range e.components {
				c := &e.components[i]
				for b := range c.h * c.v {
					bx, by := x*c.h+b%c.h, y*c.v+b/c.h
					dc := c.pred // of a dummy block
					if bx < c.blocksAcross && by < c.blocksDown {
						dc = int(c.coeffs[64*(by*c.blocksAcross+bx)])
					}
					e.putDC(c, s, dc)
					c.pred = dc
				}
			}
		}
	}
	return nil
}

// putDC appends the token of a DC coefficient. Its point transform is an
// arithmetic shift (T.81 G.1.2.1), which rounds down.
func (e *Encoder) putDC(c *encodeComponent, s scan, dc int) {
	if s.ah != 0 {
		e.put(newToken(indexRaw+1, uint32(dc>>s.al)&1))
		return
	}
	e.put(token(2*c.table<<8) | valueToken(dc>>s.al-c.pred>>s.al))
}

// encodeAC makes the tokens of a scan of AC coefficients of one component.
func (e *Encoder) encodeAC(ctx context.Context, s scan) error {
	c := &e.components[s.component]
	a := acEncoder{Encoder: e, scan: s, ac: token(2*c.table+1) << 8, correction: e.correction[:0]}
	for y := range c.blocksDown {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		for at := y * c.blocksAcross; at < (y+1)*c.blocksAcross; at++ {
			coeffs := (*[64]int16)(c.coeffs[64*at:])
			nonzero := c.nonzeroAfter(s.al, at) & indexSet(s.ss, s.se)
			if s.ah == 0 {
				a.encodeFirst(coeffs, nonzero)
			} else {
				a.encodeRefine(coeffs, nonzero, c.nonzeroAfter(s.ah, at))
			}
		}
	}
	a.putEOBRun()
	e.correction = a.correction
	return nil
}
