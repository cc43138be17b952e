// Command _asm writes the assembly of package sketch.
package main

import "fanout/internal/_asm"

func main() {
	asm.Generator{Kernels: map[string]func(){"place": place, "hash": hash}}.Main()
}
