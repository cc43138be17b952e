package hash

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

// A line is one line of a password list.
type line struct {
	number   int64  // 1-based
	password []byte // without line end, valid until the next line is read
	err      error  // ErrLongLine
}

// A lineReader reads a password list. Lines end with LF or CR LF, the last one
// needs no end. A byte order mark at the start is dropped, and empty lines are
// passed over.
type lineReader struct {
	r      *bufio.Reader
	number int64

	tally lineTally
}

// A lineTally counts what has been read of a list.
type lineTally struct {
	bytes int64 // line ends included
	blank int64 // lines passed over
	cr    int64 // lines whose CR before the LF was taken off
}

func newLineReader(r io.Reader) *lineReader {
	return &lineReader{r: bufio.NewReaderSize(r, MaxLine+2)}
}

// next returns the next line that is not empty, or io.EOF.
func (l *lineReader) next() (line, error) {
	for {
		text, err := l.r.ReadSlice('\n')
		l.tally.bytes += int64(len(text))
		l.number++
		if l.number == 1 {
			text = bytes.TrimPrefix(text, []byte(byteOrderMark))
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			return line{number: l.number, err: ErrLongLine}, l.skip()
		case err == io.EOF && len(text) == 0:
			l.number--
			return line{}, io.EOF
		case err != nil && err != io.EOF:
			return line{}, err
		}
		text = bytes.TrimSuffix(text, []byte("\n"))
		if cut, ok := bytes.CutSuffix(text, []byte("\r")); ok {
			text = cut
			l.tally.cr++
		}
		switch {
		case len(text) == 0:
			l.tally.blank++
		case len(text) > MaxLine:
			return line{number: l.number, err: ErrLongLine}, nil
		default:
			return line{number: l.number, password: text}, nil
		}
	}
}

// skip reads on to the end of a line that is too long.
func (l *lineReader) skip() error {
	for {
		text, err := l.r.ReadSlice('\n')
		l.tally.bytes += int64(len(text))
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
		case err == io.EOF:
			return nil
		default:
			return err
		}
	}
}

// clear zeroes the buffer of the reader.
func (l *lineReader) clear() {
	l.r.Reset(zeros{})
	_, _ = l.r.Peek(l.r.Size())
}

// zeros reads as zero bytes without end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// countRows returns how many rows a list has: lines that are not empty.
func countRows(r io.Reader) (rows int64, err error) {
	lines := newLineReader(r)
	defer lines.clear()
	for {
		switch _, err := lines.next(); err {
		case nil:
			rows++
		case io.EOF:
			return rows, nil
		default:
			return rows, err
		}
	}
}
