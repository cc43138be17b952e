//go:build !amd64 || purego

package pbkdf2

import "fanout/internal/cpu"

func init() {
	cpu.Register("pbkdf2-sha256")
	cpu.Register("pbkdf2-sha512")
}

func implementations256() []implementation[uint32] { return nil }
func implementations512() []implementation[uint64] { return nil }
