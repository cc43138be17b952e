// Command _asm writes the assembly of package csvscan.
package main

import "fanout/internal/_asm"

func main() {
	asm.Generator{Kernels: map[string]func(){
		"index":   func() { index(asm.AVX512); index(asm.AVX2) },
		"summary": func() { summarize(asm.AVX512); summarize(asm.AVX2) },
	}}.Main()
}
