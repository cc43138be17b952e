package source

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// MaxLine is the longest password line in bytes. A longer one is its row's
// failure: it is no password but a file of another kind.
const MaxLine = 64 << 10

// ErrLongLine is the failure of a line over MaxLine.
var ErrLongLine = fmt.Errorf("line is longer than %d bytes", MaxLine)

// byteOrderMark is what some editors put before UTF-8.
const byteOrderMark = "\xef\xbb\xbf"

// A Reader reads the records of a list. Lines end with LF or CR LF, the last
// one needs no end. A byte order mark at the start is dropped, and empty lines
// are passed over.
type Reader struct {
	Tally Tally // of what has been read
	Line  int64 // read last; 0: none

	r *bufio.Reader
}

// A Tally counts what has been read of a list.
type Tally struct {
	Bytes int64 // line ends included
	Blank int64 // lines passed over
	CR    int64 // lines whose CR before the LF was taken off
}

// NewReader returns a reader of a list that needs no [Open].
func NewReader(r io.Reader, _ Options) *Reader {
	return &Reader{r: bufio.NewReaderSize(r, MaxLine+2)}
}

// Next returns the next record, or io.EOF.
func (r *Reader) Next() (Record, error) {
	for {
		text, err := r.r.ReadSlice('\n')
		r.Tally.Bytes += int64(len(text))
		r.Line++
		if r.Line == 1 {
			text = bytes.TrimPrefix(text, []byte(byteOrderMark))
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			return Record{Line: r.Line, Err: ErrLongLine}, r.skip()
		case err == io.EOF && len(text) == 0:
			r.Line--
			return Record{}, io.EOF
		case err != nil && err != io.EOF:
			return Record{}, err
		}
		text = bytes.TrimSuffix(text, []byte("\n"))
		if cut, ok := bytes.CutSuffix(text, []byte("\r")); ok {
			text = cut
			r.Tally.CR++
		}
		switch {
		case len(text) == 0:
			r.Tally.Blank++
		case len(text) > MaxLine:
			return Record{Line: r.Line, Err: ErrLongLine}, nil
		default:
			return Record{Line: r.Line, Password: text}, nil
		}
	}
}

// skip reads on to the end of a line that is too long.
func (r *Reader) skip() error {
	for {
		text, err := r.r.ReadSlice('\n')
		r.Tally.Bytes += int64(len(text))
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
		case err == io.EOF:
			return nil
		default:
			return err
		}
	}
}

// Clear zeroes the buffer of the reader.
func (r *Reader) Clear() {
	r.r.Reset(zeros{})
	_, _ = r.r.Peek(r.r.Size())
}

// zeros reads as zero bytes without end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
