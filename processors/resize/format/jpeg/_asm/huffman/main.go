// Command huffman writes the decoding of runs of MCUs, whose definition is
// runRef in huffman_ref.go.
package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// Widths of tables, as in decode_huffman.go.
const (
	dcBits   = 9
	acBits   = 10
	skipBits = 12
	pairBits = 11
)

// Offsets of fields, which huffman_amd64.go checks.
const (
	runBuf         = 0
	runBits        = 24
	runCount       = 32
	runPos         = 40
	runBeginLimit  = 48
	runEndLimit    = 56
	runTodo        = 64
	runLast        = 72
	runPlace       = 80
	runCoeffs      = 88
	runN           = 112
	runBlocks      = 120
	runPredictions = 520

	blockDC         = 0
	blockAC         = 8
	blockAt         = 16
	blockStep       = 24
	blockPrediction = 32
	blockSize       = 40

	acPairs = 0
	acSkip  = 8 << pairBits
	acFast  = acSkip + 2<<skipBits

	// Of a canonical.
	limits = 0
	bases  = 17 * 4
	codes  = 2 * 17 * 4

	dcCanonical = 4 << dcBits
	acCanonical = acFast + 4<<acBits
)

// States, as in decode_bits.go.
const (
	runDone = iota
	runHungry
	runEnded
	runBroken
)

// Registers that live through the whole function. AX, CX, DX and SI are scratch.
var (
	entry = EBX // of the code at hand
	run   = RDI
	bits  = R8
	count = R9
	next  = R10 // address of the byte at pos
	block = R11 // *mcuBlock
	out   = R12 // its coefficients
	k     = R13 // zigzag index
	ac    = R14 // *acTable
	spare = R15

	dcValue = RBP // until it is stored
)

func field(offset int) Mem { return Mem{Base: run, Disp: offset} }

func main() {
	ConstraintExpr("!purego")
	TEXT("runBMI2", NOSPLIT, "func(r uintptr) int")
	Doc("runBMI2 is run by BMI2 instructions.")
	Load(Param("r"), run)
	MOVQ(field(runBits), bits)
	MOVQ(field(runCount), count)
	MOVQ(field(runBuf), next)
	ADDQ(field(runPos), next)
	MOVQ(field(runN), RAX)
	LEAQ(Mem{Base: RAX, Index: RAX, Scale: 4}, RAX) // blockSize is 8·5
	LEAQ(Mem{Base: run, Index: RAX, Scale: 8, Disp: runBlocks}, RAX)
	end := AllocLocal(8) // of blocks
	MOVQ(RAX, end)

	Label("mcu")
	CMPQ(field(runTodo), Imm(0))
	JE(LabelRef("done"))
	position(RAX)
	CMPQ(RAX, field(runBeginLimit))
	JG(LabelRef("hungry"))
	LEAQ(field(runBlocks), block)

	Label("block")
	refill()

	// The refilled 56 bits are enough for the DC coefficient, of at most 31 bits,
	// and a look-up of others, of maxPair; or for two of the latter. What decides
	// which bits come next is done first, as everything waits for it.
	MOVQ(Mem{Base: block, Disp: blockDC}, RSI)
	find("dc", RSI, 0, dcBits, dcCanonical)
	MOVQ(bits, RSI)
	drop()
	MOVQ(Mem{Base: block, Disp: blockAC}, ac)
	value(RSI)
	MOVQ(Mem{Base: block, Disp: blockPrediction}, RSI)
	ADDQ(Mem{Base: run, Index: RSI, Scale: 8, Disp: runPredictions}, RAX)
	MOVQ(RAX, Mem{Base: run, Index: RSI, Scale: 8, Disp: runPredictions})
	MOVQ(RAX, dcValue)
	MOVQ(Mem{Base: block, Disp: blockAt}, RAX)
	MOVQ(Mem{Base: block, Disp: blockStep}, RCX)
	ADDQ(RAX, RCX)
	MOVQ(RCX, Mem{Base: block, Disp: blockAt})
	MOVQ(field(runCoeffs), out)
	LEAQ(Mem{Base: out, Index: RAX, Scale: 2}, out)
	MOVL(U32(1), k.As32())
	CMPQ(field(runLast), Imm(1))
	JE(LabelRef("values_done"))

	pair("first")
	refill()
	pair("second")
	CMPQ(k, field(runLast))
	JGE(LabelRef("values_done"))
	Label("values")
	refill()
	pair("odd")
	CMPQ(k, field(runLast))
	JGE(LabelRef("values_done"))
	pair("even")
	CMPQ(k, field(runLast))
	JL(LabelRef("values"))

	Label("values_done")
	MOVW(dcValue.As16(), Mem{Base: out})
	CMPQ(k, Imm(64))
	JGE(LabelRef("block_done"))

	Label("skip")
	refill()
	skip("first")
	skip("second")
	JMP(LabelRef("skip"))

	Label("values_end")
	MOVW(dcValue.As16(), Mem{Base: out})
	JMP(LabelRef("next_block"))

	Label("skip_end")
	MOVL(EBX, ECX)
	SHRL(Imm(8), ECX)
	ADDQ(k, RCX)
	CMPQ(RCX, Imm(192))
	JAE(LabelRef("step"))
	drop()
	Label("next_block")
	ADDQ(Imm(blockSize), block)
	CMPQ(block, end)
	JB(LabelRef("block"))
	position(RAX)
	CMPQ(RAX, field(runEndLimit))
	JG(LabelRef("ended"))
	DECQ(field(runTodo))
	JMP(LabelRef("mcu"))

	Label("step")
	refill()
	find("step", ac, acFast, acBits, acCanonical)
	MOVL(entry, EAX)
	SHRL(Imm(24), EAX)
	ADDQ(RAX, k)
	drop()
	CMPQ(k, Imm(64))
	JL(LabelRef("skip"))

	Label("block_done")
	CMPQ(k, Imm(64))
	JE(LabelRef("next_block"))
	CMPQ(k, Imm(128))
	JGE(LabelRef("next_block"))

	Label("broken")
	position(RAX)
	MOVL(U32(runBroken), ECX)
	CMPQ(RAX, field(runEndLimit))
	JLE(LabelRef("return"))
	Label("ended")
	MOVL(U32(runEnded), ECX)
	JMP(LabelRef("return"))
	Label("hungry")
	MOVL(U32(runHungry), ECX)
	JMP(LabelRef("return"))
	Label("done")
	XORL(ECX, ECX)

	Label("return")
	MOVQ(bits, field(runBits))
	MOVQ(count, field(runCount))
	SUBQ(field(runBuf), next)
	MOVQ(next, field(runPos))
	Store(RCX, ReturnIndex(0))
	RET()

	for len(late) > 0 {
		f := late[0]
		late = late[1:]
		f()
	}
	Generate()
}

