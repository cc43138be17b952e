//go:build !purego

package csvscan

//go:generate go run -C _asm . summary

// summaryStep is how many blocks are summarized at a time: a call takes less
// than a tenth of a millisecond, so that goroutines can be stopped.
const summaryStep = 1 << 14

// summarizeBlocks is Summarize for whole blocks from the beginning of chunk;
// from is where they end.
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
		m.stray[0] = m.stray[0] || stray != 0
		m.stray[1] = m.stray[1] || strayInside != 0
		from += blocks * blockSize
	}
	return from
}
