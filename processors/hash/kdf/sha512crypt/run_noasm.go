//go:build !amd64 || purego

package sha512crypt

import "fanout/internal/cpu"

func init() { cpu.Register("sha512crypt") }

func bestImplementation() implementation { return implementation{} }
