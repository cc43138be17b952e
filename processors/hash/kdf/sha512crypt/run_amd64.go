//go:build !purego

package sha512crypt

import "fanout/internal/cpu"

var useAVX512, useAVX2 bool

func init() {
	cpu.Register("sha512crypt",
		cpu.Variant{Name: "avx512", Level: cpu.AVX512, Supported: false, Use: &useAVX512},
		cpu.Variant{Name: "avx2", Level: cpu.AVX2, Supported: false, Use: &useAVX2})
}

func bestKernel() kernel { return kernel{} }
