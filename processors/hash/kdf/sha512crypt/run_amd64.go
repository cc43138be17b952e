//go:build !purego

package sha512crypt

import "fanout/internal/cpu"

//go:generate go run -C ../_asm . sha512crypt/run

var useAVX512, useAVX2 bool

func init() {
	cpu.Register("sha512crypt",
		cpu.Variant{Name: "avx512", Level: cpu.AVX512, Supported: cpu.HasAVX512, Use: &useAVX512},
		cpu.Variant{Name: "avx2", Level: cpu.AVX2, Supported: cpu.HasAVX2, Use: &useAVX2})
}

// bestImplementation returns the fastest one, or none.
func bestImplementation() implementation {
	switch {
	case useAVX512:
		return implementation{width: 8, maxSerial: 0, run: func(p *program, n int) {
			run8(&p.arena[0], &p.steps[0].block, &p.cursors[0], &p.state[0], n)
		}}
	case useAVX2:
		return implementation{width: 4, maxSerial: 1, run: func(p *program, n int) {
			run4(&p.arena[0], &p.steps[0].block, &p.cursors[0], &p.state[0], n)
		}}
	}
	return implementation{}
}
