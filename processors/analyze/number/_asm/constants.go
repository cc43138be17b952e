package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"

	"fanout/internal/_asm"
)

// constants are those of fastPathAVX512.
type constants struct {
	// In each 32 bits of a vector of eight fields.
	room, minusOne, minus16, sixteen32, fifteen VecVirtual

	// In each byte of a vector of four fields, 16 bytes each.
	zero, nine, point, hyphen, one, sixteen VecVirtual
	index                                   VecVirtual    // the byte's index in its field
	spread                                  [2]VecVirtual // the lengths' permutations to the fields of each group
	nothing                                 VecVirtual    // 0 everywhere

	// Factors that combine neighbouring digits to pairs, fours, eights,
	// sixteens.
	tens, hundreds, myriads, hundredMillion VecVirtual
	order                                   VecVirtual // of the fields after packing

	// Masks of four fields, with 16 bits each: their first byte, all others,
	// their last byte, all others.
	firstByte, notFirst, lastByte, notLast Mem
}

// loadConstants loads the constants, except room.
func loadConstants() *constants {
	dword := func(x int32) VecVirtual {
		c, y := GP32(), YMM()
		MOVL(I32(x), c)
		VPBROADCASTD(c, y)
		return y
	}
	bytes := func(x int) VecVirtual {
		c, z := GP32(), ZMM()
		MOVL(U32(x), c)
		VPBROADCASTB(c, z)
		return z
	}
	load := func(name string, at func(i int) byte) VecVirtual {
		z := ZMM()
		VMOVDQU64(asm.Table(name, 64, at), z)
		return z
	}
	k := &constants{minusOne: dword(-1), minus16: dword(-16), sixteen32: dword(16), fifteen: dword(15)}
	k.zero, k.nine, k.point = bytes('0'), bytes(9), bytes('.')
	k.hyphen, k.one, k.sixteen = bytes('-'), bytes(1), bytes(16)
	k.index = load("index", func(i int) byte { return byte(i % 16) })
	k.spread = [2]VecVirtual{
		load("spreadA", func(i int) byte { return []byte{byte(i / 16), 0, 0, 0}[i%4] }),
		load("spreadB", func(i int) byte { return []byte{byte(4 + i/16), 0, 0, 0}[i%4] }),
	}
	k.nothing = asm.ZeroVector()
	k.tens = load("tens", littleEndian(1, 10, 1))
	k.hundreds = load("hundreds", littleEndian(2, 100, 1))
	k.myriads = load("myriads", littleEndian(2, 10000, 1))
	k.hundredMillion = load("hundredMillion", littleEndian(8, 1e8))
	k.order = load("order", littleEndian(8, 0, 2, 4, 6, 1, 3, 5, 7))
	k.firstByte, k.notFirst = asm.Quads("first", 0x0001000100010001), asm.Quads("notFirst", 0xfffefffefffefffe)
	k.lastByte, k.notLast = asm.Quads("last", 0x8000800080008000), asm.Quads("notLast", 0x7fff7fff7fff7fff)
	return k
}

// littleEndian returns byte i of integers of some bytes each, which repeat
// without end.
func littleEndian(bytes int, values ...uint64) func(i int) byte {
	return func(i int) byte { return byte(values[i/bytes%len(values)] >> (8 * (i % bytes))) }
}
