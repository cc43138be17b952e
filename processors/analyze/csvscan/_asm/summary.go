package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"

	"fanout/internal/_asm"
)

// summarize emits Scanner.Summarize.
func summarize(isa asm.ISA) {
	name := "summarize" + isa.Name
	asm.Declare(name, "func(src *byte, blocks int, delimiter, quote byte, quoting, inside, opens, quoted uint64) (end, stray, strayInside uint64)",
		name+" is Scanner.Summarize for blocks of 64 bytes from src on, at least one.",
		"inside is all ones if an odd number of quotes is before src, else 0; end is the same after the blocks.",
		"quoting is all ones, or 0 if there is no quote. opens is 1 if a quote at src may open a quoted section,",
		"quoted is 1 if the byte before src is a quote. stray and strayInside are not 0 if a quote stands where",
		"none may, given that the chunk begins outside or inside quotes.")
	src, blocks := asm.Arg("src"), asm.Arg("blocks")
	inside, opens, quoted := asm.Arg("inside"), asm.Arg("opens"), asm.Arg("quoted")
	quoting := asm.ArgInMemory("quoting")
	b := newBlock(isa)
	stray, strayInside := zero(), zero()

	Label("loop")
	m := b.masks(src, quoting)
	parity := b.quoted(m.quotes, inside)
	m.findStray(parity, opens, quoted, stray, strayInside)
	lastBit(m.special, opens)
	lastBit(m.quotes, quoted)
	lastBitEverywhere(parity, inside)
	ADDQ(Imm(64), src)
	DECQ(blocks)
	JNZ(LabelRef("loop"))

	Store(inside, Return("end"))
	Store(stray, Return("stray"))
	Store(strayInside, Return("strayInside"))
	VZEROUPPER()
	RET()
}

// findStray adds quotes that stand where none may to stray and strayInside.
func (m masks) findStray(parity, opens, quoted, stray, strayInside GPVirtual) {
	open, close := GP64(), GP64()
	Comment("open: quotes where none may open. close: neither quote nor separator, but after a quote.")
	LEAQ(Mem{Base: opens, Index: m.special, Scale: 2}, open)
	ANDNQ(m.quotes, open, open)
	LEAQ(Mem{Base: quoted, Index: m.quotes, Scale: 2}, close)
	ANDNQ(close, m.special, close)
	both := GP64()
	MOVQ(open, both)
	ORQ(close, both)
	JZ(LabelRef("clean"))
	Comment("A quote that is inside by parity opens, one that is outside closes. If the chunk begins")
	Comment("inside quotes, it is the other way round.")
	t := GP64()
	MOVQ(open, t)
	ANDQ(parity, t)
	ORQ(t, stray)
	ANDNQ(open, parity, t)
	ORQ(t, strayInside)
	ANDNQ(close, parity, t)
	ORQ(t, stray)
	ANDQ(parity, close)
	ORQ(close, strayInside)
	Label("clean")
}
