package analyze

import (
	"fmt"

	"fanout/processors/analyze/hint"
	"fanout/processors/analyze/source"
)

// comment returns the comment character of the files, 0 for none. Where they
// differ, it is that of the first that has one.
func (d *Dataset) comment() byte {
	for _, s := range d.Sources {
		if s.Comment != 0 {
			return s.Comment
		}
	}
	return 0
}

// commentHints says how many lines were left out because they begin with
// comment.
func commentHints(lines int64, comment byte) []hint.Hint {
	if lines == 0 {
		return nil
	}
	what := "lines that begin with %c were left out"
	if lines == 1 {
		what = "line that begins with %c was left out"
	}
	return []hint.Hint{{
		Kind: "comments", Text: fmt.Sprintf("%d "+what, lines, comment), Count: lines,
		Settings: []hint.Setting{{Name: "Comment", Value: source.NoComment}}, Remedy: "reads them",
	}}
}
