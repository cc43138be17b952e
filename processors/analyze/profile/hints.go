package profile

import (
	"bytes"

	"fanout/processors/analyze/explain"
	"fanout/processors/analyze/number"
)

// onlyText reports whether the column is one of text and nothing can come that
// explains why, so that values need not be parsed.
func (s *stats) onlyText() bool { return s.isText && (s.why == nil || s.why.GaveUp()) }

// addTexts adds the values of b that are text, from the one of index from on,
// to what may explain them. p are the values, parsed.
func (s *stats) addTexts(b *batch, p *number.Column, from int) {
	if p.Counts[number.Text] == 0 {
		return
	}
	for i, class := range p.Class {
		if class == number.Text {
			s.why.Add(b.buf[b.start[from+i]:b.end[from+i]], 1)
		}
	}
}

// addText is addTexts for one value, n times.
func (s *stats) addText(value []byte, class number.Class, n uint64) {
	if class == number.Text {
		s.why.Add(value, n)
	}
}

// pointGroups counts the numbers that may be more than a thousand if their
// point is for that.
func pointGroups(d number.Decimals) (n uint64) {
	for i, scale := range d.Scale {
		if isPointGroup(d.Mant[i], scale) {
			n++
		}
	}
	return n
}

// isPointGroup reports whether a number has three digits behind its point and
// one to three in front.
func isPointGroup(mant int64, scale int16) bool {
	return scale == 3 && uint64(max(mant, -mant)-1000) < 999_000
}

// explain returns why the column is text; ok is false if it simply is. name is
// its name in the file, column how an option names it.
func (c *accumulator) explain(name, column string) (f explain.Finding, ok bool) {
	s := &c.rest
	if s.isText && s.why == nil { // it is to be text
		return f, false
	}
	facts := explain.Facts{Name: name, Column: column, Counts: s.counts, PointGroups: s.points}
	const few = 64
	if n, exact := c.values.Cardinality(); exact && n <= few {
		for value, n := range c.values.All() {
			if len(value) == 1 && (value[0] == '0' || value[0] == '1') {
				facts.ZerosAndOnes += n
			}
		}
	}
	why := s.why
	if why == nil { // no value is text: they are of several types
		why = explain.NewCounter(s.trials)
	}
	return why.Explain(facts)
}

// nullWords returns the values that may stand for missing ones, as far as the
// table of values has them all.
func (c *accumulator) nullWords() (words []string) {
	if !c.values.Exact() {
		return nil
	}
	for value := range c.values.All() {
		if word := bytes.Trim(value, " \t"); explain.IsWord(word) {
			words = append(words, string(word))
		}
	}
	return words
}
