package asm

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Arg loads the named parameter, of 64 bits, into a new register.
func Arg(name string) reg.GPVirtual {
	r := GP64()
	Load(Param(name), r)
	return r
}

// ArgInMemory returns where the named parameter is on the stack.
func ArgInMemory(name string) Mem {
	c, err := Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	return c.Addr
}

// Zero returns a new register of 64 bits that is zero.
func Zero() reg.GPVirtual {
	r := GP64()
	XORL(r.As32(), r.As32())
	return r
}

// constants has the data of the file by name.
var constants = map[string]Mem{}

// Quads returns the read-only data of this name, which it adds to the file the
// first time.
func Quads(name string, values ...uint64) Mem {
	if m, ok := constants[name]; ok {
		return m
	}
	m := GLOBL(name, RODATA|NOPTR)
	for i, v := range values {
		DATA(8*i, U64(v))
	}
	constants[name] = m
	return m
}

// Bytes is Quads for bytes, whose number is a multiple of 8.
func Bytes(name string, values ...byte) Mem {
	quads := make([]uint64, len(values)/8)
	for i, b := range values {
		quads[i/8] |= uint64(b) << (8 * (i % 8))
	}
	return Quads(name, quads...)
}

// Table is Bytes for n bytes, each made by at.
func Table(name string, n int, at func(i int) byte) Mem {
	values := make([]byte, n)
	for i := range values {
		values[i] = at(i)
	}
	return Bytes(name, values...)
}
