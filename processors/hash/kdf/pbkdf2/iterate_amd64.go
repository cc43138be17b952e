//go:build !purego

package pbkdf2

import "fanout/internal/cpu"

//go:generate go run -C ../_asm . -kernel pbkdf2 -out ../pbkdf2/iterate_amd64.s -stubs ../pbkdf2/iterate_stubs_amd64.go -pkg pbkdf2

var use256AVX512, use256AVX2, use512AVX512, use512AVX2 bool

func init() {
	cpu.Register("pbkdf2-sha256",
		cpu.Variant{Name: "avx512", Level: cpu.AVX512, Supported: cpu.HasAVX512, Use: &use256AVX512},
		cpu.Variant{Name: "avx2", Level: cpu.AVX2, Supported: cpu.HasAVX2, Use: &use256AVX2})
	cpu.Register("pbkdf2-sha512",
		cpu.Variant{Name: "avx512", Level: cpu.AVX512, Supported: cpu.HasAVX512, Use: &use512AVX512},
		cpu.Variant{Name: "avx2", Level: cpu.AVX2, Supported: cpu.HasAVX2, Use: &use512AVX2})
}

func kernel256() kernel[uint32] {
	switch {
	case use256AVX512:
		return kernel[uint32]{32, 3, func(state []uint32, n int) { iterate256x32(&state[0], n) }}
	case use256AVX2:
		return kernel[uint32]{8, 3, func(state []uint32, n int) { iterate256x8(&state[0], n) }}
	}
	return kernel[uint32]{}
}

func kernel512() kernel[uint64] {
	switch {
	case use512AVX512:
		return kernel[uint64]{16, 1, func(state []uint64, n int) { iterate512x16(&state[0], n) }}
	case use512AVX2:
		return kernel[uint64]{4, 1, func(state []uint64, n int) { iterate512x4(&state[0], n) }}
	}
	return kernel[uint64]{}
}
