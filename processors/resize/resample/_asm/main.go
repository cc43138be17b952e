// Command _asm writes the assembly of package resample.
package main

import "fanout/internal/_asm"

func main() {
	asm.Generator{Kernels: map[string]func(){
		"columns": columns,
		"rows":    func() { rows(); pixels() },
		"alpha":   func() { premultiply(); unpremultiply() },
	}}.Main()
}
