// Package source finds the files that analyze reads, detects how each is
// written, and gives its records as UTF-8.
//
// A file passes through these steps: its name is found ([Find]); its first
// bytes tell compression, encoding, delimiter and header ([Source.Probe]); then
// either several workers read ranges of it as it is ([Source.Direct]), or one
// reader decompresses and decodes it ([Source.Text]). The package knows nothing
// of columns, workers or chunks.
package source

import (
	"bytes"
	"io"
	"os"
	"syscall"

	"fanout/internal/charset"
	"fanout/internal/files"
	"fanout/internal/inputs"
	"fanout/internal/unpack"
	"fanout/processors/analyze/hint"
)

// A Source is one file.
type Source struct {
	Name     string           // as the user would name it
	Stdin    bool             // it is standard input, and Name no file's
	Encoding charset.Encoding // of the text
	Size     int64            // bytes as stored; 0 if unknown
	Err      error            // why it cannot be read
	Hints    []hint.Hint      // what was guessed or left out, to be said in one line with Describe
	Quotes   []hint.Hint      // how it seems to be quoted, if that is not as it is read

	Delimiter    byte  // NoDelimiter: a record is one field
	Comment      byte  // a line that begins with it is left out; 0: none
	CommentLines int64 // before Body, apart from lines skipped
	HasHeader    bool
	First        []string // fields of the first record, whether it is a header or not
	Layout       Layout   // of the other records, if it is
	Body         int64    // where the records begin, in bytes of the stored file if Direct, else of its text
	BodyLine     int64    // line ends before Body

	probed      bool
	mark        int64          // length of the byte order mark, or marks, before the text
	compression *unpack.Format // nil: none
	memory      int64          // of the run: see Options
	unwrap      *Options       // whose quotes around whole lines are taken off; nil: none are
	stamp       inputs.Stamp   // of the file when it was found
	pipe        io.Reader      // what cannot be opened twice, else nil
	head        []byte         // of a pipe: what has been read from it
}

func newSource(e inputs.Entry) *Source {
	s := &Source{Name: e.Name, stamp: inputs.StampOf(e.Info)}
	if e.Info.Mode().IsRegular() {
		s.Size = e.Info.Size()
	} else {
		s.pipe = &lateFile{name: e.Name}
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

// Unchanged returns an error if the file is not as it was when it was found.
// A pipe has nothing to compare, nor has a file that was not read.
func (s *Source) Unchanged() error {
	if s.pipe != nil || s.Err != nil {
		return nil
	}
	return s.stamp.Check(os.Stat(s.Name))
}

// Probed reports whether Probe was called. Nothing is known of the text of
// other sources, which count as empty.
func (s *Source) Probed() bool { return s.probed }

// Empty reports whether there is not even a header.
func (s *Source) Empty() bool { return s.First == nil }

// Pipe reports whether the file can be read only once.
func (s *Source) Pipe() bool { return s.pipe != nil }

// Direct reports whether the records are read from the file as it is stored, so
// that any range of it can be read by itself.
func (s *Source) Direct() bool {
	return s.pipe == nil && s.compression == nil && s.Encoding.Decoder() == nil && s.unwrap == nil
}

// TextBound returns how many bytes the text of the file has at most. That of a
// pipe or of a compressed file is not known.
func (s *Source) TextBound() (n int64, known bool) {
	switch {
	case s.Err != nil || s.Empty():
		return 0, true
	case s.pipe != nil || s.compression != nil:
		return 0, false
	case s.Encoding.Decoder() == nil:
		return s.Size, true
	}
	const growth = 3 // a byte of an old encoding takes three in UTF-8 at most
	return growth * s.Size, true
}

// Open returns the file of a source that is read directly.
func (s *Source) Open() (*os.File, error) { return s.openRegular() }

// openRegular opens the file as it was found. A pipe that has taken its place
// does not block: O_NONBLOCK means nothing to regular files.
func (s *Source) openRegular() (*os.File, error) {
	f, err := os.OpenFile(s.Name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, files.Cause(err)
	}
	if err := s.stamp.Check(f.Stat()); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// ReadAt fills b from a file that Open returned.
func ReadAt(f *os.File, b []byte, off int64) error {
	n, err := f.ReadAt(b, off)
	switch {
	case n == len(b):
		return nil
	case err == io.EOF:
		return inputs.ErrChanged // shorter than it was
	}
	return files.Cause(err)
}

// Text returns the records as UTF-8, or as what is taken for it. The file is
// decompressed on up to the given number of goroutines. read is called with the
// number of stored bytes read. A panic of a decompressor or decoder over
// hostile bytes is an error of the reader.
func (s *Source) Text(read func(n int), decompressors int) (text *Text, err error) {
	defer unpack.Recover(&err)
	in, err := s.open(read, decompressors)
	if err != nil {
		return nil, err
	}
	if _, err := io.CopyN(io.Discard, in, s.mark); err != nil {
		in.Close()
		return nil, err
	}
	r := s.Encoding.Reader(in)
	if s.unwrap != nil {
		r = &unwrapper{in: r, quote: s.unwrap.Quote, limit: s.unwrap.MaxRecord}
	}
	if _, err := io.CopyN(io.Discard, r, s.Body); err != nil {
		in.Close()
		return nil, inputs.ErrChanged
	}
	return &Text{guardedReader{r}, in}, nil
}

// A Text is the text of a source, or what is left of it.
type Text struct {
	guardedReader
	file io.ReadCloser // decompressed
}

// Close closes the file.
func (t *Text) Close() error { return t.file.Close() }

// Rest reports whether something follows the compressed data that is no part of
// it. It is known when the text has been read.
func (t *Text) Rest() bool { return unpack.Rest(t.file) }

// A guardedReader turns panics into errors.
type guardedReader struct{ io.Reader }

func (r *guardedReader) Read(p []byte) (n int, err error) {
	defer unpack.Recover(&err)
	return r.Reader.Read(p)
}

// open returns the file decompressed, from its first byte. read may be nil.
func (s *Source) open(read func(n int), decompressors int) (io.ReadCloser, error) {
	var in io.Reader
	closer := io.Closer(io.NopCloser(nil))
	if s.pipe != nil {
		in = io.MultiReader(bytes.NewReader(s.head), s.pipe)
	} else {
		f, err := s.openRegular()
		if err != nil {
			return nil, err
		}
		if s.compression == zipped {
			return openZip(f, read)
		}
		in, closer = f, f
	}
	if read != nil {
		in = &countingReader{in, read}
	}
	if s.compression == nil {
		return readCloser{&plainReader{in}, closer.Close}, nil
	}
	z, err := s.compression.Open(in, decompressors, s.memory)
	if err != nil {
		closer.Close()
		return nil, err
	}
	return readCloser{z, func() error { z.Close(); return closer.Close() }}, nil
}

// A readCloser reads from one and closes another.
type readCloser struct {
	io.Reader
	close func() error
}

func (r readCloser) Close() error { return r.close() }

// Rest implements [unpack.Rester].
func (r readCloser) Rest() bool { return unpack.Rest(r.Reader) }

// A plainReader leaves the path out of errors.
type plainReader struct{ io.Reader }

func (r *plainReader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if err != nil && err != io.EOF {
		err = files.Cause(err)
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
