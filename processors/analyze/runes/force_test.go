package runes

import "fanout/internal/cpu"

// force makes the kernel use one implementation, or the reference.
func force(name string) {
	for _, k := range cpu.Kernels() {
		if k.Name == kernel {
			k.Force(name)
		}
	}
}
