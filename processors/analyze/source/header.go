package source

import "fanout/processors/analyze/number"

// hasHeader reports whether the first record names the columns: it does unless
// one of its fields is a number, date or boolean, or if it is one and is
// above text.
func (sm sample) hasHeader() bool {
	parser := number.Plain
	for i, f := range sm.records[0] {
		if _, class := parser.Parse([]byte(f)); class == number.Null || class == number.Text {
			continue
		}
		if !sm.textBelow(parser, i) {
			return false
		}
	}
	return true
}

// textBelow reports whether column i has values below the first record, and all
// are text.
func (sm sample) textBelow(parser *number.Parser, i int) bool {
	any := false
	for _, r := range sm.records[1:] {
		if i >= len(r) {
			continue
		}
		switch _, class := parser.Parse([]byte(r[i])); class {
		case number.Null:
		case number.Text:
			any = true
		default:
			return false
		}
	}
	return any
}
