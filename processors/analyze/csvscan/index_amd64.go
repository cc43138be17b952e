//go:build !purego

package csvscan

import (
	"slices"

	"fanout/internal/cpu"
)

//go:generate go run -C _asm . -out ../index_amd64.s -stubs ../index_stubs_amd64.go -pkg csvscan

var useAVX512, useAVX2 bool

func init() {
	cpu.Register("csv scan",
		cpu.Variant{Name: "avx512", Level: cpu.AVX512, Supported: cpu.HasVBMI2 && cpu.HasPCLMULQDQ, Use: &useAVX512},
		cpu.Variant{Name: "avx2", Level: cpu.AVX2, Supported: cpu.HasAVX2 && cpu.HasPCLMULQDQ, Use: &useAVX2},
	)
}

const (
	blockSize = 64
	// indexStep is how many blocks are indexed at a time: dst must have room for
	// as many separators as they have bytes.
	indexStep = 128
	// summaryStep keeps a call below a tenth of a millisecond.
	summaryStep = 1 << 14
)

// indexBlocks is Index for whole blocks from position from on. It stops at at,
// where less than a block is left, or where the next has a stray quote; what lies
// between at and until is for indexRef.
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
		// The kernel reads blocks of buf and writes as many positions at most as
		// they have bytes, for which there is room behind dst.
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

// summarizeBlocks is Summarize for whole blocks from the beginning of chunk; from
// is where they end.
func (s *Scanner) summarizeBlocks(m *Summary, chunk []byte) (from int) {
	if !useAVX512 && !useAVX2 {
		return 0
	}
	kernel := summarizeAVX2
	if useAVX512 {
		kernel = summarizeAVX512
	}
	for len(chunk)-from >= blockSize {
		blocks := min((len(chunk)-from)/blockSize, summaryStep)
		opens, quoted := from == 0, false
		if from > 0 {
			quoted = s.isQuote(chunk[from-1])
			opens = quoted || s.separates(chunk[from-1])
		}
		end, stray, strayInside := kernel(&chunk[from], blocks, s.Delimiter, s.Quote, s.quoting,
			mask(m.odd), bit(opens), bit(quoted))
		m.odd = end != 0
		m.dirty[0] = m.dirty[0] || stray != 0
		m.dirty[1] = m.dirty[1] || strayInside != 0
		from += blocks * blockSize
	}
	return from
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
