package huffman

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// outOfLine emits the rare cases, whose code follows the function's return.
var outOfLine []func()

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

// lookup loads the entry of the next code (DECODE, T.81 F.2.2.3): from the
// table fast, indexed by the next width bits, or, if the code is longer, by
// means of the canonical table.
func lookup(name string, table Register, fast, width, canonical int) {
	Comment("The next code.")
	MOVQ(bits, RAX)
	SHRQ(Imm(uint64(64-width)), RAX)
	MOVL(Mem{Base: table, Index: RAX, Scale: 4, Disp: fast}, entry)
	TESTL(entry, entry)
	JZ(LabelRef(name + "_long"))
	Label(name + "_found")
	outOfLine = append(outOfLine, func() {
		Label(name + "_long")
		refill()
		MOVQ(bits, RAX)
		SHRQ(Imm(48), RAX)
		for l := width + 1; l <= 16; l++ {
			CMPL(EAX, Mem{Base: table, Disp: canonical + limits + 4*l})
			JB(LabelRef(fmt.Sprintf("%s_%d", name, l)))
		}
		JMP(LabelRef("invalid"))
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

// receiveExtend sets RAX to the value of the additional bits (T.81 F.2.2.1) of
// the code at the top of b.
func receiveExtend(b Register) {
	Comment("RECEIVE and EXTEND.")
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

// dropCode removes the code and its additional bits.
func dropCode() {
	SHLXQ(RBX, bits, bits)
	SUBL(entry, count.As32())
}

// pair decodes one or two AC coefficients (T.81 F.2.2.2).
func pair(name string) {
	Comment("The next codes.")
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
	dropCode()
	Comment("The second value.")
	RORXQ(Imm(24), RBX, RCX)
	SHLXQ(RCX, RSI, RAX)
	extend(32)
	storeBefore(RDX)
	Comment("The first value.")
	RORXQ(Imm(8), RBX, RCX)
	SHLXQ(RCX, RSI, RAX)
	extend(16)
	RORXQ(Imm(40), RBX, RCX)
	MOVBLZX(CL, ECX)
	ADDQ(RCX, k)
	storeBefore(k)
	MOVQ(RDX, k)
	TESTQ(RBX, RBX)
	JS(LabelRef("values_end"))
	Label(name + "_next")
	outOfLine = append(outOfLine, func() {
		Label(name + "_check")
		CMPL(EDX, Imm(64))
		JE(LabelRef(name + "_pair"))
		refill()
		lookup(name, ac, acFast, acBits, acCanonical)
		receiveExtend(bits)
		dropCode()
		MOVL(entry, ECX)
		SHRL(Imm(24), ECX)
		ADDQ(RCX, k)
		storeBefore(k)
		refill()
		CMPQ(k, Imm(64))
		JLE(LabelRef(name + "_next"))
		JMP(LabelRef("values_done"))
	})
}

// extend sets RAX to the value of the additional bits at its top. Their number
// is 63 minus the byte of RBX that begins at bit at.
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

// storeBefore stores RAX as the coefficient before the zigzag index next.
func storeBefore(next Register) {
	MOVQ(field(runIndex), RCX)
	MOVBLZX(Mem{Base: RCX, Index: next, Scale: 1, Disp: -1}, ECX)
	MOVW(AX, Mem{Base: out, Index: RCX, Scale: 2})
}

// skip skips the coefficients of the codes that the table combines.
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
	dropCode()
}
