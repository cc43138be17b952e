//go:build !amd64 || purego

package runes

import "fanout/internal/cpu"

func init() { cpu.Register("csv characters") }

func classify(b []byte) (Class, bool) { return classifyRef(b) }

func lengthsOf(l *lengths, buf []byte, start, end []uint32) { lengthsRef(l, buf, start, end) }
