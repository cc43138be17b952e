package jpeg

import "context"

// appendBaseline appends the one interleaved scan of a baseline file. Its
// coefficients are made row by row of MCUs and become tokens right away; once
// all of them have been counted, the tokens become bits.
func (e *Encoder) appendBaseline(ctx context.Context, dst []byte) ([]byte, error) {
	wide, high := e.mcus()
	for i := range e.components {
		c := &e.components[i]
		c.pred = 0
		c.coeffs.Get(64 * c.blocksWide * c.v)
		c.nonzero.Get(c.blocksWide * c.v)
	}
	e.tokens = e.tokens[:0]
	e.tables.counts = [len(e.tables.counts)]uint32{}
	for y := range high {
		if ctx.Err() != nil {
			return dst, context.Cause(ctx)
		}
		for i := range e.components {
			c := &e.components[i]
			for r := range min(c.v, c.blocksHigh-y*c.v) {
				c.transform(&e.quantisers[c.table], y*c.v+r, r)
			}
		}
		e.appendRow(wide, high, y)
	}
	for table := range tableCount {
		dst = e.tables.appendTable(dst, table)
	}
	dst = e.appendScanHeader(dst, scan{component: -1, last: 63})
	return e.appendTokens(ctx, dst)
}

// appendRow appends the tokens of row y of MCUs.
func (e *Encoder) appendRow(wide, high, y int) {
	blocks := 0
	for i := range e.components {
		blocks += wide * e.components[i].h * e.components[i].v
	}
	row := blocks * blockTokens // the most that the row can make
	if need := len(e.tokens) + row; cap(e.tokens) < need {
		// What the rows so far make one expect of all, and an eighth more.
		need = max(need, len(e.tokens)/max(y, 1)*high+row)
		e.tokens = append(make([]token, 0, need+need/8), e.tokens...)
	}
	tokens := e.tokens
	var none [64]int16
	for x := range wide {
		for i := range e.components {
			c := &e.components[i]
			for by := range c.v {
				at := by*c.blocksWide + x*c.h
				for bx := x * c.h; bx < (x+1)*c.h; bx++ {
					if bx >= c.blocksWide || y*c.v+by >= c.blocksHigh {
						// A dummy block costs least with the coefficient before.
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

// appendTokens appends the bits of all tokens, which end a scan.
func (e *Encoder) appendTokens(ctx context.Context, dst []byte) ([]byte, error) {
	const some = 64 * chunkTokens // so few that cancelling is quick
	for at := 0; at < len(e.tokens); at += some {
		if ctx.Err() != nil {
			return dst, context.Cause(ctx)
		}
		dst = e.writer.appendTokens(dst, e.tokens[at:min(at+some, len(e.tokens))], &e.tables.codes)
	}
	return e.writer.appendEnd(dst), nil
}
