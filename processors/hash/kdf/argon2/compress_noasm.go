//go:build !amd64 || purego

package argon2

import "fanout/internal/cpu"

func init() { cpu.Register("argon2") }

func minStreams() int { return 1 }

func compress(out, prev, ref *block)    { compressRef(out, prev, ref, false) }
func compressXor(out, prev, ref *block) { compressRef(out, prev, ref, true) }

func placement() *[128]uint8 { return &natural }

func prefetch(*block) {}
