package profile

import (
	"bytes"
	"slices"
	"unicode"

	"fanout/processors/analyze/csvscan"
	"fanout/processors/analyze/number"
	"fanout/processors/analyze/runes"
)

// A batch is values of one column that are not null. They are in a buffer with
// Pad bytes around them, without quotes.
type batch struct {
	buf        []byte
	start, end []uint32
	class      runes.Class // of the text that the values are part of

	parser *number.Parser
	parsed number.Column // the result of parse
	floats []float64     // scratch
}

// parse returns the values from the one of index from on, parsed. The result is
// valid until the next call.
func (b *batch) parse(from int) *number.Column {
	b.parser.ParseColumn(&b.parsed, b.buf, b.start[from:], b.end[from:])
	return &b.parsed
}

// A gatherer makes batches of the columns of a table.
type gatherer struct {
	batch
	scanner  *csvscan.Scanner
	trim     bool   // blanks around values are no part of them
	unquoted []byte // scratch

	misfits misfits // of the column that was gathered last
}

func newGatherer(opt *Options, scanner *csvscan.Scanner) gatherer {
	return gatherer{scanner: scanner, trim: opt.Trim}
}

// gather lists the fields of column k that are not null and fit the rule,
// without quotes, and returns how many are null.
func (g *gatherer) gather(t *Table, k int, rule *rule) (nulls int64) {
	g.parser = rule.parser
	g.misfits = misfits{}
	g.start = slices.Grow(g.start[:0], t.Rows)[:t.Rows]
	g.end = slices.Grow(g.end[:0], t.Rows)[:t.Rows]
	if g.scanner.Extended() {
		return g.keep(t, g.unquoteAll(t, k), rule)
	}
	buf, start, end := g.buf, g.start, g.end
	n := 0
	quote := g.scanner.Quote
	last := k == t.Columns-1 // only there CRLF may end a field
	before := t.Before[k:]
	after := t.After[k:][:len(before)]
	for i := 0; i < len(before); i += t.Columns {
		s, e := before[i]+1, after[i]
		if last && e > s && buf[e] == '\n' && buf[e-1] == '\r' {
			e--
		}
		if buf[s] == quote && quote != 0 && s < e {
			s, e = g.unquote(buf, s, e)
		}
		start[n], end[n] = s, e
		if s < e { // no branch
			n++
		}
	}
	return g.keep(t, n, rule)
}

// keep takes null tokens and what does not fit the rule out of the n fields of
// t that are listed, and returns how many of its fields are null.
func (g *gatherer) keep(t *Table, n int, rule *rule) (nulls int64) {
	if g.trim {
		n = g.trimBlanks(n)
	}
	if g.parser.HasTokens() {
		n = g.dropTokens(n)
	}
	nulls = int64(t.Rows - n)
	g.start, g.end = g.start[:n], g.end[:n]
	if rule.fits != nil {
		g.dropMisfits(rule)
	}
	return nulls
}

// trimBlanks takes the blanks of Unicode off the n fields that are listed, and
// returns how many are not empty.
func (g *gatherer) trimBlanks(n int) (left int) {
	for i, s := range g.start[:n] {
		field := g.buf[s:g.end[i]]
		rest := bytes.TrimLeftFunc(field, unicode.IsSpace)
		s += uint32(len(field) - len(rest))
		g.start[left], g.end[left] = s, s+uint32(len(bytes.TrimRightFunc(rest, unicode.IsSpace)))
		if len(rest) > 0 {
			left++
		}
	}
	return left
}

// dropTokens takes null tokens out of the n fields that are listed, and returns
// how many are left.
func (g *gatherer) dropTokens(n int) (left int) {
	for i, s := range g.start[:n] {
		e := g.end[i]
		if !g.parser.IsNull(g.buf[s:e]) {
			g.start[left], g.end[left] = s, e
			left++
		}
	}
	return left
}

// unquote returns the start and end of the content of the quoted field
// buf[s:e], after rewriting it if need be.
func (g *gatherer) unquote(buf []byte, s, e uint32) (uint32, uint32) {
	quote := g.scanner.Quote
	if e-s >= 2 && buf[e-1] == quote && bytes.IndexByte(buf[s+1:e-1], quote) < 0 {
		return s + 1, e - 1
	}
	var content []byte
	content, g.unquoted = g.scanner.Unquote(buf[s:e], g.unquoted)
	n := copy(buf[s+1:], content) // at least the opening quote is gone
	return s + 1, s + 1 + uint32(n)
}
