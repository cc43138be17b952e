package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"

	"fanout/internal/_asm"
)

// index emits Scanner.Index.
func index(isa asm.ISA) {
	declareIndex("index" + isa.Name)
	dst, src, blocks := asm.Arg("dst"), asm.Arg("src"), asm.Arg("blocks")
	base := GP32()
	Load(Param("base"), base)
	inside, opens := asm.Arg("inside"), asm.Arg("opens")
	quoting, nextLF := asm.ArgInMemory("quoting"), asm.ArgInMemory("nextLF")
	b := newBlock(isa)
	p := newPositions(isa, base)
	n, ends, lines := zero(), zero(), zero()
	TESTQ(blocks, blocks)
	JZ(LabelRef("done"))

	Label("loop")
	m := b.masks(src, quoting)
	quoted := b.quoted(m.quotes, inside)
	Comment("A quote that opens must be the first byte of a field or follow a quote.")
	stray, before := GP64(), GP64()
	LEAQ(Mem{Base: opens, Index: m.special, Scale: 2}, before)
	MOVQ(m.quotes, stray)
	ANDQ(quoted, stray)
	ANDNQ(stray, before, stray)
	TESTQ(stray, stray)
	JNZ(LabelRef("done"))
	lastBit(m.special, opens)
	lastBitEverywhere(quoted, inside)
	m.addLoneCRs(src, blocks, nextLF)
	count := GP64()
	POPCNTQ(m.lineEnds, count)
	ADDQ(count, lines)
	Comment("Only outside quotes they separate.")
	ANDNQ(m.lineEnds, quoted, m.lineEnds)
	ANDNQ(m.delimiters, quoted, m.delimiters)
	ORQ(m.lineEnds, m.delimiters)
	POPCNTQ(m.lineEnds, m.lineEnds)
	ADDQ(m.lineEnds, ends)
	POPCNTQ(m.delimiters, count)
	ADDQ(count, n)
	p.write(dst, m.delimiters, count)
	LEAQ(Mem{Base: dst, Index: count, Scale: 4}, dst)
	ADDQ(Imm(64), src)
	DECQ(blocks)
	JNZ(LabelRef("loop"))

	Label("done")
	done := asm.Arg("blocks")
	SUBQ(blocks, done)
	Store(n, Return("n"))
	Store(ends, Return("ends"))
	Store(lines, Return("lines"))
	Store(done, Return("done"))
	Store(inside, Return("end"))
	VZEROUPPER()
	RET()
}

func declareIndex(name string) {
	asm.Declare(name, "func(dst *uint32, src *byte, blocks int, base uint32, delimiter, quote byte, quoting, inside, opens, nextLF uint64) (n, ends, lines, done int, end uint64)",
		name+" is Scanner.Index for blocks of 64 bytes from src on, the first at position base.",
		"It writes up to 64 positions for each block to dst, and any values after them up to 64.",
		"inside is all ones if src is inside quotes, else 0; end is the same for the end of the last block done.",
		"quoting is all ones, or 0 if there is no quote. opens is 1 if a quote at src may open a quoted section.",
		"nextLF is 1 if LF follows the last block, which then counts as a line end instead of the CR before it.",
		"The kernel stops before a block with a quote that, by parity, opens a section in the middle of a field;",
		"done counts the blocks before it. ends counts the line ends outside quotes, lines counts all.")
}

// addLoneCRs adds to the line ends each CR that no LF follows. blocks are left,
// with this one; nextLF is about the byte after the last.
func (m masks) addLoneCRs(src, blocks Register, nextLF Mem) {
	TESTQ(m.crs, m.crs)
	JZ(LabelRef("loopNoCR"))
	follow, next := GP64(), GP64()
	Comment("Bit i of follow: byte i+1 is LF.")
	MOVQ(nextLF, next)
	CMPQ(blocks, Imm(1))
	JEQ(LabelRef("loopLast"))
	XORQ(next, next)
	CMPB(Mem{Base: src, Disp: 64}, Imm('\n'))
	SETEQ(next.As8())
	Label("loopLast")
	SHLQ(Imm(63), next)
	MOVQ(m.lineEnds, follow)
	SHRQ(Imm(1), follow)
	ORQ(next, follow)
	ANDNQ(m.crs, follow, follow)
	ORQ(follow, m.lineEnds)
	Label("loopNoCR")
}
