package kube

import (
	"fmt"
	"strings"
	"unicode"
)

// A Text is a string of a manifest. Printed, it is quoted, so that no template
// can write it in another way.
type Text string

// String returns the text as a double-quoted scalar of YAML (YAML 1.2.2, 7.3.1)
// on one line. All that readers of YAML refuse, fold or do not show is escaped.
// The text must be valid UTF-8.
func (t Text) String() string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range string(t) {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case unicode.IsPrint(r):
			b.WriteRune(r)
		case r <= 0xff:
			fmt.Fprintf(&b, `\x%02x`, r)
		case r <= 0xffff:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

func (t Text) escaped() Text { return Text(strings.ReplaceAll(string(t), "$", "$$")) }

// Texts returns the words as texts.
func Texts(words ...string) []Text {
	list := make([]Text, len(words))
	for i, w := range words {
		list[i] = Text(w)
	}
	return list
}
