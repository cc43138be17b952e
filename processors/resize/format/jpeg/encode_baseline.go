package jpeg

import "context"

// appendBaseline appends the one interleaved scan of a baseline file. Each row
// of MCUs is transformed and turned into tokens at once. When all tokens have
// been counted, the Huffman tables are made, and the tokens are written as
// bits. Rows whose tokens were too many to keep are made once more.
func (e *Encoder) appendBaseline(ctx context.Context, dst []byte) ([]byte, error) {
	_, down := e.mcus()
	for i := range e.components {
		c := &e.components[i]
		c.coeffs.Get(64 * c.blocksAcross * c.v)
		c.nonzero.Get(c.blocksAcross * c.v)
	}
	e.resetTokens()
	kept := 0       // rows whose tokens are kept
	var end mark    // of their tokens
	var pred [3]int // after them
	for y := range down {
		if e.store.state == storeKeeps {
			kept, end = y, mark{e.store.n, len(e.tokens)}
			for i := range e.components {
				pred[i] = e.components[i].pred
			}
		}
		if err := e.encodeRow(ctx, y); err != nil {
			return dst, err
		}
	}
	if e.store.state == storeCounts {
		e.tokens = e.store.cut(end)
	}
	return e.appendTokens(ctx, dst, scan{component: allComponents, se: 63}, func() error {
		for i := range e.components {
			e.components[i].pred = pred[i]
		}
		for y := kept; y < down; y++ {
			if err := e.encodeRow(ctx, y); err != nil {
				return err
			}
		}
		return nil
	})
}

// encodeRow makes the tokens of row y of MCUs.
func (e *Encoder) encodeRow(ctx context.Context, y int) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	for i := range e.components {
		c := &e.components[i]
		for r := range min(c.v, c.blocksDown-y*c.v) {
			c.transform(&e.quantizers[c.table], y*c.v+r, r)
		}
	}
	across, _ := e.mcus()
	tokens := e.tokens
	var none [64]int16
	for x := range across {
		if cap(tokens)-len(tokens) < maxBlocks*maxBlockTokens {
			tokens = e.store.turn(tokens)
		}
		for i := range e.components {
			c := &e.components[i]
			for by := range c.v {
				at := by*c.blocksAcross + x*c.h
				for bx := x * c.h; bx < (x+1)*c.h; bx++ {
					if bx >= c.blocksAcross || y*c.v+by >= c.blocksDown {
						// A dummy block is shortest with the DC coefficient
						// before it.
						tokens = appendBlock(tokens, &e.tables.counts, &none, 0, 0, 2*c.table)
						continue
					}
					coeffs := (*[64]int16)(c.coeffs[64*at:])
					dc := int(coeffs[0])
					tokens = appendBlock(tokens, &e.tables.counts, coeffs, c.nonzero[at], dc-c.pred, 2*c.table)
					c.pred = dc
					at++
				}
			}
		}
	}
	e.tokens = tokens
	return nil
}

// resetTokens drops the tokens of the scan before.
func (e *Encoder) resetTokens() {
	samples := 0
	for i := range e.components {
		c := &e.components[i]
		c.pred = 0
		samples += 64 * c.blocksAcross * c.blocksDown
	}
	e.tokens = e.store.reset(samples)
	e.tables.counts = [len(e.tables.counts)]uint32{}
	e.rawBits = 0
}

// appendTokens appends the scan s, whose tokens have been made and counted: the
// Huffman tables that are optimal for it, its header, and the bits of all
// tokens as its entropy-coded segment. again makes those that are not kept once
// more.
func (e *Encoder) appendTokens(ctx context.Context, dst []byte, s scan, again func() error) ([]byte, error) {
	for table := range tableCount {
		dst = e.tables.appendTable(dst, table)
	}
	dst = e.appendScanHeader(dst, s)
	w := &e.store
	all := w.state == storeKeeps
	w.dst, w.codes = withRoom(dst, e.scanBytes()), &e.tables.codes
	var err error
	if e.tokens, err = w.write(ctx, e.tokens); err != nil {
		return dst, err
	}
	if !all {
		if err := again(); err != nil {
			return dst, err
		}
		w.dst = w.writer.appendTokens(w.dst, e.tokens, w.codes)
	}
	return w.writer.appendEnd(w.dst), nil
}

// scanBytes returns how many bytes the scan takes whose tokens were counted. Of
// random bytes one in 256 is followed by a stuffed zero; there is room for one
// in 32.
func (e *Encoder) scanBytes() int {
	bits := e.rawBits
	for i, n := range e.tables.counts {
		if n > 0 {
			bits += int(n) * int(e.tables.codes[i]&31)
		}
	}
	return bits/8 + bits/8/32 + 64
}

// withRoom returns dst with room for n more bytes, and no more where it has to
// be moved.
func withRoom(dst []byte, n int) []byte {
	if cap(dst)-len(dst) >= n {
		return dst
	}
	return append(make([]byte, 0, len(dst)+n), dst...)
}
