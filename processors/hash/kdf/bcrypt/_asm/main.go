// Command _asm writes the assembly of package bcrypt, and the tables that
// Blowfish begins with.
package main

import "fanout/internal/_asm"

func main() {
	asm.Generator{
		Kernels: map[string]func(){"blowfish": rekeys},
		Sources: map[string]func() []byte{"pi": tables},
	}.Main()
}
