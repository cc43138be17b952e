package profile

import (
	"unicode/utf8"

	"fanout/processors/analyze/runes"
)

// shown returns a value as it is reported: the beginning of a long one, and
// valid UTF-8.
func shown(value []byte) string {
	cut := len(value) > maxShown
	if cut {
		value = value[:maxShown]
		for i := 1; i < utf8.UTFMax && i <= len(value); i++ {
			if last := value[len(value)-i:]; utf8.RuneStart(last[0]) {
				if !utf8.FullRune(last) {
					value = value[:len(value)-i]
				}
				break
			}
		}
	}
	text := runes.Replaced(value)
	if cut {
		text += "…"
	}
	return text
}
