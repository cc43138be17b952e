package cmd

import "strconv"

// grantedCPUs returns how many of the CPUs that this process sees Slurm has
// granted to it. Without cgroups or affinity all of the machine's can be seen.
func grantedCPUs(getenv func(string) string, seen int) int {
	for _, name := range []string{"SLURM_CPUS_PER_TASK", "SLURM_CPUS_ON_NODE"} {
		if n, ok := slurmNumber(getenv, name); ok {
			return int(min(int64(seen), n))
		}
	}
	return seen
}

// grantedMemory returns how many bytes of the available memory Slurm has
// granted to this process.
func grantedMemory(getenv func(string) string, available int64) int64 {
	const mebi = 1 << 20
	limit := int64(1) << 40 // mebibytes
	if n, ok := slurmNumber(getenv, "SLURM_MEM_PER_NODE"); ok {
		return min(available, min(n, limit)*mebi)
	}
	perCPU, ok := slurmNumber(getenv, "SLURM_MEM_PER_CPU")
	if !ok {
		return available
	}
	cpus, ok := slurmNumber(getenv, "SLURM_CPUS_ON_NODE")
	if !ok {
		cpus, ok = slurmNumber(getenv, "SLURM_CPUS_PER_TASK")
	}
	if !ok {
		cpus = 1
	}
	cpus = min(cpus, limit)
	return min(available, min(perCPU, limit/cpus)*cpus*mebi)
}

// slurmNumber returns a number that Slurm sets for a job; 0 means all there is.
func slurmNumber(getenv func(string) string, name string) (int64, bool) {
	if getenv("SLURM_JOB_ID") == "" {
		return 0, false
	}
	n, err := strconv.ParseInt(getenv(name), 10, 64)
	return n, err == nil && n > 0
}
