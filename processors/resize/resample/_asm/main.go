// Command asm writes the assembly of package resample. Run it by go generate in
// the package's folder.
package main

import (
	. "github.com/mmcloughlin/avo/build"
)

func main() {
	ConstraintExpr("!purego")
	columns()
	rows()
	pixels()
	premultiply()
	unpremultiply()
	Generate()
}
