package number

import (
	"encoding/binary"
	"math/bits"
)

const (
	zeros  = 0x3030303030303030         // the character 0, eight times
	points = 0x2e2e2e2e2e2e2e2e ^ zeros // a word of eight decimal points
)

// word returns eight characters as a word: little-endian, so that the last
// character is in the highest byte, and combined with '0' by exclusive or, so
// that the digits become 0 to 9.
func word(b []byte) uint64 { return binary.LittleEndian.Uint64(b) ^ zeros }

// fill replaces all but the last n characters of w by the digit 0, 0 < n <= 8.
func fill(w uint64, n int) uint64 {
	shift := uint(8-n) * 8 & 63
	return w >> shift << shift
}

// findPoint returns the number of the lowest bit of the first decimal point in
// w, or 64 if there is none.
//
// The test for a zero byte (Mycroft 1987) has false positives only above the
// first zero byte.
func findPoint(w uint64) int {
	w ^= points
	return bits.TrailingZeros64((w-0x0101010101010101)&^w&0x8080808080808080) &^ 7
}

// dropPoint removes the byte of w that begins at bit at, moves the bytes below
// it up, and puts the digit 0 into the lowest byte.
func dropPoint(w uint64, at int) uint64 {
	below := uint64(1)<<(at&63) - 1
	return w&^(below<<8|0xff) | w&below<<8
}

// allDigits reports whether all bytes of w are below 10. Adding 118 sets the
// highest bit of bytes from 10 to 127. Only a byte above 127 causes a carry.
func allDigits(w uint64) bool {
	return (w+0x7676767676767676|w)&0x8080808080808080 == 0
}

// value8 returns the number that eight digits represent, below 10^8 (Lemire,
// "Number parsing at a gigabyte per second", 2021). It combines digits into
// pairs, then the four pairs into the number by two multiplications at once.
func value8(w uint64) uint64 {
	const mask = 0x000000ff000000ff
	w = w*10 + w>>8
	return (w&mask*(100+1000000<<32) + w>>16&mask*(1+10000<<32)) >> 32
}
