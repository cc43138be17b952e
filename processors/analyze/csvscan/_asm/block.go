package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"

	"fanout/internal/_asm"
)

// Both kernels turn blocks of 64 bytes into 64-bit masks, one bit for each
// byte, the first byte lowest: quotes, delimiters, LF, CR. The mask of what is
// inside quotes is the carry-less product of the mask of quotes and all ones:
// its bit i is the parity of the quotes up to and with byte i (Geoff Langdale,
// Daniel Lemire: Parsing Gigabytes of JSON per Second, 2019, section 3.1.1).

// The classes of bytes, as numbers for mask.
const (
	quote = iota
	delimiter
	lf
	cr
)

// A block has the registers for one block of 64 bytes.
type block struct {
	asm.ISA
	ones  VecVirtual    // all bits set, for the product
	bytes [4]VecVirtual // the byte of each class, everywhere
	parts []VecVirtual  // the block itself, in one vector or two
}

// newBlock loads what the masks of all blocks need from the parameters
// delimiter and quote.
func newBlock(isa asm.ISA) *block {
	b := &block{ISA: isa, ones: XMM()}
	VPCMPEQD(b.ones.AsX(), b.ones.AsX(), b.ones.AsX())
	var bytes []GPVirtual
	for _, name := range []string{"quote", "delimiter"} {
		r := GP32()
		Load(Param(name), r)
		bytes = append(bytes, r)
	}
	for _, c := range []uint64{'\n', '\r'} {
		r := GP32()
		MOVL(U32(c), r)
		bytes = append(bytes, r)
	}
	for class, r := range bytes {
		b.bytes[class] = b.broadcast(r)
	}
	for range 64 / isa.Bytes {
		b.parts = append(b.parts, isa.Vector())
	}
	return b
}

// broadcast returns a vector with the low byte of r in each byte.
func (b *block) broadcast(r GPVirtual) VecVirtual {
	if b.ISA == asm.AVX512 {
		v := ZMM()
		VPBROADCASTB(r, v)
		return v
	}
	x, v := XMM(), YMM()
	VMOVD(r, x)
	VPBROADCASTB(x, v)
	return v
}

// load loads the block at src.
func (b *block) load(src Register) {
	for i, part := range b.parts {
		b.Load(Mem{Base: src, Disp: i * b.Bytes}, part)
	}
}

// mask returns the mask of the block's bytes of a class.
func (b *block) mask(class int) GPVirtual {
	if b.ISA == asm.AVX512 {
		m, r := K(), GP64()
		VPCMPEQB(b.bytes[class], b.parts[0], m)
		KMOVQ(m, r)
		return r
	}
	first, second, low, high := YMM(), YMM(), GP64(), GP64()
	VPCMPEQB(b.bytes[class], b.parts[0], first)
	VPCMPEQB(b.bytes[class], b.parts[1], second)
	VPMOVMSKB(first, low.As32())
	VPMOVMSKB(second, high.As32())
	SHLQ(Imm(32), high)
	ORQ(high, low)
	return low
}

// masks are those of a block: its quotes, delimiters, line ends and CRs, and
// all of these together.
type masks struct{ quotes, delimiters, lineEnds, crs, special GPVirtual }

// masks returns the masks of the block at src. Line ends are LFs at first: see
// addLoneCRs.
func (b *block) masks(src Register, quoting Mem) masks {
	b.load(src)
	m := masks{b.mask(quote), b.mask(delimiter), b.mask(lf), b.mask(cr), GP64()}
	Comment("No byte is a quote if there is no quoting.")
	ANDQ(quoting, m.quotes)
	Comment("These may precede an opening quote and follow a closing one.")
	MOVQ(m.quotes, m.special)
	ORQ(m.delimiters, m.special)
	ORQ(m.lineEnds, m.special)
	ORQ(m.crs, m.special)
	return m
}

// quoted returns the mask of what is inside quotes. carry says whether the
// block begins there, as zero or all ones.
func (b *block) quoted(quotes, carry GPVirtual) GPVirtual {
	x, p := XMM(), GP64()
	VMOVQ(quotes, x)
	VPCLMULQDQ(Imm(0), b.ones.AsX(), x, x)
	VMOVQ(x, p)
	XORQ(carry, p)
	return p
}

// lastBit sets to to the highest bit of a mask, as 0 or 1.
func lastBit(mask, to GPVirtual) {
	MOVQ(mask, to)
	SHRQ(Imm(63), to)
}

// lastBitEverywhere sets to to the highest bit of a mask, as zero or all ones.
func lastBitEverywhere(mask, to GPVirtual) {
	MOVQ(mask, to)
	SARQ(Imm(63), to)
}

// zero returns a new register that is zero.
func zero() GPVirtual {
	r := GP64()
	XORQ(r, r)
	return r
}
