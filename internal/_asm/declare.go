package asm

import (
	"strings"

	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/build"
)

// Declare begins a function that lets no argument escape and has a small stack
// frame. The sentences become its comment, wrapped to 80 columns.
func Declare(name, signature string, sentences ...string) {
	declare(name, attr.NOSPLIT, signature, sentences)
}

// DeclareLargeFrame is Declare for a function whose stack frame may not fit,
// so that it checks the stack first.
func DeclareLargeFrame(name, signature string, sentences ...string) {
	declare(name, 0, signature, sentences)
}

func declare(name string, attributes attr.Attribute, signature string, sentences []string) {
	build.TEXT(name, attributes, signature)
	build.Pragma("noescape")
	build.Doc(wrap(strings.Join(sentences, " "), 80-len("// "))...)
}

// wrap returns the words of text in lines of at most some columns.
func wrap(text string, columns int) (lines []string) {
	line := ""
	for _, word := range strings.Fields(text) {
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
	return append(lines, line)
}
