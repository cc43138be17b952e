// Package cputest runs tests on every implementation of a kernel.
package cputest

import (
	"slices"
	"testing"

	"fanout/internal/cpu"
)

// Each runs f as a subtest for the reference and for every implementation of
// the named kernels, which must have the same variants. It skips
// implementations that the processor does not support. Such tests must not run
// in parallel with others that use the kernels.
func Each(t *testing.T, f func(t *testing.T), names ...string) {
	t.Helper()
	kernels := kernelsOf(names)
	for _, v := range variantsOf(kernels) {
		t.Run(v.Name, func(t *testing.T) {
			if !v.Supported {
				t.Skip("this processor does not support it")
			}
			force(kernels, v.Name, f, t)
		})
	}
}

// OnEach calls f for the reference and for every implementation of the named
// kernels that the processor supports. Unlike Each it can be used in fuzz
// targets and benchmarks.
func OnEach(f func(implementation string), names ...string) {
	kernels := kernelsOf(names)
	for _, v := range variantsOf(kernels) {
		if v.Supported {
			force(kernels, v.Name, f, v.Name)
		}
	}
}

// force calls f(arg) while the kernels use one implementation.
func force[T any](kernels []*cpu.Kernel, implementation string, f func(T), arg T) {
	defer func() {
		for _, k := range kernels {
			k.Reset()
		}
	}()
	for _, k := range kernels {
		k.Force(implementation)
	}
	f(arg)
}

// kernelsOf returns the kernels with these names.
func kernelsOf(names []string) []*cpu.Kernel {
	return slices.DeleteFunc(cpu.Kernels(), func(k *cpu.Kernel) bool { return !slices.Contains(names, k.Name) })
}

// variantsOf returns the variants of all kernels, each name once, the reference
// first.
func variantsOf(kernels []*cpu.Kernel) []cpu.Variant {
	all := []cpu.Variant{{Name: cpu.Reference.String(), Supported: true}}
	for _, k := range kernels {
		for _, v := range k.Variants {
			if !slices.ContainsFunc(all, func(w cpu.Variant) bool { return w.Name == v.Name }) {
				all = append(all, v)
			}
		}
	}
	return all
}
