//go:build !purego

package cpu

import "golang.org/x/sys/cpu"

// Features of this processor: those of the levels, and further ones.
var (
	HasAVX2   = cpu.X86.HasAVX2 && cpu.X86.HasBMI1 && cpu.X86.HasBMI2 && cpu.X86.HasFMA && cpu.X86.HasPOPCNT
	HasAVX512 = HasAVX2 && cpu.X86.HasAVX512F && cpu.X86.HasAVX512BW && cpu.X86.HasAVX512CD &&
		cpu.X86.HasAVX512DQ && cpu.X86.HasAVX512VL
	HasVBMI2      = HasAVX512 && cpu.X86.HasAVX512VBMI && cpu.X86.HasAVX512VBMI2
	HasVPCLMULQDQ = HasAVX512 && cpu.X86.HasAVX512VPCLMULQDQ
	HasPCLMULQDQ  = cpu.X86.HasPCLMULQDQ
)

// Supported returns the highest level that this processor supports.
func Supported() Level {
	switch {
	case HasAVX512:
		return AVX512
	case HasAVX2:
		return AVX2
	}
	return Reference
}