// late writes what is rarely run behind the rest.
var late []func()

// position is 8·pos - count.
func position(dst Register) {
	Comment("The position.")
	MOVQ(next, dst)
	SUBQ(field(runBuf), dst)
	SHLQ(Imm(3), dst)
	ANDL(Imm(63), count.As32())
	SUBQ(count, dst)
}

// refill makes count at least 56.
func refill() {
	Comment("Refill.")
	MOVQ(Mem{Base: next}, RAX)
	BSWAPQ(RAX)
	SHRXQ(count, RAX, RAX)
	ORQ(RAX, bits)
	MOVL(count.As32(), EAX)
	NOTL(EAX)
	SHRL(Imm(3), EAX)
	ANDL(Imm(7), EAX) // (63 - count) / 8
	ADDQ(RAX, next)
	ORL(Imm(56), count.As32())
}

// find loads the entry of the code that comes next.
func find(name string, table Register, fast, width, canonical int) {
	Comment("The code that comes next.")
	MOVQ(bits, RAX)
	SHRQ(Imm(uint64(64-width)), RAX)
	MOVL(Mem{Base: table, Index: RAX, Scale: 4, Disp: fast}, entry)
	TESTL(entry, entry)
	JZ(LabelRef(name + "_long"))
	Label(name + "_found")
	late = append(late, func() {
		Label(name + "_long")
		refill()
		MOVQ(bits, RAX)
		SHRQ(Imm(48), RAX)
		for l := width + 1; l <= 16; l++ {
			CMPL(EAX, Mem{Base: table, Disp: canonical + limits + 4*l})
			JB(LabelRef(fmt.Sprintf("%s_%d", name, l)))
		}
		JMP(LabelRef("broken"))
		for l := width + 1; l <= 16; l++ {
			Label(fmt.Sprintf("%s_%d", name, l))
			if l < 16 {
				SHRL(Imm(uint64(16-l)), EAX)
			}
			ADDL(Mem{Base: table, Disp: canonical + bases + 4*l}, EAX)
			MOVL(Mem{Base: table, Index: RAX, Scale: 4, Disp: canonical + codes}, entry)
			JMP(LabelRef(name + "_found"))
		}
	})
}

