package source

import (
	"slices"
	"unicode/utf8"

	"fanout/internal/charset"
)

// Some programs append UTF-16 to a file in another encoding, or the reverse.
// What is read of it then are passwords that nobody has.

// misread reports whether the password is in another encoding than the list is
// read in.
func (r *Reader) misread(rec *Record, may marks) bool {
	if r.object.members != nil { // escapes may stand for anything
		return false
	}
	switch r.encoding {
	case charset.Auto:
		return may.nul && wide(rec.Password)
	case charset.UTF16LE, charset.UTF16BE:
		return may.high && narrowRead(rec.Password, r.encoding)
	}
	return false
}

// wide reports whether bytes are UTF-16 or UTF-32 for the most part: NULs
// stand in every second place, or everything else does in every fourth.
func wide(text []byte) bool {
	const few = 3 // NULs that may be there by chance
	var zeros, other [4]int
	for i, c := range text {
		if c == 0 {
			zeros[i%4]++
		} else {
			other[i%4]++
		}
	}
	even, odd := zeros[0]+zeros[2], zeros[1]+zeros[3]
	n := even + odd
	switch {
	case n < few:
		return false
	case even == 0 || odd == 0:
		return n*3 >= len(text)
	}
	places := 0
	for _, n := range other {
		if n > 0 {
			places++
		}
	}
	return places == 1 && len(text) > 2*few
}

// narrowRead reports whether text, which was decoded from UTF-16, has a pair of
// characters that are four bytes of ASCII, of which one is a line feed.
func narrowRead(text []byte, e charset.Encoding) bool {
	before := 0         // what the character before is: 0: other, 1: ASCII, 2: with a line feed
	for len(text) > 0 { // string(text) would be a copy
		r, n := utf8.DecodeRune(text)
		text = text[n:]
		kind := 0
		first, second := byte(r), byte(r>>8)
		if e == charset.UTF16BE {
			first, second = second, first
		}
		ends := []byte{'\r', '\n'}
		switch {
		case r > 0xffff:
		case isGraph(first) && isGraph(second):
			kind = 1
		case isGraph(first) && slices.Contains(ends, second), isGraph(second) && first == '\n', first == '\r' && second == '\n':
			kind = 2
		}
		if kind+before == 3 {
			return true
		}
		before = kind
	}
	return false
}

// isGraph reports whether c is a character of ASCII that is seen.
func isGraph(c byte) bool { return ' ' < c && c < 0x7f }

// isScheme reports whether a word is the scheme of an address.
func isScheme(word []byte) bool {
	return slices.Contains([]string{"http", "https", "ftp", "ftps", "ssh", "smtp", "imap", "android", "ios", "app"}, string(word))
}
