package scram

import (
	"slices"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// prepare appends to dst the form of a password that PostgreSQL hashes: that of
// SASLprep (RFC 4013), or the password as it is where it has none.
func prepare(dst, password []byte) []byte {
	if isASCII(password) || !utf8.Valid(password) {
		return append(dst, password...)
	}
	mapped := make([]byte, 0, len(password))
	for rest := password; len(rest) > 0; { // string(password) would be a copy
		r, n := utf8.DecodeRune(rest)
		rest = rest[n:]
		switch {
		case in(spaces, r):
			mapped = append(mapped, ' ')
		case !in(nothing, r):
			mapped = utf8.AppendRune(mapped, r)
		}
	}
	defer clear(mapped)
	if !allowed(mapped) { // PostgreSQL looks before it normalises
		return append(dst, password...)
	}
	const longest = 11 // U+FDFA has 3 bytes and becomes 33
	return norm.NFKC.Append(slices.Grow(dst, longest*len(mapped)), mapped...)
}

func isASCII(text []byte) bool {
	for _, b := range text {
		if b >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// allowed reports whether text has only characters that RFC 4013 sections 2.3
// to 2.5 allow, and in directions that RFC 3454 section 6 allows.
func allowed(text []byte) bool {
	toRight, toLeft := false, false
	for rest := text; len(rest) > 0; {
		r, n := utf8.DecodeRune(rest)
		rest = rest[n:]
		if in(prohibited, r) || in(unassigned, r) {
			return false
		}
		toRight = toRight || in(leftToRight, r)
		toLeft = toLeft || in(rightToLeft, r)
	}
	first, _ := utf8.DecodeRune(text)
	last, _ := utf8.DecodeLastRune(text)
	return len(text) > 0 && (!toLeft || !toRight && in(rightToLeft, first) && in(rightToLeft, last))
}

// in reports whether r is in a table.
func in(table []rune, r rune) bool {
	i, first := slices.BinarySearch(table, r) // the first at or above r
	return first || i%2 == 1
}
