//go:build !purego

package runes

import (
	"bytes"

	"fanout/internal/cpu"
)

//go:generate go run -C _asm . runes

var useAVX2, useAVX512 bool

func init() {
	cpu.Register("csv characters",
		cpu.Variant{Name: "avx512", Level: cpu.AVX512, Supported: cpu.HasAVX512, Use: &useAVX512},
		cpu.Variant{Name: "avx2", Level: cpu.AVX2, Supported: cpu.HasAVX2, Use: &useAVX2},
	)
}

const (
	block     = 64
	maxBlocks = 1 << 14 // in a call: 1 MiB, 0.1 ms

	maxFields = 256
	maxField  = 16 << 10 // so that a call has at most 4 MiB
	overread  = 32       // bytes that lengthsAVX2 may read after a field
)

func classify(b []byte) (class Class, nul bool) {
	if !useAVX2 && !useAVX512 || len(b) < block {
		return classifyRef(b)
	}
	// Zeros are put before the first block, and after the bytes that follow the
	// last whole block, so that an incomplete character is a fault too.
	var edge [4 * block]byte
	copy(edge[block:], b[:block])
	fault, high, nul := check(&edge[block], 1)
	whole := len(b) / block
	for at := 1; at < whole; at += maxBlocks {
		f, h, z := check(&b[at*block], min(maxBlocks, whole-at))
		fault, high, nul = fault || f, high || h, nul || z
	}
	edge = [4 * block]byte{}
	copy(edge[:], b[(whole-1)*block:])
	f, h, _ := check(&edge[block], 2)
	fault, high, nul = fault || f, high || h, nul || bytes.IndexByte(b[whole*block:], 0) >= 0
	switch {
	case fault:
		return Bytes, nul
	case high:
		return UTF8, nul
	}
	return ASCII, nul
}

// check calls the kernel. A function value would move edge to the heap.
func check(p *byte, blocks int) (fault, high, zero bool) {
	if useAVX512 {
		return checkAVX512(p, blocks)
	}
	return checkAVX2(p, blocks)
}

func lengthsOf(l *lengths, buf []byte, start, end []uint32) {
	if !useAVX2 && !useAVX512 {
		lengthsRef(l, buf, start, end)
		return
	}
	*l = none
	for len(start) > 0 {
		n := min(len(start), maxFields)
		var last, longest uint32
		ordered := true
		for i, s := range start[:n] {
			e := end[i]
			last, longest = max(last, e), max(longest, e-s)
			ordered = ordered && s <= e
		}
		if !ordered || int(last) > len(buf) {
			panic("runes: internal error: a field outside its buffer")
		}
		var part lengths
		var r [3]uint64
		switch {
		case len(buf) == 0, longest > maxField, useAVX2 && int(last)+overread > len(buf):
			lengthsRef(&part, buf, start[:n], end[:n])
		case useAVX512:
			lengthsAVX512(&buf[0], &start[0], &end[0], n, &r)
			part = lengths{r[0], r[1], r[2]}
		default:
			lengthsAVX2(&buf[0], &start[0], &end[0], n, &r)
			part = lengths{r[0], r[1], r[2]}
		}
		l.merge(part)
		start, end = start[n:], end[n:]
	}
}
