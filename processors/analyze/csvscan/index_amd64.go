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
	// indexStep is how many blocks are indexed at a time. dst must have room for
	// a separator for each of their bytes.
	indexStep = 128
)

// indexBlocks is Index for whole blocks from position from on. It ends at at,
// because less than a block is left or the next block has a stray quote. What is
// between at and until is left to indexRef.
func (s *Scanner) indexBlocks(dst []uint32, buf []byte, from int, begin State) (sep []uint32, n Counts, at, until int, state State) {
	at, state = from, begin
	if !useAVX512 && !useAVX2 {
		return dst, n, at, len(buf), state
	}
	kernel := indexAVX2
	if useAVX512 {
		kernel = indexAVX512
	}
	for len(buf)-at >= blockSize {
		blocks := min((len(buf)-at)/blockSize, indexStep)
		dst = slices.Grow(dst, blocks*blockSize)
		// The kernel reads whole blocks of buf. It writes at most one position for
		// each of their bytes, and there is room for these after dst.
		room := dst[len(dst) : len(dst)+blocks*blockSize]
		seps, ends, lines, done, end := kernel(&room[0], &buf[at], blocks, uint32(at), s.Delimiter, s.Quote, s.quoting,
			mask(state == Quoted), bit(state == RecordStart || state == FieldStart || state == QuoteSeen),
			bit(follows(buf, at+blocks*blockSize, '\n')))
		dst = dst[:len(dst)+seps]
		n.Ends += ends
		n.Lines += lines
		if done > 0 {
			at += done * blockSize
			state = s.stateAfter(buf[at-1], end != 0)
		}
		if done < blocks {
			return dst, n, at, at + blockSize, state
		}
	}
	return dst, n, at, len(buf), state
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
