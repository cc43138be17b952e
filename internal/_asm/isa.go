package asm

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// An ISA is one of the instruction sets that kernels are written for. Its
// methods emit instructions whose names differ between them. Where the
// algorithms differ, generators compare an ISA with AVX2 or AVX512.
type ISA struct {
	Name  string // ends the names of functions
	Bytes int    // of a vector
}

// The instruction sets for vectors. AVX512 is the set of cpu.AVX512. The
// comments of functions list the extensions that each needs.
var (
	AVX2   = ISA{"AVX2", 32}
	AVX512 = ISA{"AVX512", 64}
)

// Of returns the instruction set that v is a vector of.
func Of(v reg.VecVirtual) ISA {
	if int(v.Size()) == AVX512.Bytes {
		return AVX512
	}
	return AVX2
}

// Vector returns a new register.
func (s ISA) Vector() reg.VecVirtual {
	if s == AVX512 {
		return ZMM()
	}
	return YMM()
}

// Load loads a vector from memory at any address.
func (s ISA) Load(m Mem, v Op) {
	if s == AVX512 {
		VMOVDQU64(m, v)
	} else {
		VMOVDQU(m, v)
	}
}

// Store stores a vector to memory at any address.
func (s ISA) Store(v Op, m Mem) {
	if s == AVX512 {
		VMOVDQU64(v, m)
	} else {
		VMOVDQU(v, m)
	}
}

// Move copies one register to another.
func (s ISA) Move(from, to Op) {
	if s == AVX512 {
		VMOVDQA64(from, to)
	} else {
		VMOVDQA(from, to)
	}
}

// Xor sets d to a ^ b, of which a may be in memory.
func (s ISA) Xor(a, b, d Op) {
	if s == AVX512 {
		VPXORQ(a, b, d)
	} else {
		VPXOR(a, b, d)
	}
}

// Or sets d to a | b, of which a may be in memory.
func (s ISA) Or(a, b, d Op) {
	if s == AVX512 {
		VPORQ(a, b, d)
	} else {
		VPOR(a, b, d)
	}
}

// And sets d to a & b, of which a may be in memory.
func (s ISA) And(a, b, d Op) {
	if s == AVX512 {
		VPANDQ(a, b, d)
	} else {
		VPAND(a, b, d)
	}
}

// BroadcastLane loads 16 bytes into each 128-bit lane of v.
func (s ISA) BroadcastLane(m Mem, v Op) {
	if s == AVX512 {
		VBROADCASTI32X4(m, v)
	} else {
		VBROADCASTI128(m, v)
	}
}

// BroadcastByte returns a new vector with x in each byte.
func (s ISA) BroadcastByte(x byte) reg.VecVirtual {
	v, c := s.Vector(), GP32()
	MOVL(U32(x), c)
	if s == AVX512 {
		VPBROADCASTB(c, v)
	} else {
		VMOVD(c, v.AsX())
		VPBROADCASTB(v.AsX(), v)
	}
	return v
}

// BroadcastQuad returns a new vector of AVX-512 with x in each 64 bits.
func BroadcastQuad(x uint64) reg.VecVirtual {
	c, v := GP64(), ZMM()
	MOVQ(U64(x), c)
	VPBROADCASTQ(c, v)
	return v
}

// ZeroVector returns a new vector of AVX-512 that is zero.
func ZeroVector() reg.VecVirtual {
	v := ZMM()
	VPXORQ(v, v, v)
	return v
}
