// Command _asm writes the assembly of package scrypt: scryptBlockMix (RFC 7914
// section 4) of several passwords at a time, with the step of scryptROMix
// (section 5) that precedes it.
package main

import "fanout/internal/_asm"

func main() {
	asm.Generator{Kernels: map[string]func(){"mix": mix}}.Main()
}

func mix() {
	for groups := 1; groups <= 2; groups++ {
		blockMix(asm.AVX512, groups, false)
		blockMix(asm.AVX512, groups, true)
	}
	for groups := 1; groups <= 3; groups++ {
		blockMix(asm.AVX2, groups, false)
		blockMix(asm.AVX2, groups, true)
	}
}
