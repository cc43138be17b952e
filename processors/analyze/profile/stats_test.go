package profile

import (
	"testing"
	"unicode/utf8"

	"fanout/processors/analyze/runes"
)

func TestCharactersAreCounted(t *testing.T) {
	for _, s := range []string{
		"", "a", "12345678", "123456789", "é", "straße", "données données", "日本語のテキスト", "🙂🙂🙂", "a🙂b日cé",
		"\xff", "abcdefgh\xc3", "é\x80", "\xf0\x9f\x99",
	} {
		var st stats
		st.addLength([]byte(s), 2)
		valid := utf8.ValidString(s)
		if st.lengths.sum != 2*uint64(utf8.RuneCountInString(runes.Replaced([]byte(s)))) || (st.invalid == 0) != valid {
			t.Errorf("%q: length %d, invalid %d", s, st.lengths.sum/2, st.invalid)
		}
	}
}
