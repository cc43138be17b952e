// Package huffman writes the decoding of runs of MCUs, whose definition is
// runRef in huffman_ref.go.
package huffman

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"

	"fanout/internal/_asm"
)

// Widths of tables, as in decode_tables.go.
const (
	dcBits   = 9
	acBits   = 10
	skipBits = 12
	pairBits = 11
)

// Offsets of fields, which huffman_amd64.go checks.
const (
	runBuf        = 0
	runBits       = 24
	runCount      = 32
	runPos        = 40
	runBeginLimit = 48
	runEndLimit   = 56
	runRemaining  = 64
	runEnd        = 72
	runIndex      = 80
	runCoeffs     = 88
	runN          = 112
	runBlocks     = 120
	runPred       = 520

	blockDC        = 0
	blockAC        = 8
	blockOffset    = 16
	blockStride    = 24
	blockComponent = 32
	blockSize      = 40

	acPairs = 0
	acSkip  = 8 << pairBits
	acFast  = acSkip + 2<<skipBits

	// In a canonical table.
	limits = 0
	bases  = 17 * 4
	codes  = 2 * 17 * 4

	dcCanonical = 4 << dcBits
	acCanonical = acFast + 4<<acBits
)

// States, as in decode_bits.go.
const (
	runDone = iota
	runNeedsData
	runPastEnd
	runInvalid
)

// Registers that keep their meaning in the whole function. AX, CX, DX and SI
// are scratch.
var (
	entry = EBX // of the current code
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

// Emit emits the function of huffman_amd64.s.
func Emit() {
	asm.Declare("runBMI2", "func(r *byte) int",
		"runBMI2 is mcuRun.runRef for the run that begins at r and has passed its check. It needs BMI2.",
		"It returns a runState. It reads nothing of buf from beginLimit/8 + ecsLookahead on, as no block has",
		"more than maxBlockBits, whatever they are: each of its codes takes a coefficient. It writes only the",
		"k·k coefficients from each offset on, as index has no other indices. It returns at the latest",
		"when buf is used up, after less than a millisecond.")
	end := begin()

	Label("mcu")
	CMPQ(field(runRemaining), Imm(0))
	JE(LabelRef("done"))
	position(RAX)
	CMPQ(RAX, field(runBeginLimit))
	JG(LabelRef("needs_data"))
	LEAQ(field(runBlocks), block)

	Label("block")
	refill()
	decodeDC()
	decodeAC()
	skipRest()

	Label("next_block")
	ADDQ(Imm(blockSize), block)
	CMPQ(block, end)
	JB(LabelRef("block"))
	position(RAX)
	CMPQ(RAX, field(runEndLimit))
	JG(LabelRef("past_end"))
	DECQ(field(runRemaining))
	JMP(LabelRef("mcu"))

	endOfBlock()
	finish()
	for len(outOfLine) > 0 {
		emit := outOfLine[0]
		outOfLine = outOfLine[1:]
		emit()
	}
}

// begin loads the registers, and returns where the address after the last block
// is.
func begin() (end Mem) {
	Load(Param("r"), run)
	MOVQ(field(runBits), bits)
	MOVQ(field(runCount), count)
	MOVQ(field(runBuf), next)
	ADDQ(field(runPos), next)
	MOVQ(field(runN), RAX)
	LEAQ(Mem{Base: RAX, Index: RAX, Scale: 4}, RAX) // blockSize is 8·5
	LEAQ(Mem{Base: run, Index: RAX, Scale: 8, Disp: runBlocks}, RAX)
	end = AllocLocal(8)
	MOVQ(RAX, end)
	return end
}

// decodeDC decodes the DC coefficient (T.81 F.2.2.1).
//
// The refilled 56 bits are enough for it, of at most 31 bits, and for one
// look-up of others, of maxPair; or for two of the latter. Which bits come next
// is computed first, as everything else depends on it.
func decodeDC() {
	MOVQ(Mem{Base: block, Disp: blockDC}, RSI)
	lookup("dc", RSI, 0, dcBits, dcCanonical)
	MOVQ(bits, RSI)
	dropCode()
	MOVQ(Mem{Base: block, Disp: blockAC}, ac)
	receiveExtend(RSI)
	MOVQ(Mem{Base: block, Disp: blockComponent}, RSI)
	ADDQ(Mem{Base: run, Index: RSI, Scale: 8, Disp: runPred}, RAX)
	MOVQ(RAX, Mem{Base: run, Index: RSI, Scale: 8, Disp: runPred})
	MOVQ(RAX, dcValue)
	MOVQ(Mem{Base: block, Disp: blockOffset}, RAX)
	MOVQ(Mem{Base: block, Disp: blockStride}, RCX)
	ADDQ(RAX, RCX)
	MOVQ(RCX, Mem{Base: block, Disp: blockOffset})
	MOVQ(field(runCoeffs), out)
	LEAQ(Mem{Base: out, Index: RAX, Scale: 2}, out)
	MOVL(U32(1), k.As32())
}

// decodeAC decodes the AC coefficients that are needed, and stores the DC
// coefficient.
func decodeAC() {
	CMPQ(field(runEnd), Imm(1))
	JE(LabelRef("values_done"))

	pair("first")
	refill()
	pair("second")
	CMPQ(k, field(runEnd))
	JGE(LabelRef("values_done"))
	Label("values")
	refill()
	pair("odd")
	CMPQ(k, field(runEnd))
	JGE(LabelRef("values_done"))
	pair("even")
	CMPQ(k, field(runEnd))
	JL(LabelRef("values"))

	Label("values_done")
	MOVW(dcValue.As16(), Mem{Base: out})
	CMPQ(k, Imm(64))
	JGE(LabelRef("block_done"))
}

// skipRest skips the other coefficients.
func skipRest() {
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
	dropCode()
}

// endOfBlock skips a single code, and checks how the block ends.
func endOfBlock() {
	Label("step")
	refill()
	lookup("step", ac, acFast, acBits, acCanonical)
	MOVL(entry, EAX)
	SHRL(Imm(24), EAX)
	ADDQ(RAX, k)
	dropCode()
	CMPQ(k, Imm(64))
	JL(LabelRef("skip"))

	Label("block_done")
	CMPQ(k, Imm(64))
	JE(LabelRef("next_block"))
	CMPQ(k, Imm(128))
	JGE(LabelRef("next_block"))
}

// finish returns the state that ended the run.
func finish() {
	Label("invalid")
	position(RAX)
	MOVL(U32(runInvalid), ECX)
	CMPQ(RAX, field(runEndLimit))
	JLE(LabelRef("return"))
	Label("past_end")
	MOVL(U32(runPastEnd), ECX)
	JMP(LabelRef("return"))
	Label("needs_data")
	MOVL(U32(runNeedsData), ECX)
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
}
