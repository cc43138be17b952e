package asm

import (
	"strings"

	"github.com/mmcloughlin/avo/build"
)

// Describe sets the comment of the current function, wrapped to 80 columns.
func Describe(sentences ...string) {
	const columns = 80 - len("// ")
	var lines []string
	line := ""
	for _, word := range strings.Fields(strings.Join(sentences, " ")) {
		switch {
		case line == "":
			line = word
		case len(line)+1+len(word) <= columns:
			line += " " + word
		default:
			lines = append(lines, line)
			line = word
		}
	}
	build.Doc(append(lines, line)...)
}
