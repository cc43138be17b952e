// Command _asm writes scan_amd64.s and its stubs: go generate in the folder above.
//
// Both kernels look at 64 bytes at a time and turn them into 64-bit masks, one
// bit a byte, the first byte lowest: quotes, delimiters, LF, CR. What is inside
// quotes is the carry-less product of the mask of quotes and all ones, whose bit
// i is the parity of the quotes up to and with byte i (Geoff Langdale, Daniel
// Lemire: Parsing Gigabytes of JSON per Second, 2019, section 3.1.1).
package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

func main() {
	ConstraintExpr("!purego")
	for _, v := range []isa{&avx512{}, &avx2{}} {
		index(v)
		summarize(v)
	}
	Generate()
}

// An isa is what differs between the instruction sets.
type isa interface {
	name() string
	// broadcast prepares the bytes that are looked for.
	broadcast()
	// load reads a block at src, and returns what makes the mask of a byte.
	load(src Register) (mask func(k int) GPVirtual)
	// positions prepares and positions writes base plus the numbers of the bits
	// of set, and may write garbage behind, up to 64 in all. count is how many.
	preparePositions(base Register)
	positions(dst, set, count Register)
}

// The bytes looked for, by the number that mask takes.
const (
	quote = iota
	delimiter
	lf
	cr
)

var ones VecVirtual // all bits set, for the product

// classes are the masks of a block.
type classes struct{ q, d, l, c, x GPVirtual }

func loadClasses(v isa, src Register, quoting Mem) classes {
	mask := v.load(src)
	k := classes{mask(quote), mask(delimiter), mask(lf), mask(cr), GP64()}
	Comment("No byte is a quote if there is no quoting.")
	ANDQ(quoting, k.q)
	Comment("What may come before an opening quote and after a closing one.")
	MOVQ(k.q, k.x)
	ORQ(k.d, k.x)
	ORQ(k.l, k.x)
	ORQ(k.c, k.x)
	return k
}

// parity returns the mask of what is inside quotes; carry says whether the
// block begins there, as zero or all ones.
func parity(q, carry GPVirtual) GPVirtual {
	x, p := XMM(), GP64()
	VMOVQ(q, x)
	VPCLMULQDQ(Imm(0), ones.AsX(), x, x)
	VMOVQ(x, p)
	XORQ(carry, p)
	return p
}

// lineEnds adds to k.l each CR that no LF follows. blocks are left, with this one;
// nextLF tells of the byte after the last.
func lineEnds(k classes, src, blocks Register, nextLF Mem, label string) {
	TESTQ(k.c, k.c)
	JZ(LabelRef(label + "NoCR"))
	follow, next := GP64(), GP64()
	Comment("Bit i of follow: byte i+1 is LF.")
	MOVQ(nextLF, next)
	CMPQ(blocks, Imm(1))
	JEQ(LabelRef(label + "Last"))
	XORQ(next, next)
	CMPB(Mem{Base: src, Disp: 64}, Imm('\n'))
	SETEQ(next.As8())
	Label(label + "Last")
	SHLQ(Imm(63), next)
	MOVQ(k.l, follow)
	SHRQ(Imm(1), follow)
	ORQ(next, follow)
	ANDNQ(k.c, follow, follow)
	ORQ(follow, k.l)
	Label(label + "NoCR")
}

func param(name string) Mem {
	c, err := Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	return c.Addr
}

func parameter(name string) GPVirtual {
	r := GP64()
	Load(Param(name), r)
	return r
}

func zero() GPVirtual {
	r := GP64()
	XORQ(r, r)
	return r
}

