// Command _asm writes the assembly of package runes.
package main

import "fanout/internal/_asm"

func main() {
	asm.Generator{Kernels: map[string]func(){"runes": func() {
		lengthsAVX512()
		lengthsAVX2()
		check(asm.AVX512, "It needs AVX-512 BW.")
		check(asm.AVX2, "It needs AVX2.")
	}}}.Main()
}
