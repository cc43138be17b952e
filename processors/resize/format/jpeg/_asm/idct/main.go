// Command idct writes the AVX2 inverse DCTs, whose definition is in idct_ref.go.
package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"

	. "fanout/processors/resize/format/jpeg/_asm/vec"
)

// As in idct_ref.go.
const (
	columnShift = 10
	columnRound = 1 << (columnShift - 1)
	rowShift    = 19
	rowRound    = 128<<rowShift + 1<<(rowShift-1)
	smallRound  = 128<<3 + 4 // of k = 2 and k = 1, which shift by 3 only
)

func main() {
	ConstraintExpr("!purego")
	Longest = 64
	inverse8()
	inverse8Wide()
	inverse4()
	inverse2()
	inverse1()
	Generate()
}

const signature = "func(dst *byte, stride int, coeffs *int16, blocks int, quant *uint16)"

// arguments are the parameters of every function here, in registers.
type arguments struct {
	dst, stride, coeffs, blocks, quant Register
}

func begin(name, doc string) arguments {
	TEXT(name, NOSPLIT, signature)
	Doc(doc)
	return arguments{
		Load(Param("dst"), GP64()),
		Load(Param("stride"), GP64()),
		Load(Param("coeffs"), GP64()),
		Load(Param("blocks"), GP64()),
		Load(Param("quant"), GP64()),
	}
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

// dequantise multiplies by the factors, which are at most 32767, and saturates.
func dequantise(c VecVirtual, factors Op) VecVirtual {
	lo, hi, first, second := Like(c), Like(c), Like(c), Like(c)
	VPMULLW(factors, c, lo)
	VPMULHW(factors, c, hi)
	VPUNPCKLWD(hi, lo, first)
	VPUNPCKHWD(hi, lo, second)
	VPACKSSDW(second, first, first)
	return first
}

// limitFactors lowers 16-bit factors to at most 32767.
func limitFactors(q VecVirtual) { VPMINUW(Repeated("maxFactor", 32767), q, q) }