func index(v isa) {
	TEXT("index"+v.name(), NOSPLIT, "func(dst *uint32, src *byte, blocks int, base uint32, delimiter, quote byte, quoting, inside, opens, nextLF uint64) (n, ends, lines, done int, end uint64)")
	Doc("index"+v.name()+" is Scanner.Index for blocks of 64 bytes from src on, the first at position base.",
		"It writes up to 64 positions a block to dst, and garbage after them where these end.",
		"inside is all ones if src lies in a quoted section, else 0, and end is that after the last block done.",
		"quoting is all ones, or 0 if there is no quote. opens is 1 if a quote at src may open a section.",
		"nextLF is 1 if LF follows the last block, which is to count. It stops before a block with a quote",
		"that opens a section in the middle of a field by parity; done counts the blocks before it.",
		"ends counts the line ends outside quotes, lines all.")
	Pragma("noescape")
	dst, src, blocks := parameter("dst"), parameter("src"), parameter("blocks")
	base := GP32()
	Load(Param("base"), base)
	inside, opens := parameter("inside"), parameter("opens")
	quoting, nextLF := param("quoting"), param("nextLF")
	v.broadcast()
	v.preparePositions(base)
	n, ends, lines := zero(), zero(), zero()
	TESTQ(blocks, blocks)
	JZ(LabelRef("done"))

	Label("loop")
	k := loadClasses(v, src, quoting)
	p := parity(k.q, inside)
	Comment("A quote that opens must be the first byte of a field or follow a quote.")
	stray, before := GP64(), GP64()
	LEAQ(Mem{Base: opens, Index: k.x, Scale: 2}, before)
	MOVQ(k.q, stray)
	ANDQ(p, stray)
	ANDNQ(stray, before, stray)
	TESTQ(stray, stray)
	JNZ(LabelRef("done"))
	MOVQ(k.x, opens)
	SHRQ(Imm(63), opens)
	MOVQ(p, inside)
	SARQ(Imm(63), inside)
	lineEnds(k, src, blocks, nextLF, "loop")
	count := GP64()
	POPCNTQ(k.l, count)
	ADDQ(count, lines)
	Comment("Only what is outside separates.")
	ANDNQ(k.l, p, k.l)
	ANDNQ(k.d, p, k.d)
	ORQ(k.l, k.d)
	POPCNTQ(k.l, k.l)
	ADDQ(k.l, ends)
	POPCNTQ(k.d, count)
	ADDQ(count, n)
	v.positions(dst, k.d, count)
	LEAQ(Mem{Base: dst, Index: count, Scale: 4}, dst)
	ADDQ(Imm(64), src)
	DECQ(blocks)
	JNZ(LabelRef("loop"))

	Label("done")
	all := parameter("blocks")
	SUBQ(blocks, all)
	Store(n, Return("n"))
	Store(ends, Return("ends"))
	Store(lines, Return("lines"))
	Store(all, Return("done"))
	Store(inside, Return("end"))
	VZEROUPPER()
	RET()
}

func summarize(v isa) {
	TEXT("summarize"+v.name(), NOSPLIT, "func(src *byte, blocks int, delimiter, quote byte, quoting, inside, opens, quoted uint64) (end, stray, strayInside uint64)")
	Doc("summarize"+v.name()+" is Scanner.Summarize for blocks of 64 bytes from src on, which must be there.",
		"inside is all ones if an odd number of quotes lies before src, else 0, and end is that after the blocks.",
		"quoting is all ones, or 0 if there is no quote. opens is 1 if a quote at src may open a section,",
		"quoted is 1 if a quote lies right before src. stray and strayInside are not 0 if a quote stands where",
		"none may, given that the chunk begins outside or inside quotes.")
	Pragma("noescape")
	src, blocks := parameter("src"), parameter("blocks")
	inside, opens, quoted := parameter("inside"), parameter("opens"), parameter("quoted")
	quoting := param("quoting")
	v.broadcast()
	stray, strayInside := zero(), zero()

	Label("loop")
	k := loadClasses(v, src, quoting)
	p := parity(k.q, inside)
	open, close := GP64(), GP64()
	Comment("open: quotes where none may open; close: what follows a quote and is none, and no separator.")
	LEAQ(Mem{Base: opens, Index: k.x, Scale: 2}, open)
	ANDNQ(k.q, open, open)
	LEAQ(Mem{Base: quoted, Index: k.q, Scale: 2}, close)
	ANDNQ(close, k.x, close)
	both := GP64()
	MOVQ(open, both)
	ORQ(close, both)
	JZ(LabelRef("clean"))
	Comment("One that is inside by parity opens, one that is outside has closed; if the chunk begins")
	Comment("inside, it is the other way round.")
	t := GP64()
	MOVQ(open, t)
	ANDQ(p, t)
	ORQ(t, stray)
	ANDNQ(open, p, t)
	ORQ(t, strayInside)
	ANDNQ(close, p, t)
	ORQ(t, stray)
	ANDQ(p, close)
	ORQ(close, strayInside)
	Label("clean")
	MOVQ(k.x, opens)
	SHRQ(Imm(63), opens)
	MOVQ(k.q, quoted)
	SHRQ(Imm(63), quoted)
	MOVQ(p, inside)
	SARQ(Imm(63), inside)
	ADDQ(Imm(64), src)
	DECQ(blocks)
	JNZ(LabelRef("loop"))

	Store(inside, Return("end"))
	Store(stray, Return("stray"))
	Store(strayInside, Return("strayInside"))
	VZEROUPPER()
	RET()
}
