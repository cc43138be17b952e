package analyze

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"
)

// A Source is one file of a plan.
type Source struct {
	Name     string   // as the user would name it
	Encoding Encoding // of the text
	Marked   bool     // it begins with a byte order mark
	Size     int64    // bytes as stored; 0 if unknown
	Err      error    // why it cannot be read

	Delimiter byte
	HasHeader bool
	header    []string // fields of the first record, be it a header or not
	body      int64    // where the records begin, in bytes of the stored file if direct, else of its text
	lines     int64    // line ends before body

	packing *packing // nil: none
	modTime time.Time
	pipe    io.Reader // what cannot be opened twice, else nil
	head    []byte    // of a pipe: what has been read from it
}

func newSource(name string, info fs.FileInfo) *Source {
	s := &Source{Name: name, Size: info.Size(), modTime: info.ModTime()}
	if !info.Mode().IsRegular() {
		s.Size = 0
		s.pipe = &lateFile{name: name}
	}
	return s
}

// A lateFile is opened by the first read: a named pipe, say.
type lateFile struct {
	name string
	file *os.File
	err  error
}

func (f *lateFile) Read(p []byte) (int, error) {
	if f.file == nil && f.err == nil {
		f.file, f.err = os.Open(f.name)
	}
	if f.err != nil {
		return 0, f.err
	}
	return f.file.Read(p)
}

// unchanged returns an error if the file is not as it was when the plan was made.
// A pipe has nothing to compare, nor has a file that was not read.
func (s *Source) unchanged() error {
	if s.pipe != nil || s.Err != nil {
		return nil
	}
	info, err := os.Stat(s.Name)
	switch {
	case err != nil:
		return cause(err)
	case info.Size() != s.Size || !info.ModTime().Equal(s.modTime):
		return errChanged
	}
	return nil
}

// Empty reports whether there is not even a header.
func (s *Source) Empty() bool { return s.header == nil }

// direct reports whether the records are read from the file as they lie there,
// by several workers.
func (s *Source) direct() bool {
	return s.pipe == nil && s.packing == nil && s.Encoding.decoder() == nil
}

// open returns the file unpacked, from its first byte, by so many goroutines. How
// many bytes are read as they are stored is told to read, if that is not nil.
func (s *Source) open(read func(n int), unpackers int) (io.ReadCloser, error) {
	var in io.Reader
	closer := io.Closer(io.NopCloser(nil))
	if s.pipe != nil {
		in = io.MultiReader(bytes.NewReader(s.head), s.pipe)
	} else {
		f, err := os.Open(s.Name)
		if err != nil {
			return nil, cause(err)
		}
		in, closer = f, f
	}
	if read != nil {
		in = &countingReader{in, read}
	}
	if s.packing == nil {
		return readCloser{&plainReader{in}, closer.Close}, nil
	}
	z, err := s.packing.open(in, unpackers)
	if err != nil {
		closer.Close()
		return nil, err
	}
	return readCloser{z, func() error { z.Close(); return closer.Close() }}, nil
}

// text returns the records as UTF-8, or as what is taken for it.
func (s *Source) text(read func(n int), unpackers int) (io.ReadCloser, error) {
	in, err := s.open(read, unpackers)
	if err != nil {
		return nil, err
	}
	if s.Marked {
		for _, m := range marks {
			if m.encoding == s.Encoding {
				if _, err := io.CopyN(io.Discard, in, int64(len(m.bytes))); err != nil {
					in.Close()
					return nil, err
				}
			}
		}
	}
	r := s.Encoding.decode(in)
	if _, err := io.CopyN(io.Discard, r, s.body); err != nil {
		in.Close()
		return nil, errChanged
	}
	return readCloser{r, in.Close}, nil
}

// A readCloser reads from one and closes another.
type readCloser struct {
	io.Reader
	close func() error
}

func (r readCloser) Close() error { return r.close() }

// A plainReader leaves the path out of errors.
type plainReader struct{ io.Reader }

func (r *plainReader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if err != nil && err != io.EOF {
		err = cause(err)
	}
	return n, err
}

type countingReader struct {
	io.Reader
	count func(n int)
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.count(n)
	return n, err
}

// headSize is how much of a file is looked at to find out what it is.
const headSize = 1 << 20

// probe reads the head of the file and finds out packing, encoding, delimiter
// and header.
func (s *Source) probe(opt *Options) {
	if err := s.tryProbe(opt); err != nil {
		s.Err = err
	}
}

func (s *Source) tryProbe(opt *Options) error {
	magic := make([]byte, magicSize)
	n, err := s.peek(magic)
	if err != nil {
		return err
	}
	s.packing = packingOf(magic[:n])
	for size := int64(headSize); ; size *= 2 {
		err := s.examine(opt, size)
		if !errors.Is(err, errLongFirst) {
			return err
		}
		if size > opt.MaxRecord {
			return fmt.Errorf("the first record is longer than %d bytes (--max-record); a quote may be missing", opt.MaxRecord)
		}
	}
}

// examine finds out encoding, delimiter and header from the first size bytes.
func (s *Source) examine(opt *Options, size int64) error {
	if s.pipe == nil && s.packing == nil {
		size = min(size, s.Size+1) // one more shows that it has grown
	}
	head := make([]byte, size)
	n, err := s.peek(head)
	if err != nil {
		return err
	}
	whole := n < len(head)
	head = head[:n]
	var mark int
	s.Encoding, mark, err = detect(head, whole, opt.Encoding)
	if err != nil {
		return err
	}
	s.Marked = mark > 0
	text := head[mark:]
	if d := s.Encoding.decoder(); d != nil {
		// A character cut at the end becomes a replacement character there.
		if text, err = d.Bytes(text); err != nil {
			return err
		}
		mark = 0 // text does not count it
	}
	if err := s.sniff(text, whole, opt); err != nil {
		return err
	}
	if s.direct() {
		s.body += int64(mark)
	}
	return nil
}

// peek fills p from the beginning of the unpacked file, as far as that goes. What
// a pipe gave for it is kept.
func (s *Source) peek(p []byte) (int, error) {
	if s.pipe != nil && s.packing == nil {
		if need := len(p) - len(s.head); need > 0 {
			more := make([]byte, need)
			n, err := io.ReadFull(s.pipe, more)
			if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
				return 0, cause(err)
			}
			s.head = append(s.head, more[:n]...)
		}
		return copy(p, s.head), nil
	}
	if s.pipe != nil { // packed: read more of it than the head can need
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
