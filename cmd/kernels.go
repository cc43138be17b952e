package cmd

import "fanout/internal/cpu"

// kernelsVariable names the environment variable that holds all kernels to a
// level of instructions, for tests and for telling whether a kernel causes a
// fault.
const kernelsVariable = "FANOUT_KERNELS"

// limitKernels does what kernelsVariable asks for.
func limitKernels(sys *IO) error {
	name := sys.Getenv(kernelsVariable)
	if name == "" {
		return nil
	}
	level, err := cpu.ParseLevel(name)
	if err == nil {
		err = cpu.Limit(level)
	}
	if err != nil {
		return usage("%s: %v", kernelsVariable, err)
	}
	return nil
}
