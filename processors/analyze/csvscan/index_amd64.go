//go:build !purego

package csvscan

import (
	"slices"

	"fanout/internal/cpu"
)

//go:generate go run -C _asm . index

var useAVX512, useAVX2 bool

func init() {
	cpu.Register("csv scan",
		cpu.Variant{Name: "avx512", Level: cpu.AVX512, Supported: cpu.HasVBMI2 && cpu.HasPCLMULQDQ, Use: &useAVX512},
		cpu.Variant{Name: "avx2", Level: cpu.AVX2, Supported: cpu.HasAVX2 && cpu.HasPCLMULQDQ, Use: &useAVX2},
	)
}

const (
	blockSize = 64
	// indexStep is how many blocks are indexed at a time. dst must have room
	// for a separator for each of their bytes.
	indexStep = 128
)

// blocks indexes whole blocks of buf from position from on. It stops at
// position at, because less than a block is left or the next block has a stray
// quote. The caller must index the bytes from at to until by ref.
func (x *indexer) blocks(buf []byte, from int) (at, until int) {
	if !useAVX512 && !useAVX2 {
		return from, len(buf)
	}
	kernel := indexAVX2
	if useAVX512 {
		kernel = indexAVX512
	}
	for at = from; len(buf)-at >= blockSize; {
		blocks := min((len(buf)-at)/blockSize, indexStep)
		x.sep = slices.Grow(x.sep, blocks*blockSize)
		// The kernel reads whole blocks of buf. It writes at most one position
		// for each of their bytes, and there is room for these after x.sep.
		room := x.sep[len(x.sep) : len(x.sep)+blocks*blockSize]
		seps, ends, lines, done, end := kernel(&room[0], &buf[at], blocks, uint32(at), x.Delimiter, x.Quote, x.quoting,
			mask(x.state == Quoted), bit(x.state == RecordStart || x.state == FieldStart || x.state == QuoteSeen),
			bit(follows(buf, at+blocks*blockSize, '\n')))
		x.sep = x.sep[:len(x.sep)+seps]
		x.n.RecordEnds += ends
		x.n.LineBreaks += lines
		if done > 0 {
			at += done * blockSize
			x.state = x.stateAfter(buf[at-1], end != 0)
		}
		if done < blocks {
			return at, at + blockSize
		}
	}
	return at, len(buf)
}

// follows reports whether buf has c at i.
func follows(buf []byte, i int, c byte) bool { return i < len(buf) && buf[i] == c }

func bit(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

// mask returns all ones for true.
func mask(b bool) uint64 { return -bit(b) }
