// Command _asm writes the assembly of package jpeg.
package main

import (
	"fanout/internal/_asm"
	"fanout/processors/resize/format/jpeg/_asm/convert"
	"fanout/processors/resize/format/jpeg/_asm/dct"
	"fanout/processors/resize/format/jpeg/_asm/huffman"
)

func main() {
	asm.Generator{Kernels: map[string]func(){
		"convert": convert.Emit,
		"fdct":    dct.EmitForward,
		"huffman": huffman.Emit,
		"idct":    dct.EmitInverse,
	}}.Main()
}
