package jpeg

import "context"

const (
	// chunkLen is how many tokens a chunk of a tokenStore has: 64 KiB.
	chunkLen = 16 << 10

	// minKept is how many tokens are kept of any picture: 4 MiB, all that one
	// of 0.5 megapixels can have.
	minKept = 1 << 20
)

// A tokenStore holds the tokens of a scan until their codes are known, in
// chunks, so that none is copied when more come. A photograph has one for every
// four to ten samples; noise can have one for each, which would be four times
// the picture. So only one for four samples is kept: tokens above that are
// counted, and made again when the codes are known.
type tokenStore struct {
	chunks [][]token // of chunkLen; those of the scan, and room that stays from others
	n      int       // chunks of the scan
	limit  int       // the most chunks that a scan keeps, and one more for counting
	always int       // that limit whatever the picture, for tests
	state  storeState
	// While tokens are written they go to dst, chunk by chunk.
	dst    []byte
	writer bitWriter
	codes  *[tableCount << 8]uint32
}

// A storeState says what becomes of a full chunk.
type storeState int

const (
	storeKeeps  storeState = iota // it stays
	storeCounts                   // it is dropped, as its tokens have been counted
	storeWrites                   // its bits are appended to dst
)

// reset begins a scan of a picture of that many samples and returns an empty
// chunk.
func (s *tokenStore) reset(samples int) []token {
	s.limit = max(minKept, samples/4) / chunkLen
	if s.always > 0 {
		s.limit = s.always
	}
	s.n, s.state = 0, storeKeeps
	return s.chunk()
}

// chunk returns an empty chunk, which becomes the last one.
func (s *tokenStore) chunk() []token {
	if s.n == len(s.chunks) {
		s.chunks = append(s.chunks, make([]token, 0, chunkLen))
	}
	s.n++
	return s.chunks[s.n-1][:0]
}

// turn takes the last chunk, which is full, and returns an empty one.
func (s *tokenStore) turn(full []token) []token {
	switch {
	case s.state == storeWrites:
		s.dst = s.writer.appendTokens(s.dst, full, s.codes)
		return full[:0]
	case s.state == storeCounts:
		return full[:0]
	}
	if s.n == s.limit {
		s.state = storeCounts
	}
	s.chunks[s.n-1] = full
	return s.chunk()
}

// write appends the bits of the tokens that are kept: all chunks before the
// last, and last. Those that are put into the chunk that it returns follow.
func (s *tokenStore) write(ctx context.Context, last []token) ([]token, error) {
	s.writer.acc, s.writer.used = 0, 0 // of an encoding that was cancelled
	for _, full := range s.chunks[:s.n-1] {
		if ctx.Err() != nil {
			return last, context.Cause(ctx)
		}
		s.dst = s.writer.appendTokens(s.dst, full, s.codes)
	}
	s.dst = s.writer.appendTokens(s.dst, last, s.codes)
	s.state = storeWrites
	return last[:0], nil
}

// cut drops the tokens after mark.
func (s *tokenStore) cut(m mark) []token {
	s.n = m.chunks
	return s.chunks[s.n-1][:m.last]
}

// A mark is a place in a tokenStore: the number of chunks and the tokens in the
// last of them.
type mark struct{ chunks, last int }

// release gives back what is more than keep bytes.
func (s *tokenStore) release(keep int) {
	if 4*chunkLen*len(s.chunks) > keep {
		s.chunks = nil
	}
	s.dst = nil
}
