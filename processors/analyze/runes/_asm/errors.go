package main

import (
	. "github.com/mmcloughlin/avo/operand"

	"fanout/internal/_asm"
)

// The errors of John Keiser, Daniel Lemire: Validating UTF-8 in less than one
// instruction per byte, 2021. Each bit is an error that two consecutive bytes
// may show. They show it if the bit is set in three tables: in the entry of the
// first byte's high half, of its low half and of the second byte's high half.
const (
	tooShort = 1 << iota
	tooLong
	overlong3
	tooLarge
	surrogate
	overlong2
	tooLarge1000 // and overlong4
	twoConts     // no error if the second is a third or fourth byte

	overlong4 = tooLarge1000
	carry     = tooShort | tooLong | twoConts
)

// errorTables returns the three tables, indexed by half bytes.
func errorTables() [3]Mem {
	var firstHigh, firstLow, secondHigh [16]byte
	for i := range 16 {
		switch {
		case i < 8:
			firstHigh[i], secondHigh[i] = tooLong, tooShort
		case i < 12:
			firstHigh[i] = twoConts
			secondHigh[i] = tooLong | overlong2 | twoConts
		default:
			firstHigh[i], secondHigh[i] = tooShort, tooShort
		}
		firstLow[i] = carry
		if i >= 4 {
			firstLow[i] |= tooLarge
		}
		if i >= 5 {
			firstLow[i] |= tooLarge1000
		}
	}
	firstHigh[0xC] |= overlong2
	firstHigh[0xE] |= overlong3 | surrogate
	firstHigh[0xF] |= tooLarge | tooLarge1000 | overlong4
	firstLow[0x0] |= overlong3 | overlong2 | overlong4
	firstLow[0x1] |= overlong2
	firstLow[0xD] |= surrogate
	secondHigh[0x8] |= overlong3 | tooLarge1000 | overlong4
	secondHigh[0x9] |= overlong3 | tooLarge
	secondHigh[0xA] |= surrogate | tooLarge
	secondHigh[0xB] |= surrogate | tooLarge
	return [3]Mem{
		asm.Bytes("firstHigh", firstHigh[:]...),
		asm.Bytes("firstLow", firstLow[:]...),
		asm.Bytes("secondHigh", secondHigh[:]...),
	}
}
