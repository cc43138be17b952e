// Package cputest runs tests on every implementation of a kernel.
package cputest

import (
	"testing"

	"fanout/internal/cpu"
)

// Each runs f once for every implementation of the named kernels, which have
// the same variants, and once for the reference, each as a subtest. What this
// processor cannot run is skipped by name. Such tests must not run in parallel
// with others that use the kernels.
func Each(t *testing.T, f func(t *testing.T), names ...string) {
	t.Helper()
	var kernels []*cpu.Kernel
	for _, k := range cpu.Kernels() {
		for _, name := range names {
			if k.Name == name {
				kernels = append(kernels, k)
			}
		}
	}
	reset := func() {
		for _, k := range kernels {
			k.Reset()
		}
	}
	run := func(variant string, supported bool) {
		t.Run(variant, func(t *testing.T) {
			if !supported {
				t.Skip("this processor lacks it")
			}
			defer reset()
			for _, k := range kernels {
				k.Force(variant)
			}
			f(t)
		})
	}
	run(cpu.Reference.String(), true)
	seen := map[string]bool{}
	for _, k := range kernels {
		for _, v := range k.Variants {
			if !seen[v.Name] {
				seen[v.Name] = true
				run(v.Name, v.Supported)
			}
		}
	}
}
