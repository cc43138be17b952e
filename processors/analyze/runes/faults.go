package runes

import "unicode/utf8"

// NextFault returns the position and the length of the first bytes of b that
// are not UTF-8: of the longest part of a character that is cut off, or of one
// byte (The Unicode Standard, section 3.9, U+FFFD Substitution of Maximal
// Subparts; Python's decoder does the same). at is len(b) if there are none.
func NextFault(b []byte) (at, size int) {
	for at < len(b) {
		if b[at] < utf8.RuneSelf {
			at++
			continue
		}
		r, n := utf8.DecodeRune(b[at:])
		if r == utf8.RuneError && n == 1 {
			return at, subpart(b[at:])
		}
		at += n
	}
	return at, 0
}

// subpart returns how many bytes at the start of b are the longest beginning of
// a character, at least 1. b is not empty and does not start with a whole one.
func subpart(b []byte) int {
	lead := b[0]
	if lead < 0xc2 || lead > 0xf4 || len(b) < 2 {
		return 1
	}
	low, high := byte(0x80), byte(0xbf)
	switch lead {
	case 0xe0: // overlong
		low = 0xa0
	case 0xed: // surrogates
		high = 0x9f
	case 0xf0: // overlong
		low = 0x90
	case 0xf4: // above U+10FFFF
		high = 0x8f
	}
	switch {
	case lead < 0xe0, b[1] < low, b[1] > high:
		return 1
	case lead >= 0xf0 && len(b) > 2 && b[2]>>6 == 2:
		return 3
	}
	return 2
}

// Count returns the number of characters of b, each fault being one.
func Count(b []byte) int {
	n := 0
	for len(b) > 0 {
		at, size := NextFault(b)
		n += utf8.RuneCount(b[:at])
		if size > 0 {
			n++
		}
		b = b[at+size:]
	}
	return n
}

// Replaced returns b with U+FFFD in the place of each fault.
func Replaced(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	text := make([]byte, 0, len(b)+len("\uFFFD"))
	for len(b) > 0 {
		at, size := NextFault(b)
		text = append(text, b[:at]...)
		if size > 0 {
			text = append(text, "\uFFFD"...)
		}
		b = b[at+size:]
	}
	return string(text)
}

// Weigh counts the characters of several bytes in b, and its faults, up to the
// given number of those. In UTF-8 with damage the characters are more: in other
// encodings bytes above 127 rarely make one by chance.
func Weigh(b []byte, most int) (chars, faults int) {
	for len(b) > 0 && faults < most {
		at, size := NextFault(b)
		for _, c := range b[:at] {
			if c >= 0xc0 {
				chars++
			}
		}
		if size > 0 {
			faults++
		}
		b = b[at+size:]
	}
	return chars, faults
}
