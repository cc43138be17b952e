package jpeg

import (
	"context"
	"math/bits"
)

// The scans of a progressive file are those that libjpeg makes by default: first
// what makes a picture that is worth looking at, without the lowest bits, then
// the others, then the bits that were left out.
var (
	colourScans = []scan{
		{component: -1, low: 1},
		{component: 0, first: 1, last: 5, low: 2},
		{component: 2, first: 1, last: 63, low: 1},
		{component: 1, first: 1, last: 63, low: 1},
		{component: 0, first: 6, last: 63, low: 2},
		{component: 0, first: 1, last: 63, high: 2, low: 1},
		{component: -1, high: 1},
		{component: 2, first: 1, last: 63, high: 1},
		{component: 1, first: 1, last: 63, high: 1},
		{component: 0, first: 1, last: 63, high: 1},
	}
	grayScans = []scan{
		{component: -1, low: 1},
		{component: 0, first: 1, last: 5, low: 2},
		{component: 0, first: 6, last: 63, low: 2},
		{component: 0, first: 1, last: 63, high: 2, low: 1},
		{component: -1, high: 1},
		{component: 0, first: 1, last: 63, high: 1},
	}
)

// maxLow is the largest number of bits that a scan leaves out.
const maxLow = 2

// appendProgressive appends the scans of a progressive file. Their order of the
// coefficients differs, so that all of them are made first.
func (e *Encoder) appendProgressive(ctx context.Context, dst []byte) ([]byte, error) {
	for i := range e.components {
		c := &e.components[i]
		n := c.blocksWide * c.blocksHigh
		c.coeffs.Get(64 * n)
		c.nonzero.Get(n)
		for low := range c.large {
			c.large[low].Get(n)
		}
		for y := range c.blocksHigh {
			if ctx.Err() != nil {
				return dst, context.Cause(ctx)
			}
			c.transform(&e.quantisers[c.table], y, y)
			c.sortBySize(y)
		}
	}
	e.tables.setRaw()
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

// sortBySize makes the bitmaps of the larger coefficients in block row y.
func (c *component) sortBySize(y int) {
	for at := y * c.blocksWide; at < (y+1)*c.blocksWide; at++ {
		coeffs := (*[64]int16)(c.coeffs[64*at:])
		var large [maxLow]uint64
		for m := c.nonzero[at]; m != 0; m &= m - 1 {
			k := bits.TrailingZeros64(m)
			size := abs(coeffs[k&63])
			large[0] |= uint64(min(size>>1, 1)) << k
			large[1] |= uint64(min(size>>2, 1)) << k
		}
		c.large[0][at], c.large[1][at] = large[0], large[1]
	}
}

func abs(v int16) uint32 { return uint32(max(int32(v), -int32(v))) }

// atLeast returns the bitmap of the coefficients that are not 0 without their
// low bits.
func (c *component) atLeast(low, at int) uint64 {
	if low == 0 {
		return c.nonzero[at]
	}
	return c.large[low-1][at]
}

// appendScan appends a scan with the Huffman tables that are optimal for it.
func (e *Encoder) appendScan(ctx context.Context, dst []byte, s scan) ([]byte, error) {
	e.tokens = e.tokens[:0]
	e.tables.counts = [len(e.tables.counts)]uint32{}
	var err error
	if s.first == 0 {
		err = e.scanDC(ctx, s)
	} else {
		err = e.scanAC(ctx, s)
	}
	if err != nil {
		return dst, err
	}
	for table := range tableCount {
		dst = e.tables.appendTable(dst, table)
	}
	dst = e.appendScanHeader(dst, s)
	return e.appendTokens(ctx, dst)
}

// put appends a token and counts its symbol.
func (e *Encoder) put(t token) {
	e.tables.counts[t.index()]++
	e.tokens = append(e.tokens, t)
}

// scanDC makes the tokens of the DC coefficients, interleaved (T.81, G.1.2.1).
func (e *Encoder) scanDC(ctx context.Context, s scan) error {
	for i := range e.components {
		e.components[i].pred = 0
	}
	wide, high := e.mcus()
	for y := range high {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		for x := range wide {
			for i := range e.components {
				c := &e.components[i]
				for b := range c.h * c.v {
					bx, by := x*c.h+b%c.h, y*c.v+b/c.h
					dc := c.pred // of a dummy block
					if bx < c.blocksWide && by < c.blocksHigh {
						dc = int(c.coeffs[64*(by*c.blocksWide+bx)])
					}
					e.putDC(c, s, dc)
					c.pred = dc
				}
			}
		}
	}
	return nil
}

func (e *Encoder) putDC(c *component, s scan, dc int) {
	if s.high != 0 {
		e.put(newToken(indexRaw+1, uint32(dc>>s.low)&1))
		return
	}
	e.put(token(2*c.table<<8) | magnitude(dc>>s.low-c.pred>>s.low))
}

// scanAC makes the tokens of AC coefficients of one component.
func (e *Encoder) scanAC(ctx context.Context, s scan) error {
	c := &e.components[s.component]
	r := runWriter{Encoder: e, scan: s, ac: token(2*c.table+1) << 8, pending: e.pending[:0]}
	for y := range c.blocksHigh {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		for at := y * c.blocksWide; at < (y+1)*c.blocksWide; at++ {
			coeffs := (*[64]int16)(c.coeffs[64*at:])
			band := uint64(1)<<s.last<<1 - 1<<s.first
			all := c.atLeast(s.low, at) & band
			if s.high == 0 {
				r.first(coeffs, all)
			} else {
				r.refine(coeffs, all, c.atLeast(s.high, at))
			}
		}
	}
	r.flush()
	e.pending = r.pending
	return nil
}
