// Command _asm writes the assembly of the kernels that run SHA-2 in vector
// lanes, and the constants of SHA-2. The packages pbkdf2, sha512crypt and sha2
// run it by go generate.
package main

import "fanout/internal/_asm"

func main() {
	asm.Generator{
		Kernels: map[string]func(){"pbkdf2/iterate": pbkdf2, "sha512crypt/run": sha512crypt},
		Sources: map[string]func() []byte{"sha2/constants": constants},
	}.Main()
}
