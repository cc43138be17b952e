package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"

	"fanout/internal/_asm"
)

// rounding loads the parameter shift for VPSRAD, and returns with it half a
// unit of the shift's result in each 32 bits of a vector.
func rounding(isa asm.ISA) (half, shift VecVirtual) {
	half, shift = isa.Vector(), XMM()
	count, one := GP64(), GP64()
	Load(Param("shift"), count)
	VMOVQ(count, shift)
	DECQ(count)
	MOVQ(U32(1), one)
	SHLXQ(count, one, one)
	t := XMM()
	VMOVQ(one, t)
	VPBROADCASTD(t, half)
	return half, shift
}
