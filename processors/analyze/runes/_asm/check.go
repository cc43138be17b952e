package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"

	"fanout/internal/_asm"
)

// A checker has the registers of check.
type checker struct {
	asm.ISA
	tables                   [3]VecVirtual
	low, third, fourth, high VecVirtual // constants
	errors, any, least       VecVirtual // of all vectors: their errors, their bytes, the least of these
}

// check emits a function that validates UTF-8.
func check(isa asm.ISA, needs string) {
	name := "check" + isa.Name
	asm.Declare(name, "func(p *byte, blocks int) (fault, high, zero bool)",
		name+" checks blocks of 64 bytes at p, at least one. fault reports whether one of them",
		"does not continue as UTF-8 the bytes before it. high reports whether one of their bytes is above 127, zero whether one is 0.",
		"It reads the 3 bytes before p too. "+needs)
	p, n := asm.Arg("p"), asm.Arg("blocks")
	for size := isa.Bytes; size < 64; size *= 2 {
		ADDQ(n, n) // vectors
	}
	c := newChecker(isa)

	Label("block")
	c.add(p)
	ADDQ(U32(uint32(isa.Bytes)), p)
	DECQ(n)
	JNZ(LabelRef("block"))
	c.returnResults()
}

func newChecker(isa asm.ISA) *checker {
	c := &checker{ISA: isa}
	for i, table := range errorTables() {
		c.tables[i] = isa.Vector()
		isa.BroadcastLane(table, c.tables[i])
	}
	c.low, c.third = isa.BroadcastByte(0x0f), isa.BroadcastByte(0xe0-0x80)
	c.fourth, c.high = isa.BroadcastByte(0xf0-0x80), isa.BroadcastByte(0x80)
	c.errors, c.any, c.least = isa.Vector(), isa.Vector(), isa.BroadcastByte(0xff)
	isa.Xor(c.errors, c.errors, c.errors)
	isa.Xor(c.any, c.any, c.any)
	return c
}

// add adds the vector at p.
func (c *checker) add(p Register) {
	var v [4]VecVirtual // the vector that begins i bytes earlier
	for i := range v {
		v[i] = c.Vector()
	}
	h := c.Vector()
	for i := range v {
		c.Load(Mem{Base: p, Disp: -i}, v[i])
	}
	c.Or(v[0], c.any, c.any)
	VPMINUB(v[0], c.least, c.least)
	c.lookUpHigh(v[1], h, c.tables[0])
	c.And(c.low, v[1], v[1])
	VPSHUFB(v[1], c.tables[1], v[1])
	c.lookUpHigh(v[0], v[0], c.tables[2])
	if c.ISA == asm.AVX512 {
		VPTERNLOGQ(U8(0x80), h, v[1], v[0]) // v[0] & v[1] & h
	} else {
		VPAND(h, v[0], v[0])
		VPAND(v[1], v[0], v[0])
	}
	// The high bit is set where a third or fourth byte must be.
	VPSUBUSB(c.third, v[2], v[2])
	VPSUBUSB(c.fourth, v[3], v[3])
	c.Or(v[2], v[3], v[3])
	if c.ISA == asm.AVX512 {
		VPTERNLOGQ(U8(0x78), v[3], c.high, v[0]) // v[0] ^ (v[3] & high)
	} else {
		VPAND(c.high, v[3], v[3])
		VPXOR(v[3], v[0], v[0])
	}
	c.Or(v[0], c.errors, c.errors)
}

// lookUpHigh sets to to the table's entries for the high halves of the bytes of
// v.
func (c *checker) lookUpHigh(v, to, table VecVirtual) {
	VPSRLW(U8(4), v, to)
	c.And(c.low, to, to)
	VPSHUFB(to, table, to)
}

func (c *checker) returnResults() {
	r := GP64()
	none := c.Vector()
	c.Xor(none, none, none)
	if c.ISA == asm.AVX512 {
		errors, high, zero := K(), K(), K()
		VPTESTMB(c.errors, c.errors, errors)
		VPMOVB2M(c.any, high)
		KORTESTQ(errors, errors)
		returnNotZero(r, "fault")
		KORTESTQ(high, high)
		returnNotZero(r, "high")
		VPCMPUB(U8(0), none, c.least, zero) // equal
		KORTESTQ(zero, zero)
	} else {
		VPTEST(c.errors, c.errors)
		returnNotZero(r, "fault")
		VPMOVMSKB(c.any, r.As32())
		TESTL(r.As32(), r.As32())
		returnNotZero(r, "high")
		VPCMPEQB(none, c.least, c.least)
		VPMOVMSKB(c.least, r.As32())
		TESTL(r.As32(), r.As32())
	}
	returnNotZero(r, "zero")
	VZEROUPPER()
	RET()
}

// returnNotZero sets a result to whether the zero flag is clear.
func returnNotZero(r GPVirtual, result string) {
	SETNE(r.As8())
	Store(r.As8(), Return(result))
}
