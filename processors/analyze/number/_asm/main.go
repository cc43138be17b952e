// Command _asm writes the assembly of package number.
package main

import "fanout/internal/_asm"

func main() {
	asm.Generator{Kernels: map[string]func(){"fastpath": fastPath}}.Main()
}
