package charset

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// DetectWide recognizes UTF-16 and UTF-32 without a byte order mark, in any
// script: line ends, delimiters and digits have zeros in them.
func DetectWide(sample []byte) Encoding {
	const enough = 16 << 10
	sample = sample[:min(len(sample), enough)]
	zeros := bytes.Count(sample, []byte{0})
	if zeros == 0 {
		return Auto
	}
	// Text of bytes that has some NULs in it may make sense as pairs, too.
	narrow := bytes.ReplaceAll(sample, []byte{0}, nil)
	defer clear(narrow) // it may be a list of passwords
	if utf8.Valid(WithoutPart(narrow)) && Controls(narrow) == 0 && zeros*4 < len(sample) {
		return Auto
	}
	best, most := Auto, 0
	for _, e := range []Encoding{UTF32LE, UTF32BE, UTF16LE, UTF16BE} {
		if n := plausible(sample, e); n > most {
			best, most = e, n
		}
	}
	return best
}

// plausible returns how many characters of ASCII the sample has in encoding e;
// 0 unless almost all that it has are characters of text.
func plausible(sample []byte, e Encoding) (ascii int) {
	text := make([]byte, 2*len(sample)+utf8.UTFMax) // two bytes become three at most
	defer clear(text)
	n, _, _ := e.Decoder().Transform(text, sample[:len(sample)&^3], true)
	text = text[:n]
	odd, all := 0, 0
	for len(text) > 0 {
		r, n := utf8.DecodeRune(text)
		text = text[n:]
		all++
		switch {
		case ' ' <= r && r < 0x7f, r == '\n', r == '\r', r == '\t':
			ascii++
		case r == utf8.RuneError, !unicode.IsPrint(r) && !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r):
			odd++
		}
	}
	const few = 50 // one in so many
	if odd > all/few {
		return 0
	}
	return ascii
}

// Controls counts the control characters that text does not have. Some programs
// take U+0001, U+0002 and the separators U+001C to U+001F for delimiters.
func Controls(text []byte) (n int) {
	for _, c := range text {
		if c < ' ' && !(c == 1 || c == 2 || '\t' <= c && c <= '\r' || 0x1b <= c) {
			n++
		}
	}
	return n
}

// Covers reports whether e, as it was given, leaves open what mark says.
func (e Encoding) Covers(mark Encoding) bool {
	return e == mark || (e == UTF16 || e == UTF32) && strings.HasPrefix(string(mark), string(e))
}

// OrderOf returns the encoding, with the order of bytes that text without a
// mark seems to have.
func (e Encoding) OrderOf(head []byte) Encoding {
	little, big := UTF16LE, UTF16BE
	switch e {
	case UTF16:
	case UTF32:
		little, big = UTF32LE, UTF32BE
	default:
		return e
	}
	const enough = 64 << 10
	sample := head[:min(len(head), enough)]
	if plausible(sample, big) > plausible(sample, little) {
		return big
	}
	return little
}

// WithoutPart leaves out a character that is cut at the end of head.
func WithoutPart(head []byte) []byte {
	for i := 1; i < utf8.UTFMax && i <= len(head); i++ {
		if last := head[len(head)-i:]; utf8.RuneStart(last[0]) {
			if !utf8.FullRune(last) {
				return head[:len(head)-i]
			}
			break
		}
	}
	return head
}
