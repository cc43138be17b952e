package source

import "fanout/processors/analyze/hint"

// doubtGiven adds a hint to t, which a given delimiter makes, if another
// delimiter makes a table of the text and that one does not.
func (c *chooser) doubtGiven(t *table) {
	if t.delimiter == NoDelimiter || t.even(2) {
		return
	}
	other := c.choose(0)
	if d := other.delimiter; d == NoDelimiter || d == t.delimiter || !other.even(10) {
		return
	}
	t.hints = append(t.hints, hint.Hint{
		Kind: "delimiter", Text: "another delimiter fits better",
		Settings: []hint.Setting{{Name: "Delimiter", Value: DelimiterWord(other.delimiter)}}, Remedy: "uses that one",
	})
}

// even reports whether there are several columns, all records have as many
// fields, but for less than one in n, and the header about as many.
func (t *table) even(n int) bool {
	records := t.records[t.first:]
	odd := 0
	for i := range records {
		if records[i].fields() != t.width {
			odd++
		}
	}
	header := t.firstFields(t.first) - t.width // row names and trailing delimiters make a difference of one
	return t.width > 1 && n*odd < len(records)+n && header >= -1 && header <= 1
}
