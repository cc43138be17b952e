// Package asm has what the generators of assembly share: their main function,
// the instruction sets, parameters, and constants in registers and in memory.
//
// A generator is the package main of a folder _asm. It writes the kernels of
// the folder above, or of folders beside it, with avo
// (github.com/mmcloughlin/avo). Each kernel NAME has four files there:
//
//	NAME_ref.go           the definition, in plain Go
//	NAME_amd64.go         the choice of an implementation, and checks
//	NAME_amd64.s          the assembly, generated
//	NAME_stubs_amd64.go   its declarations, generated
package asm

import (
	"flag"
	"go/format"
	"log"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/mmcloughlin/avo/build"
)

// A Generator has the files that one module _asm writes. Their names are paths
// from the folder above, without suffixes: "blowfish" or "pbkdf2/iterate".
type Generator struct {
	// Kernels emit the functions of NAME_amd64.s and NAME_stubs_amd64.go.
	Kernels map[string]func()
	// Sources return NAME.go, not yet formatted.
	Sources map[string]func() []byte
}

// Main writes the file or files that the program's only argument names. It ends
// the program if that fails.
func (g Generator) Main() {
	log.SetFlags(0)
	flag.Parse()
	name := flag.Arg(0)
	path := filepath.Join("..", filepath.FromSlash(name))
	if emit, ok := g.Kernels[name]; ok {
		folder, err := filepath.Abs(filepath.Dir(path))
		if err != nil {
			log.Fatal(err)
		}
		// These are avo's own flags.
		for flagName, value := range map[string]string{
			"out":   path + "_amd64.s",
			"stubs": path + "_stubs_amd64.go",
			"pkg":   filepath.Base(folder),
		} {
			if err := flag.Set(flagName, value); err != nil {
				log.Fatal(err)
			}
		}
		build.ConstraintExpr("!purego")
		emit()
		build.Generate()
		return
	}
	source, ok := g.Sources[name]
	if !ok {
		names := slices.Concat(slices.Collect(maps.Keys(g.Kernels)), slices.Collect(maps.Keys(g.Sources)))
		log.Fatalf("%q is none of %q", name, slices.Sorted(slices.Values(names)))
	}
	formatted, err := format.Source(source())
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(path+".go", formatted, 0o644); err != nil {
		log.Fatal(err)
	}
}
