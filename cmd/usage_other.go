//go:build !unix && !windows

package cmd

// processUsage returns nothing: the system is not asked.
func processUsage() rusage { return rusage{} }
