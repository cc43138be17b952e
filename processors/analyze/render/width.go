package render

import (
	"strconv"
	"strings"

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
	var b strings.Builder
	for _, r := range s {
		const nonJoiner, joiner = '\u200C', '\u200D'
		if strconv.IsPrint(r) || r == nonJoiner || r == joiner {
			b.WriteRune(r)
		} else {
			quoted := strconv.QuoteRune(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		}
	}
	return b.String()
}
