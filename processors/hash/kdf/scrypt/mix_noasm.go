//go:build !amd64 || purego

package scrypt

import "fanout/internal/cpu"

func init() { cpu.Register("scrypt") }

func maxLanes() int             { return 1 }
func vectorLanes(units int) int { return 1 }

func store(x, y []uint32, rows *[8]*uint32, lanes, r, from, to int) {
	panic("scrypt: internal error: no kernel")
}
func xor(x, y []uint32, rows *[8]*uint32, lanes, r, from, to int) {
	panic("scrypt: internal error: no kernel")
}
