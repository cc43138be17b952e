// Command asm writes ../blowfish_amd64.s with its stubs, and ../pi.go.
package main

import (
	"flag"
	"log"
	"os"
)

func main() {
	pi := flag.String("pi", "", "write Blowfish's tables to `FILE` instead of assembly")
	flag.Parse() // avo's flags are -out and -stubs
	if *pi == "" {
		rekeys()
		return
	}
	if err := os.WriteFile(*pi, tables(), 0o666); err != nil {
		log.Fatal(err)
	}
}
