// Command huffman writes the decoding of runs of MCUs, whose definition is
// runRef in huffman_mcus.go.
package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// Widths of tables, as in huffman.go.
const (
	dcBits   = 9
	acBits   = 10
	skipBits = 13
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

	acSkip = 4 << acBits

	// Of a canonical.
	limits = 0
	bases  = 17 * 4
	codes  = 2 * 17 * 4

	dcCanonical = 4 << dcBits
	acCanonical = acSkip + 2<<skipBits
)

// States, as in bits.go.
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
	place = R15
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
	MOVQ(field(runPlace), place)

	Label("mcu")
	CMPQ(field(runTodo), Imm(0))
	JE(LabelRef("done"))
	position(RAX)
	CMPQ(RAX, field(runBeginLimit))
	JG(LabelRef("hungry"))
	LEAQ(field(runBlocks), block)

	Label("block")
	MOVQ(Mem{Base: block, Disp: blockAt}, RAX)
	MOVQ(Mem{Base: block, Disp: blockStep}, RCX)
	ADDQ(RAX, RCX)
	MOVQ(RCX, Mem{Base: block, Disp: blockAt})
	MOVQ(field(runCoeffs), out)
	LEAQ(Mem{Base: out, Index: RAX, Scale: 2}, out)
	refill()

	// The refilled 56 bits are enough for two coefficients, of 31 bits and, with a
	// code that is no longer than the table's index, of acBits + 15; for a longer
	// one they are refilled again.
	MOVQ(Mem{Base: block, Disp: blockDC}, RSI)
	find("dc", RSI, dcBits, dcCanonical)
	value()
	MOVQ(Mem{Base: block, Disp: blockPrediction}, RSI)
	ADDQ(Mem{Base: run, Index: RSI, Scale: 8, Disp: runPredictions}, RAX)
	MOVQ(RAX, Mem{Base: run, Index: RSI, Scale: 8, Disp: runPredictions})
	MOVQ(RAX, RSI) // the DC value, until it is stored
	drop()
	MOVQ(Mem{Base: block, Disp: blockAC}, ac)
	MOVL(U32(1), k.As32())
	CMPQ(field(runLast), Imm(1))
	JE(LabelRef("values_done"))

	coefficient("first")
	JGE(LabelRef("values_done"))
	Label("values")
	refill()
	coefficient("odd")
	JGE(LabelRef("values_done"))
	coefficient("even")
	JL(LabelRef("values"))

	Label("values_done")
	MOVW(SI, Mem{Base: out})
	CMPQ(k, Imm(64))
	JGE(LabelRef("block_done"))

	Label("skip")
	refill()
	skip("first")
	skip("second")
	JMP(LabelRef("skip"))

	Label("skip_end")
	drop()
	Label("next_block")
	ADDQ(Imm(blockSize), block)
	MOVQ(field(runN), RAX)
	LEAQ(Mem{Base: RAX, Index: RAX, Scale: 4}, RAX) // blockSize is 8·5
	LEAQ(Mem{Base: run, Index: RAX, Scale: 8, Disp: runBlocks}, RAX)
	CMPQ(block, RAX)
	JB(LabelRef("block"))
	position(RAX)
	CMPQ(RAX, field(runEndLimit))
	JG(LabelRef("ended"))
	DECQ(field(runTodo))
	JMP(LabelRef("mcu"))

	Label("step")
	refill()
	find("step", ac, acBits, acCanonical)
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

	for _, f := range late {
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
	SUBQ(count, dst)
}

// refill makes count at least 56.
func refill() {
	Comment("Refill.")
	MOVQ(Mem{Base: next}, RAX)
	BSWAPQ(RAX)
	SHRXQ(count, RAX, RAX)
	ORQ(RAX, bits)
	MOVQ(count, RAX)
	XORQ(Imm(63), RAX) // 63 - count
	SHRQ(Imm(3), RAX)
	ADDQ(RAX, next)
	ORQ(Imm(56), count)
}

// find loads the entry of the code that comes next.
func find(name string, table Register, width, canonical int) {
	Comment("The code that comes next.")
	MOVQ(bits, RAX)
	SHRQ(Imm(uint64(64-width)), RAX)
	MOVL(Mem{Base: table, Index: RAX, Scale: 4}, entry)
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

// value leaves the value behind the code in RAX.
func value() {
	Comment("Its value.")
	RORXL(Imm(8), entry, ECX)
	SHLXQ(RCX, bits, RAX)
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
	MOVBLZX(BL, ECX)
	SUBQ(RCX, count)
}

// coefficient decodes an AC coefficient and compares k with last.
func coefficient(name string) {
	find(name, ac, acBits, acCanonical)
	value()
	drop()
	MOVL(entry, ECX)
	SHRL(Imm(24), ECX)
	ADDQ(RCX, k)
	MOVBLZX(Mem{Base: place, Index: k, Scale: 1, Disp: -1}, EDX)
	MOVW(AX, Mem{Base: out, Index: RDX, Scale: 2})
	CMPQ(k, field(runLast))
}

// skip steps over as many coefficients as the table tells.
func skip(name string) {
	Comment("Skip.")
	MOVQ(bits, RAX)
	SHRQ(Imm(64-skipBits), RAX)
	MOVWLZX(Mem{Base: ac, Index: RAX, Scale: 2, Disp: acSkip}, EBX)
	MOVL(EBX, ECX)
	SHRL(Imm(8), ECX)
	ADDQ(k, RCX)
	CMPQ(RCX, Imm(64))
	JAE(LabelRef(name + "_stop"))
	MOVQ(RCX, k)
	drop()
	late = append(late, func() {
		Label(name + "_stop")
		TESTL(U32(64), ECX)
		JZ(LabelRef("skip_end"))
		JMP(LabelRef("step"))
	})
}
