package dct

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"

	"fanout/internal/_asm"
)

// As in idct_ref.go.
const (
	columnShift = 10
	columnRound = 1 << (columnShift - 1)
	rowShift    = 19
	rowRound    = 128<<rowShift + 1<<(rowShift-1)
	smallRound  = 128<<3 + 4 // for blocks of 2×2 and 1×1, which shift by 3 only
)

// EmitInverse emits the functions of idct_amd64.s.
func EmitInverse() {
	asm.RepeatedBytes = asm.AVX512.Bytes
	inverse8(asm.AVX2)
	inverse8(asm.AVX512)
	inverse4()
	inverse2()
	inverse1()
}

// arguments are the parameters of the inverse transforms.
type arguments struct {
	dst, stride, coeffs, blocks, quant Register
}

// begin begins inverseRef for blocks of k×k coefficients, whose number is a
// multiple of step.
func begin(isa asm.ISA, k, step int) arguments {
	name := fmt.Sprintf("inverse%d%s", k, isa.Name)
	needs := "AVX2"
	if isa == asm.AVX512 {
		needs = "AVX-512 F and BW"
	}
	asm.Declare(name, "func(dst *byte, stride int, coeffs *int16, blocks int, quant *uint16)",
		fmt.Sprintf("%s is inverseRef for blocks of %d×%d coefficients, whose number is a positive", name, k, k),
		fmt.Sprintf("multiple of %d. It needs %s.", step, needs))
	return arguments{asm.Arg("dst"), asm.Arg("stride"), asm.Arg("coeffs"), asm.Arg("blocks"), asm.Arg("quant")}
}

// loop repeats body, which makes step blocks of side k.
func (a arguments) loop(step, k int, body func()) {
	Label("loop")
	body()
	ADDQ(Imm(uint64(step*k)), a.dst)
	SUBQ(Imm(uint64(step)), a.blocks)
	JNZ(LabelRef("loop"))
	VZEROUPPER()
	RET()
}

// dequantize multiplies by the factors, which are at most 32767, and saturates.
func dequantize(c VecVirtual, factors Op) VecVirtual {
	lo, hi, first, second := asm.Like(c), asm.Like(c), asm.Like(c), asm.Like(c)
	VPMULLW(factors, c, lo)
	VPMULHW(factors, c, hi)
	VPUNPCKLWD(hi, lo, first)
	VPUNPCKHWD(hi, lo, second)
	VPACKSSDW(second, first, first)
	return first
}

// limitFactors lowers 16-bit factors to at most 32767.
func limitFactors(q VecVirtual) { VPMINUW(asm.Repeated("maxFactor", 32767), q, q) }
