// Command _asm writes the assembly of package argon2: the compression function
// G (RFC 9106 section 3.5), which takes nearly all the time of a hash.
package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"

	"fanout/internal/_asm"
)

const blockSize = 1024

func main() {
	asm.Generator{Kernels: map[string]func(){"compress": compress}}.Main()
}

func compress() {
	for _, xor := range []bool{false, true} {
		compressAVX512(xor)
		compressAVX2(xor)
	}
	prefetchBlock()
}

// blocks are the arguments of a compression function.
type blocks struct{ out, prev, ref reg.Register }

// begin begins a compression function with its words in some order.
func begin(isa asm.ISA, xor bool, needs, order string) blocks {
	name, old, declare := "compress"+isa.Name, "", asm.Declare
	if xor {
		name, old = "compressXor"+isa.Name, " xor out"
	}
	if isa == asm.AVX2 {
		declare = asm.DeclareLargeFrame
	}
	declare(name, "func(out, prev, ref *[128]uint64)",
		name+" sets out to G(prev, ref)"+old+", as compressRef does, with words",
		order+". out may be one of the others. The block after out, which is",
		"needed next, is prefetched; it need not be memory. It needs "+needs+".")
	return blocks{asm.Arg("out"), asm.Arg("prev"), asm.Arg("ref")}
}

func at(base reg.Register, offset int) Mem { return Mem{Base: base, Disp: offset} }

// A step is one of the four of the function GB (RFC 9106 section 3.6):
// sum += add + 2·low(sum)·low(add), then rotated = (rotated ^ sum) >>> by.
type step struct{ sum, add, rotated, by int }

// steps are those of GB; a, b, c, d are numbered from 0.
var steps = []step{{0, 1, 3, 32}, {2, 3, 1, 24}, {0, 1, 3, 16}, {2, 3, 1, 63}}

// rotation returns the amounts for VPERMQ by which the words of b and of d are
// rotated for the diagonals, or back.
func rotation(back bool) (b, d Constant) {
	const by1, by3 = 0x39, 0x93
	if back {
		return Imm(by3), Imm(by1)
	}
	return Imm(by1), Imm(by3)
}

// prefetchBlock emits a function that prefetches the 16 cache lines of a block.
func prefetchBlock() {
	asm.Declare("prefetchAMD64", "func(b *[128]uint64)",
		"prefetchAMD64 prefetches b into the first-level cache.")
	b := asm.Arg("b")
	for i := 0; i < blockSize; i += 64 {
		PREFETCHT0(at(b, i))
	}
	RET()
}