// value leaves the value of the code at the top of b in RAX.
func value(b Register) {
	Comment("Its value.")
	RORXL(Imm(8), entry, ECX)
	SHLXQ(RCX, b, RAX)
	MOVQ(RAX, RCX)
	SARQ(Imm(63), RCX)
	NOTQ(RCX)
	XORQ(RCX, RAX)
	SHRQ(Imm(1), RAX)
	RORXL(Imm(16), entry, EDX)
	SHRXQ(RDX, RAX, RAX)
	XORQ(RCX, RAX)
	SUBQ(RCX, RAX)
}

// drop takes the code and the value away.
func drop() {
	SHLXQ(RBX, bits, bits)
	SUBL(entry, count.As32())
}

// pair decodes one or two AC coefficients.
func pair(name string) {
	Comment("The codes that come next.")
	MOVQ(bits, RAX)
	SHRQ(Imm(64-pairBits), RAX)
	MOVQ(Mem{Base: ac, Index: RAX, Scale: 8, Disp: acPairs}, RBX)
	MOVQ(RBX, RDX)
	SHRQ(Imm(56), RDX)
	ADDQ(k, RDX) // the new k
	TESTL(U32(64), EDX)
	JNZ(LabelRef(name + "_check"))
	Label(name + "_pair")
	MOVQ(bits, RSI)
	drop()
	Comment("The second value.")
	RORXQ(Imm(24), RBX, RCX)
	SHLXQ(RCX, RSI, RAX)
	extend(32)
	store(RDX)
	Comment("The first value.")
	RORXQ(Imm(8), RBX, RCX)
	SHLXQ(RCX, RSI, RAX)
	extend(16)
	RORXQ(Imm(40), RBX, RCX)
	MOVBLZX(CL, ECX)
	ADDQ(RCX, k)
	store(k)
	MOVQ(RDX, k)
	TESTQ(RBX, RBX)
	JS(LabelRef("values_end"))
	Label(name + "_next")
	late = append(late, func() {
		Label(name + "_check")
		CMPL(EDX, Imm(64))
		JE(LabelRef(name + "_pair"))
		refill()
		find(name, ac, acFast, acBits, acCanonical)
		value(bits)
		drop()
		MOVL(entry, ECX)
		SHRL(Imm(24), ECX)
		ADDQ(RCX, k)
		store(k)
		refill()
		CMPQ(k, Imm(64))
		JLE(LabelRef(name + "_next"))
		JMP(LabelRef("values_done"))
	})
}

// extend turns the bits at the top of RAX into a value, whose length is 63 minus
// the byte of RBX at that bit.
func extend(at int) {
	MOVQ(RAX, RCX)
	SARQ(Imm(63), RCX)
	NOTQ(RCX)
	XORQ(RCX, RAX)
	SHRQ(Imm(1), RAX)
	RORXQ(Imm(uint64(at)), RBX, spare)
	SHRXQ(spare, RAX, RAX)
	XORQ(RCX, RAX)
	SUBQ(RCX, RAX)
}

// store stores RAX as the coefficient before the zigzag index next.
func store(next Register) {
	MOVQ(field(runPlace), RCX)
	MOVBLZX(Mem{Base: RCX, Index: next, Scale: 1, Disp: -1}, ECX)
	MOVW(AX, Mem{Base: out, Index: RCX, Scale: 2})
}

// skip steps over as many coefficients as the table tells.
func skip(name string) {
	Comment("Skip.")
	MOVQ(bits, RAX)
	SHRQ(Imm(64-skipBits), RAX)
	MOVWLZX(Mem{Base: ac, Index: RAX, Scale: 2, Disp: acSkip}, EBX)
	TESTW(BX, BX)
	JS(LabelRef("skip_end"))
	MOVL(EBX, ECX)
	SHRL(Imm(8), ECX)
	ADDQ(k, RCX)
	CMPQ(RCX, Imm(64))
	JAE(LabelRef("step"))
	MOVQ(RCX, k)
	drop()
}
