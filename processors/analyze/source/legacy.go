package source

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"fanout/internal/charset"
)

// guessLegacy returns the likeliest encoding of text that is not Unicode: the
// one in which it is most like a language. Windows-1252 if nothing tells.
func guessLegacy(head []byte) charset.Encoding {
	sample := telling(head)
	best, most := charset.Windows1252, 0.99 // one good letter tells
	for _, s := range scripts {
		if score := s.score(sample); score > most {
			best, most = s.encoding, score
		}
	}
	decoded := map[charset.Encoding][]rune{}
	for i := range alphabets {
		a := &alphabets[i]
		for k, e := range a.encodings {
			text, ok := decoded[e]
			if !ok {
				b, _ := charset.Decode(sample, e)
				text = []rune(string(b))
				decoded[e] = text
			}
			if score := a.score(text) - float64(k)/8; score > most {
				best, most = e, score
			}
		}
	}
	return best
}

// telling returns what stands around bytes above 127 in head, as far as it is
// needed: to weigh more takes time and tells little.
func telling(head []byte) []byte {
	const enough, around, longest = 500, 16, 4 << 10
	var sample []byte
	end := 0 // of what has been taken
	for i, n := 0, 0; i < len(head) && n < enough && len(sample) < longest; i++ {
		if head[i] < utf8.RuneSelf {
			continue
		}
		n++
		if i < end {
			continue
		}
		// A line is a good place to begin: not within a character.
		start := max(end, i-around, bytes.LastIndexByte(head[:i], '\n')+1)
		end = min(len(head), i+around)
		for end < len(head) && head[end-1] >= utf8.RuneSelf {
			end++
		}
		sample = append(sample, head[start:end]...)
	}
	return sample
}

// score says how much text looks like words with the letters of a.
func (a *alphabet) score(text []rune) (score float64) {
	for i, r := range text {
		if r < utf8.RuneSelf {
			continue
		}
		before, after := ',', ','
		if i > 0 {
			before = text[i-1]
		}
		if i+1 < len(text) {
			after = text[i+1]
		}
		score += a.weigh(before, r, after)
	}
	return score
}

// weigh returns how well r, which is not ASCII, fits between two others.
func (a *alphabet) weigh(before, r, after rune) float64 {
	const good, odd, bad, worst = 1, -1, -3, -6
	small := unicode.ToLower(r)
	if r == 'İ' {
		small = 'ı'
	}
	switch {
	case r == utf8.RuneError, unicode.IsControl(r):
		return worst
	case strings.ContainsRune(a.letters, small), strings.ContainsRune(a.rare, small):
		inWord := unicode.IsLetter(before) || unicode.IsLetter(after)
		switch {
		case !inWord && (a.script || unicode.IsDigit(before) || unicode.IsDigit(after)):
			return 0 // a sign of currency in another encoding, say
		case unicode.IsUpper(r) && unicode.IsLower(before):
			return bad
		case a.script && (isASCIILetter(before) || isASCIILetter(after)):
			return odd
		case !a.script && before >= utf8.RuneSelf && after >= utf8.RuneSelf && unicode.IsLetter(before) && unicode.IsLetter(after):
			return odd // three in a row
		case strings.ContainsRune(a.rare, small):
			return good / 2.0
		case a.script && unicode.IsUpper(r) && unicode.IsUpper(before):
			return good * 0.8
		}
		if !inWord {
			return good / 4.0
		}
		return good
	case unicode.IsLetter(r), unicode.IsMark(r):
		return bad
	case isQuotation(before, r, after):
		return good
	case !a.script && strings.ContainsRune("€£¥", r) && !unicode.IsLetter(before) && !unicode.IsLetter(after):
		return good / 2.0 // a price
	case strings.ContainsRune("’‘·\u00ad", r):
		return 0
	case unicode.IsLetter(before) && unicode.IsLetter(after):
		return bad
	case strings.ContainsRune("€£«»“”„–—…°º²³½§©®™№¿¡\u00a0", r):
		return 0
	}
	return odd
}

// isQuotation reports whether r stands as quotation marks and apostrophes do.
func isQuotation(before, r, after rune) bool {
	switch r {
	case '’':
		return unicode.IsLetter(before)
	case '“', '‘', '„', '«':
		return !unicode.IsLetter(before) && unicode.IsLetter(after)
	case '”', '»':
		return !unicode.IsSpace(before) && before != ',' && !unicode.IsLetter(after)
	}
	return false
}

func isASCIILetter(r rune) bool { return 'a' <= r|0x20 && r|0x20 <= 'z' }

// score says how much the bytes look like text in the script.
func (s *script) score(sample []byte) (score float64) {
	text, _ := charset.Decode(sample, s.encoding)
	const common, good, odd, worst = 2, 0.5, -1.0, -8
	for _, r := range string(text) {
		switch {
		case r < utf8.RuneSelf:
		case r == utf8.RuneError:
			score += worst
		case strings.ContainsRune(s.common, r):
			score += common
		case 0xff61 <= r && r < 0xffa0: // narrow katakana, of one byte
			score += odd / 2
		case unicode.In(r, unicode.Hangul, unicode.Hiragana, unicode.Katakana):
			score += good
		case unicode.Is(unicode.Han, r):
		case 0xff00 <= r && r < 0xff60, 0x3000 <= r && r < 0x3020: // wide forms and punctuation
		default:
			score += odd
		}
	}
	return score
}
