//go:build !amd64 || purego

package bcrypt

import "fanout/internal/cpu"

func init() { cpu.Register("bcrypt") }

func lanes() int { return 1 }

func rekey(states []boxes) { states[0].rekeyRef() }
