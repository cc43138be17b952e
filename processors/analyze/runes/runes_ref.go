package runes

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// classifyRef is the definition of Classify.
func classifyRef(b []byte) (class Class, nul bool) {
	nul = bytes.IndexByte(b, 0) >= 0
	switch {
	case isASCII(b):
		return ASCII, nul
	case utf8.Valid(b):
		return UTF8, nul
	}
	return Bytes, nul
}

// isASCII reports whether b contains no byte above 127.
func isASCII(b []byte) bool {
	const high = 0x8080808080808080
	for len(b) >= 32 {
		w := binary.LittleEndian.Uint64(b) | binary.LittleEndian.Uint64(b[8:]) |
			binary.LittleEndian.Uint64(b[16:]) | binary.LittleEndian.Uint64(b[24:])
		if w&high != 0 {
			return false
		}
		b = b[32:]
	}
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// lengthsRef is the definition of Lengths.
func lengthsRef(l *lengths, buf []byte, start, end []uint32) {
	*l = none
	for i, s := range start {
		n := uint64(countRef(buf[s:end[i]]))
		l.merge(lengths{n, n, n})
	}
}

// countRef counts the characters of b, eight bytes at a time.
func countRef(b []byte) int {
	const low = 0x0101010101010101
	continuations, i := 0, 0 // continuation bytes
	for ; i+8 <= len(b); i += 8 {
		w := binary.LittleEndian.Uint64(b[i:])
		continuations += bits.OnesCount64(w >> 7 &^ (w >> 6) & low)
	}
	for _, c := range b[i:] {
		if c>>6 == 2 {
			continuations++
		}
	}
	return len(b) - continuations
}
