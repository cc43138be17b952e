package source

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"fanout/internal/charset"
	"fanout/internal/files"
	"fanout/internal/unpack"
)

// HeadSize is how many bytes of a file's text are examined, unless its first
// record is longer.
const HeadSize = 1 << 20

// Probe reads the head of the file and detects compression, encoding, delimiter
// and header. If that fails, Err says why. A source that has an error already
// is not probed.
func (s *Source) Probe(opt *Options) {
	s.probed = true
	if s.Err != nil {
		return
	}
	defer func() {
		if v := recover(); v != nil {
			s.Err = fmt.Errorf("panic while its beginning was read: %v", v)
		}
	}()
	s.Err = s.probe(opt)
}

func (s *Source) probe(opt *Options) error {
	s.memory = opt.Memory
	magic := make([]byte, unpack.MagicSize)
	n, err := s.peek(magic)
	if err != nil {
		return err
	}
	s.compression = unpack.FormatOf(magic[:n])
	if bytes.HasPrefix(magic[:n], []byte(zipMagic)) {
		s.compression = zipped
	}
	if s.compression == zipped && s.pipe != nil {
		return &FormatError{Kind: "a ZIP archive, which cannot be read from a pipe", Advice: "unzip -p" + advisePipe}
	}
	for size := int64(HeadSize); ; size *= 2 {
		err := s.examine(opt, size)
		if !errors.Is(err, errLongFirst) {
			return err
		}
		if skip := (*SkipError)(nil); size > opt.MaxRecord && errors.As(err, &skip) {
			return err
		}
		if size > opt.MaxRecord {
			return &LengthError{"first record", opt.MaxRecord}
		}
	}
}

// examine detects encoding, delimiter and header from the first size bytes.
func (s *Source) examine(opt *Options, size int64) error {
	if s.pipe == nil && s.compression == nil {
		size = min(size, s.Size+1) // one more shows that it has grown
	}
	head := make([]byte, size)
	n, err := s.peek(head)
	if err != nil {
		return err
	}
	whole := n < len(head)
	head = head[:n]
	d, err := detect(head, whole, opt.Encoding)
	if err != nil {
		return err
	}
	s.Encoding, s.mark, s.Hints = d.encoding, int64(d.bom), d.hints
	text, err := charset.Decode(head[d.bom:], s.Encoding)
	if err != nil {
		return err
	}
	if opt.UnwrapLines && opt.Quote != 0 {
		s.unwrap = opt
		if text, err = unwrapAll(text, opt); err != nil {
			return err
		}
	}
	if opt.Delimiter == 0 {
		if err := refuseText(text); err != nil {
			return err
		}
	}
	if err := s.sniff(text, whole, opt); err != nil {
		return err
	}
	if opt.Invalid == Refuse {
		if err := s.checkHead(text[:s.Body], d.bom); err != nil {
			return err
		}
	}
	s.Quotes = s.quotes(text, whole, opt)
	if s.Direct() {
		s.Body += int64(d.bom)
	}
	return nil
}

// peek fills p from the beginning of the decompressed file, as far as that
// goes. What is read from a pipe is kept in head.
func (s *Source) peek(p []byte) (int, error) {
	if s.pipe != nil && s.compression == nil {
		if need := len(p) - len(s.head); need > 0 {
			more := make([]byte, need)
			n, err := io.ReadFull(s.pipe, more)
			if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
				return 0, files.Cause(err)
			}
			s.head = append(s.head, more[:n]...)
		}
		return copy(p, s.head), nil
	}
	if s.pipe != nil { // compressed: more of it is read than the head may need
		tee := &bytes.Buffer{}
		pipe := s.pipe
		s.pipe = io.TeeReader(pipe, tee)
		n, err := s.fill(p)
		s.head = append(s.head, tee.Bytes()...)
		s.pipe = pipe
		return n, err
	}
	return s.fill(p)
}

func (s *Source) fill(p []byte) (int, error) {
	in, err := s.open(nil, 1)
	if err != nil {
		return 0, err
	}
	defer in.Close()
	n, err := io.ReadFull(in, p)
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		err = nil
	}
	return n, err
}
