//go:build !amd64 || purego

package cpu

// Supported returns the highest level that this processor supports.
func Supported() Level { return Reference }
