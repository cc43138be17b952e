// Command argon2asm writes the assembly of package argon2: its compression
// function, in which nearly all arithmetic of the hash happens.
package main

import (
	"github.com/mmcloughlin/avo/attr"
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

// begin starts a function that compresses, called after the variant.
func begin(variant string, xor bool, need, order string, attributes attr.Attribute) blocks {
	name, old := "compress"+variant, ""
	if xor {
		name, old = "compressXor"+variant, " xor out"
	}
	TEXT(name, attributes, "func(out, prev, ref *[128]uint64)")
	Pragma("noescape")
	Doc(
		name+" sets out to G(prev, ref)"+old+", as compressRef does, with words",
		order+". out may be one of the others. The block after out, which",
		"will be needed next, is fetched; it need not be memory. It needs "+need+".",
	)
	return blocks{Load(Param("out"), GP64()), Load(Param("prev"), GP64()), Load(Param("ref"), GP64())}
}

func at(base reg.Register, offset int) Mem { return Mem{Base: base, Disp: offset} }

// prefetchBlock fetches the 16 cache lines of a block.
func prefetchBlock() {
	TEXT("prefetchAMD64", NOSPLIT, "func(b *[128]uint64)")
	Pragma("noescape")
	Doc("prefetchAMD64 has b fetched into the first-level cache.")
	b := Load(Param("b"), GP64())
	for i := 0; i < blockSize; i += 64 {
		PREFETCHT0(at(b, i))
	}
	RET()
}
