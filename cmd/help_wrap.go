package cmd

import (
	"strings"

	"github.com/rivo/uniseg"
)

// noBreak is a blank at which no line ends.
const noBreak = "\u00a0"

// wrap breaks text at blanks into lines of at most width columns. A word that
// is longer has a line of its own.
func wrap(text string, width int) []string {
	var lines []string
	line, used := "", 0
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ' ' || r == '\n' }) {
		n := uniseg.StringWidth(word)
		switch {
		case used == 0:
			line, used = word, n
		case used+1+n <= width:
			line, used = line+" "+word, used+1+n
		default:
			lines = append(lines, line)
			line, used = word, n
		}
	}
	return append(lines, line)
}

// hang writes left, and text beside it from column on. A left that is too long
// for that has a line of its own.
func hang(b *strings.Builder, left string, column int, text string) {
	b.WriteString(left)
	used := uniseg.StringWidth(left)
	if used+2 > column {
		b.WriteString("\n")
		used = 0
	}
	for _, line := range wrap(text, helpWidth-column) {
		b.WriteString(strings.Repeat(" ", column-used))
		b.WriteString(strings.ReplaceAll(line, noBreak, " ") + "\n")
		used = 0
	}
}

// A paragraph is one of a long text: to be filled, or, if indented, lines that
// stay as they are.
type paragraph struct {
	text     string
	verbatim bool
}

// paragraphs returns those of text, which empty lines separate.
func paragraphs(text string) []paragraph {
	var all []paragraph
	for p := range strings.SplitSeq(text, "\n\n") {
		if p = strings.Trim(p, "\n"); p != "" {
			all = append(all, paragraph{p, strings.HasPrefix(p, " ")})
		}
	}
	return all
}

// lines returns the lines of p for a text of the given width.
func (p paragraph) lines(width int) []string {
	if p.verbatim {
		return strings.Split(p.text, "\n")
	}
	return wrap(p.text, width)
}
