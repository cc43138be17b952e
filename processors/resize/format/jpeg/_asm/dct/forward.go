package dct

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"

	"fanout/internal/_asm"
)

// As in fdct_ref.go.
const (
	forwardColumnShift = 9
	forwardColumnRound = 1 << (forwardColumnShift - 1)
	forwardRowShift    = 16
	forwardRowRound    = 1 << (forwardRowShift - 1)
)

// EmitForward emits the functions of fdct_amd64.s.
func EmitForward() {
	asm.RepeatedBytes = asm.AVX512.Bytes
	forward(asm.AVX2, "2. It needs AVX2.")
	forward(asm.AVX512, "4. It needs AVX-512 F, BW and DQ.")
}

// forward emits forwardRef. Each 128-bit lane of a vector belongs to a block,
// whose eight 16-bit values are a row, then a column, then eight coefficients
// in zigzag order.
func forward(isa asm.ISA, step string) {
	name := "forward" + isa.Name
	asm.Declare(name, "func(coeffs *int16, nonzero *uint64, src *byte, stride, blocks int, bias, reciprocal, scale *uint16)",
		name+" is forwardRef for a number of blocks that is a positive multiple of", step+" The tables are those of the quantizer.")
	coeffs, nonzero := asm.Arg("coeffs"), asm.Arg("nonzero")
	src, stride, blocks := asm.Arg("src"), asm.Arg("stride"), asm.Arg("blocks")
	t := tables{asm.Arg("bias"), asm.Arg("reciprocal"), asm.Arg("scale")}
	lanes := isa.Bytes / 16
	stride3 := GP64()
	below := GP64()
	LEAQ(Mem{Base: stride, Index: stride, Scale: 2}, stride3)

	Label("loop")
	v := samples(isa, src, stride, stride3, below)
	ADDQ(U32(8*lanes), src)
	v = asm.Transpose(forwardCosines(v, "columnRound", forwardColumnRound, forwardColumnShift))
	v = forwardCosines(v, "rowRound", forwardRowRound, forwardRowShift)
	for u := range v {
		t.quantize(v[u], 16*u)
	}
	v = zigzag(v)
	for i := range v {
		storeLanes(v[i], coeffs, 16*i)
	}
	ADDQ(U32(128*lanes), coeffs)
	if isa == asm.AVX2 {
		storeBitmaps2(v, nonzero)
	} else {
		storeBitmaps4(v, nonzero)
	}
	ADDQ(Imm(uint64(8*lanes)), nonzero)
	SUBQ(Imm(uint64(lanes)), blocks)
	JNZ(LabelRef("loop"))
	VZEROUPPER()
	RET()
}

// samples loads a row of eight samples of each block into each vector, and
// subtracts 128. below is a register for the address of row 4.
func samples(isa asm.ISA, src, stride, stride3, below Register) (rows [8]VecVirtual) {
	LEAQ(Mem{Base: src, Index: stride, Scale: 4}, below)
	for y := range rows {
		row := Mem{Base: []Register{src, below}[y/4]}
		switch y % 4 {
		case 1:
			row.Index, row.Scale = stride, 1
		case 2:
			row.Index, row.Scale = stride, 2
		case 3:
			row.Index, row.Scale = stride3, 1
		}
		rows[y] = isa.Vector()
		VPMOVZXBW(row, rows[y])
		VPSUBW(asm.Repeated("level", 128), rows[y], rows[y])
	}
	return rows
}

// storeLanes stores each lane of v in its block of 128 bytes.
func storeLanes(v VecVirtual, blocks Register, offset int) {
	isa := asm.Of(v)
	for lane := range isa.Bytes / 16 {
		to := Mem{Base: blocks, Disp: 128*lane + offset}
		switch {
		case isa == asm.AVX512:
			VEXTRACTI32X4(Imm(uint64(lane)), v, to)
		case lane == 0:
			VMOVDQU(v.AsX(), to)
		default:
			VEXTRACTI128(Imm(1), v, to)
		}
	}
}

// forwardCosines is that of the reference, for 16-bit values.
func forwardCosines(x [8]VecVirtual, round string, roundValue int32, shift uint64) (out [8]VecVirtual) {
	var s, d [4]VecVirtual
	for i := range 4 {
		s[i], d[i] = asm.Like(x[i]), asm.Like(x[i])
		VPADDW(x[7-i], x[i], s[i])
		VPSUBW(x[7-i], x[i], d[i])
	}
	s03, s12 := asm.Words16.Of(s[0], s[3]), asm.Words16.Of(s[1], s[2])
	d01, d23 := asm.Words16.Of(d[0], d[1]), asm.Words16.Of(d[2], d[3])
	for half := range 2 {
		for u, k := range [8][4]int16{
			{cos4, cos4, cos4, cos4},
			{cos1, cos3, cos5, cos7},
			{cos2, -cos2, cos6, -cos6},
			{cos3, -cos7, -cos1, -cos5},
			{cos4, cos4, -cos4, -cos4},
			{cos5, -cos1, cos7, cos3},
			{cos6, -cos6, -cos2, cos2},
			{cos7, -cos5, cos3, -cos1},
		} {
			first, second := s03[half], s12[half]
			if u%2 == 1 {
				first, second = d01[half], d23[half]
			}
			f := asm.MultiplyPairs(first, fmt.Sprintf("cosines%da", u), k[0], k[1])
			VPADDD(asm.MultiplyPairs(second, fmt.Sprintf("cosines%db", u), k[2], k[3]), f, f)
			VPADDD(asm.Repeated32(round, roundValue), f, f)
			VPSRAD(Imm(shift), f, f)
			if half == 0 {
				out[u] = f
			} else {
				VPACKSSDW(f, out[u], out[u])
			}
		}
	}
	return out
}

// tables are the addresses of the quantizer's tables, of one entry for each
// coefficient in columns.
type tables struct{ bias, reciprocal, scale Register }

// quantize divides a column of coefficients of each block by its factors, which
// are at offset in the tables.
func (t tables) quantize(v VecVirtual, offset int) {
	isa := asm.Of(v)
	n, factor := isa.Vector(), isa.Vector()
	load := func(table Register) { isa.BroadcastLane(Mem{Base: table, Disp: offset}, factor) }
	VPABSW(v, n)
	load(t.bias)
	VPADDW(factor, n, n)
	load(t.reciprocal)
	VPMULHUW(factor, n, n)
	load(t.scale)
	VPMULHUW(factor, n, n)
	if isa == asm.AVX2 {
		VPSIGNW(v, n, v)
		return
	}
	negative := K()
	VPMOVW2M(v, negative)
	VMOVDQU16(n, v)
	VPSUBW(n, asm.ZeroVector(), negative, v)
}
