package source

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/transform"
)

// detectWide recognizes UTF-16 and UTF-32 without a byte order mark, in any
// script: line ends, delimiters and digits have zeros in them.
func detectWide(sample []byte) Encoding {
	const enough = 16 << 10
	sample = sample[:min(len(sample), enough)]
	zeros := bytes.Count(sample, []byte{0})
	if zeros == 0 {
		return EncodingAuto
	}
	// Text of bytes that has some NULs in it may make sense as pairs, too.
	narrow := bytes.ReplaceAll(sample, []byte{0}, nil)
	if utf8.Valid(withoutPart(narrow)) && controls(narrow) == 0 && zeros*4 < len(sample) {
		return EncodingAuto
	}
	best, most := EncodingAuto, 0
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
	text, _ := decodeAll(sample[:len(sample)&^3], e)
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

// decodeAll decodes text; an incomplete character at its end is a fault.
func decodeAll(text []byte, e Encoding) ([]byte, error) {
	d := e.decoder()
	if d == nil {
		return text, nil
	}
	decoded, _, err := transform.Bytes(d, text)
	return decoded, err
}

// controls counts the control characters that text does not have. Some programs
// take U+0001, U+0002 and the separators U+001C to U+001F for delimiters.
func controls(text []byte) (n int) {
	for _, c := range text {
		if c < ' ' && !(c == 1 || c == 2 || '\t' <= c && c <= '\r' || 0x1b <= c) {
			n++
		}
	}
	return n
}
