package jpeg

import "context"

// appendBaseline appends the one interleaved scan of a baseline file. Each row
// of MCUs is transformed and turned into tokens at once. When all tokens have
// been counted, the Huffman tables are made, and the tokens are written as
// bits.
func (e *Encoder) appendBaseline(ctx context.Context, dst []byte) ([]byte, error) {
	across, down := e.mcus()
	for i := range e.components {
		c := &e.components[i]
		c.pred = 0
		c.coeffs.Get(64 * c.blocksAcross * c.v)
		c.nonzero.Get(c.blocksAcross * c.v)
	}
	e.resetTokens()
	for y := range down {
		if ctx.Err() != nil {
			return dst, context.Cause(ctx)
		}
		for i := range e.components {
			c := &e.components[i]
			for r := range min(c.v, c.blocksDown-y*c.v) {
				c.transform(&e.quantizers[c.table], y*c.v+r, r)
			}
		}
		e.appendRow(across, down, y)
	}
	return e.appendTokens(ctx, dst, scan{component: allComponents, se: 63})
}

// appendRow appends the tokens of row y of MCUs to e.tokens.
func (e *Encoder) appendRow(across, down, y int) {
	blocks := 0
	for i := range e.components {
		blocks += across * e.components[i].h * e.components[i].v
	}
	limit := blocks * maxBlockTokens
	if need := len(e.tokens) + limit; cap(e.tokens) < need {
		// An estimate for the whole scan from the rows so far, and an eighth
		// more.
		need = max(need, len(e.tokens)/max(y, 1)*down+limit)
		e.tokens = append(make([]token, 0, need+need/8), e.tokens...)
	}
	tokens := e.tokens
	var none [64]int16
	for x := range across {
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
}

// resetTokens drops the tokens of the scan before.
func (e *Encoder) resetTokens() {
	e.tokens = e.tokens[:0]
	e.tables.counts = [len(e.tables.counts)]uint32{}
}

// appendTokens appends the scan s, whose tokens have been made and counted: the
// Huffman tables that are optimal for it, its header, and the bits of all
// tokens as its entropy-coded segment.
func (e *Encoder) appendTokens(ctx context.Context, dst []byte, s scan) ([]byte, error) {
	for table := range tableCount {
		dst = e.tables.appendTable(dst, table)
	}
	dst = e.appendScanHeader(dst, s)
	const batch = 64 * chunkTokens // few enough that ctx is checked often
	for at := 0; at < len(e.tokens); at += batch {
		if ctx.Err() != nil {
			return dst, context.Cause(ctx)
		}
		dst = e.writer.appendTokens(dst, e.tokens[at:min(at+batch, len(e.tokens))], &e.tables.codes)
	}
	return e.writer.appendEnd(dst), nil
}
