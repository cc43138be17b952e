package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	// The assembler takes the registers of AVX-512 for instructions of AVX2
	// too, and so does the allocator of avo where 16 are too few.
	avx512Register = regexp.MustCompile(`(?m)^.*(\b[XY](1[6-9]|2[0-9]|3[01])\b|\bZ[0-9]+\b|\bK[0-7]\b).*$`)
	requiresAVX512 = regexp.MustCompile(`(?m)^// Requires: .*AVX512`)
)

// A kernel for processors without AVX-512 would end the program there at the
// first use of such a register.
func TestKernelsUseTheRegistersOfTheirProcessor(t *testing.T) {
	kernels := 0
	err := filepath.WalkDir(".", func(file string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(file, "_amd64.s") {
			return err
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		for _, kernel := range strings.Split(string(text), "\n// func ")[1:] {
			kernels++
			line := avx512Register.FindString(kernel)
			if line != "" && !requiresAVX512.MatchString(kernel) {
				name, _, _ := strings.Cut(kernel, "(")
				t.Errorf("%s: %s has no instruction of AVX-512, but its registers: %s", file, name, strings.TrimSpace(line))
			}
		}
		return nil
	})
	if err != nil || kernels == 0 {
		t.Errorf("%d kernels, %v", kernels, err)
	}
}
