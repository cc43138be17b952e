package resize

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// A PartReader is the part of a shard, open for reading.
type PartReader interface {
	io.ReaderAt
	io.Closer
	Size() int64
}

// A PartError says what is wrong with the part of a shard.
type PartError struct {
	Shard int
	Err   error
}

func (e *PartError) Error() string { return fmt.Sprintf("the part of shard %d: %v", e.Shard, e.Err) }

// Unwrap returns Err.
func (e *PartError) Unwrap() error { return e.Err }

var errPartEnds = errors.New("it ends too early")

// A partStream reads a part from its beginning to its end. It opens it for each
// block anew: a merge reads many parts at a time, and has to live within ulimit
// -n 64.
type partStream struct {
	shard int
	open  func(shard int) (PartReader, error)
	block int   // bytes
	at    int64 // of what follows rest
	rest  []byte
	ended bool

	head head

	// While it is merged with others:
	hash   uint64 // read last, of the names
	number int64  // likewise, of the items
	item   []byte // with that number
	left   int64  // names or items that are still to be read
}

// newPartStream opens the part of a shard, and reads its head.
func newPartStream(shard, block int, open func(int) (PartReader, error)) (*partStream, error) {
	s := &partStream{shard: shard, open: open, block: block}
	b, err := s.frame()
	if err == io.EOF {
		err = s.wrong(errPartEnds)
	}
	if err != nil {
		return nil, err
	}
	h, err := decodeHead(b)
	if err != nil {
		return nil, s.wrong(err)
	}
	s.head = *h
	return s, nil
}

func (s *partStream) wrong(err error) error { return &PartError{s.shard, err} }

// need reads until rest has n bytes, or the part ends.
func (s *partStream) need(n int) error {
	if len(s.rest) >= n || s.ended {
		return nil
	}
	r, err := s.open(s.shard)
	if err != nil {
		return err
	}
	defer r.Close()
	left := r.Size() - s.at
	more := int(min(left, int64(max(n-len(s.rest), s.block))))
	block := make([]byte, len(s.rest)+more) // frames keep parts of the old one
	copy(block, s.rest)
	got, err := r.ReadAt(block[len(s.rest):], s.at)
	if got < more {
		if err == nil || err == io.EOF {
			err = errPartEnds
		}
		return s.wrong(err)
	}
	s.rest = block
	s.at += int64(more)
	s.ended = int64(more) == left
	return nil
}

// frame returns the next frame, or io.EOF. It stays valid.
func (s *partStream) frame() ([]byte, error) {
	if err := s.need(binary.MaxVarintLen64); err != nil {
		return nil, err
	}
	if len(s.rest) == 0 {
		return nil, io.EOF
	}
	size, n := binary.Uvarint(s.rest)
	if n <= 0 || size > maxFrame {
		return nil, s.wrong(errors.New("a length in it cannot be"))
	}
	if err := s.need(n + int(size)); err != nil {
		return nil, err
	}
	if len(s.rest) < n+int(size) {
		return nil, s.wrong(errPartEnds)
	}
	frame := s.rest[n:][:size:size]
	s.rest = s.rest[n+int(size):]
	return frame, nil
}

// nextName reads the next hash of a name; ok is false after the last.
func (s *partStream) nextName() (hash uint64, ok bool, err error) {
	if s.left == 0 {
		return 0, false, nil
	}
	s.left--
	if err := s.need(8); err != nil {
		return 0, false, err
	}
	if len(s.rest) < 8 {
		return 0, false, s.wrong(errPartEnds)
	}
	hash = binary.BigEndian.Uint64(s.rest)
	if hash < s.hash {
		return 0, false, s.wrong(errors.New("the names in it are not in order"))
	}
	s.hash, s.rest = hash, s.rest[8:]
	return hash, true, nil
}

// nextItem reads the next item; ok is false after the last.
func (s *partStream) nextItem() (number uint64, ok bool, err error) {
	frame, err := s.frame()
	switch {
	case err == io.EOF && s.left == 0:
		return 0, false, nil
	case err == io.EOF:
		return 0, false, s.wrong(errPartEnds)
	case err != nil:
		return 0, false, err
	case s.left == 0:
		return 0, false, s.wrong(errors.New("it has more items than it says"))
	}
	n, err := numberOf(frame)
	if err == nil && n < s.number { // pages of one file have the same
		err = errors.New("its items are not in order")
	}
	if err != nil {
		return 0, false, s.wrong(err)
	}
	s.item, s.number = frame, n
	s.left--
	return uint64(n), true, nil
}

// skipNames passes over all hashes of names, before the first is read.
func (s *partStream) skipNames() error {
	n := 8 * s.head.names
	if n <= int64(len(s.rest)) {
		s.rest = s.rest[n:]
		return nil
	}
	s.at += n - int64(len(s.rest))
	s.rest = nil
	r, err := s.open(s.shard)
	if err != nil {
		return err
	}
	defer r.Close()
	if s.at > r.Size() {
		return s.wrong(errPartEnds)
	}
	s.ended = s.at == r.Size()
	return nil
}

// An openPart is a part that is not closed between two blocks.
type openPart struct{ PartReader }

func (openPart) Close() error { return nil }

// ChangedSince returns the first file of the plan, a shard's, that is another
// than when the part r was made, or "".
func (p *Plan) ChangedSince(ctx context.Context, r PartReader) (name string, err error) {
	s, err := newPartStream(p.census.shard.I, 64<<10, func(int) (PartReader, error) { return openPart{r}, nil })
	if err == nil {
		err = s.skipNames()
	}
	if err != nil {
		return "", err
	}
	s.left = s.head.items
	for _, it := range p.Items {
		if ctx.Err() != nil {
			return "", context.Cause(ctx)
		}
		if isOutputFolder(it.number) { // the shard may have made it
			continue
		}
		more := true
		for ok := false; more && !ok; ok = !isOutputFolder(s.number) {
			if _, more, err = s.nextItem(); err != nil {
				return "", err
			}
		}
		if !more {
			return it.Source, nil
		}
		t, err := decodeTold(s.item)
		if err != nil {
			return "", s.wrong(err)
		}
		if t.number != it.number || t.rec.Bytes != it.stamp.Size || t.time != momentOf(it.stamp.ModTime) {
			return it.Source, nil
		}
	}
	return "", nil
}
