package render

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// stringWidth returns how many columns of a terminal s takes: two for a wide
// character of Chinese or an emoji, whatever the locale.
func stringWidth(s string) int {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return uniseg.StringWidth(s)
		}
	}
	return len(s)
}

// cut shortens s to a number of columns, between characters as a reader sees
// them.
func cut(s string, width int) string {
	if stringWidth(s) <= width {
		return s
	}
	const mark = "…"
	used, kept := stringWidth(mark), 0
	for rest, state := s, -1; rest != ""; {
		var cluster string
		var w int
		cluster, rest, w, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if used += w; used > width {
			break
		}
		kept += len(cluster)
	}
	return s[:kept] + mark
}

// clean escapes characters that are not printable, as a cell is one line and
// must not move the cursor. The joiners of emoji and of Persian words stay.
func clean(s string) string {
	const nonJoiner, joiner = '\u200C', '\u200D'
	return escaped(s, func(r rune) bool { return strconv.IsPrint(r) || r == nonJoiner || r == joiner })
}

// escaped returns s with what is not to be kept, and bytes that are no UTF-8,
// in Go's syntax.
func escaped(s string, keep func(rune) bool) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if keep(r) && !(r == utf8.RuneError && n == 1) {
			b.WriteString(s[i : i+n])
		} else {
			quoted := strconv.Quote(s[i : i+n])
			b.WriteString(quoted[1 : len(quoted)-1])
		}
		i += n
	}
	return b.String()
}
