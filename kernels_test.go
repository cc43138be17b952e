package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Registers of AVX-512: the assembler accepts them for instructions of AVX2
// too, and so the allocator of avo uses them where 16 are too few.
var avx512Register = regexp.MustCompile(`\b[XY](1[6-9]|2[0-9]|3[01])\b|\bZ[0-9]+\b|\bK[0-7]\b`)

// A kernel for processors without AVX-512 would end the program there at the
// first use of such a register.
func TestKernelsUseTheRegistersOfTheirProcessor(t *testing.T) {
	kernels := 0
	err := filepath.WalkDir(".", func(name string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(name, "_amd64.s") {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		requires, kernel := "", ""
		for i, line := range strings.Split(string(text), "\n") {
			if s, ok := strings.CutPrefix(line, "// Requires: "); ok {
				requires = s
			}
			if s, ok := strings.CutPrefix(line, "TEXT ·"); ok {
				kernel, _, _ = strings.Cut(s, "(")
				kernels++
			}
			if strings.HasPrefix(line, "// func ") {
				requires = ""
			}
			if !strings.Contains(requires, "AVX512") && avx512Register.MatchString(line) {
				t.Errorf("%s:%d: %s has no instruction of AVX-512, but its registers: %s", name, i+1, kernel, strings.TrimSpace(line))
				break
			}
		}
		return nil
	})
	if err != nil || kernels == 0 {
		t.Errorf("%d kernels, %v", kernels, err)
	}
}
