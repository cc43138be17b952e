//go:build !amd64 || purego

package pbkdf2

import "fanout/internal/cpu"

func init() {
	cpu.Register("pbkdf2-sha256")
	cpu.Register("pbkdf2-sha512")
}

func kernels256() []kernel[uint32] { return nil }
func kernels512() []kernel[uint64] { return nil }
