//go:build !amd64 || purego

package runes

import "fanout/internal/cpu"

func init() { cpu.Register("csv characters") }

func classOf(b []byte) Class { return classRef(b) }

func lengthsOf(l *lengths, buf []byte, start, end []uint32) { lengthsRef(l, buf, start, end) }
