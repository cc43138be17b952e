package journal

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"

	"github.com/zeebo/xxh3"
)

// Name is what a journal is called in the folder that it is about.
const Name = ".fanout-journal"

// MaxLine bounds a line, in bytes: reading takes no more memory, whatever a
// file holds. A payload has MaxPayload at most.
const (
	MaxLine    = 256 << 10
	MaxPayload = MaxLine - sumDigits - 2
)

// sumDigits is the length of a line's checksum.
const sumDigits = 16

// version is that of the format.
const version = 1

// A header is the payload of the first line.
type header struct {
	Version int   `json:"fanout_journal"`
	Kept    int64 `json:"kept,omitempty"` // bytes of the file when it was last written anew
}

var headerMark = []byte(`{"fanout_journal":`)

// appendLine appends the line of a payload to b.
func appendLine(b, payload []byte) []byte {
	return append(append(fmt.Appendf(b, "%0*x ", sumDigits, xxh3.Hash(payload)), payload...), '\n')
}

func headerLine(h header) []byte {
	h.Version = version
	payload, err := json.Marshal(h)
	if err != nil {
		panic(err) // two numbers
	}
	return appendLine(nil, payload)
}

// payloadOf returns the payload of a line without its line feed. ok is false if
// the checksum is another's.
func payloadOf(line []byte) (payload []byte, ok bool) {
	if len(line) <= sumDigits || line[sumDigits] != ' ' {
		return nil, false
	}
	payload = line[sumDigits+1:]
	var sum [sumDigits]byte
	return payload, string(fmt.Appendf(sum[:0], "%0*x", sumDigits, xxh3.Hash(payload))) == string(line[:sumDigits])
}

// Stats are what a reading has found, besides records.
type Stats struct {
	Exists  bool  // there is a file
	Lines   int64 // records
	Damaged int64 // lines that are none
}

// Check examines whether the file at path can be the journal: it is one, or
// empty, or does not exist yet. The error is an [*Error].
func Check(path string) (exists bool, err error) {
	f, err := open(path, os.O_RDONLY)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, because(path, err)
	}
	defer f.Close()
	_, err = sniff(f)
	return true, because(path, err)
}

// open opens a journal that exists. A pipe does not block: O_NONBLOCK means
// nothing to regular files.
func open(path string, flag int) (*os.File, error) {
	for range tries {
		at, err := os.Lstat(path)
		if err == nil && !at.Mode().IsRegular() {
			err = ErrNotRegular
		}
		if err != nil {
			return nil, err
		}
		f, err := os.OpenFile(path, flag|syscall.O_NONBLOCK, 0)
		if err != nil {
			return nil, err
		}
		if now, err := f.Stat(); err == nil && os.SameFile(at, now) {
			return f, nil
		}
		f.Close() // another run has just written it anew
	}
	return nil, errBusy
}

// tries is how often a journal is opened that others keep writing anew.
const tries = 100

// sniffed is how much of a file at its beginning must hold a whole line, if it
// is a journal.
const sniffed = 4 * MaxLine

// sniff tells a journal by its header or, where that is damaged, by any whole
// line near the beginning. An empty file can become one.
func sniff(f *os.File) (header, error) {
	var head header
	found := false
	stop := errors.New("enough")
	_, err := readLines(context.Background(), io.NewSectionReader(f, 0, sniffed), func(payload []byte, _ int64) error {
		found = true
		return stop
	}, func(h header) { head, found = h, true })
	if err != nil && err != stop {
		return head, err
	}
	info, err := f.Stat()
	if err == nil && !found && info.Size() > 0 {
		err = ErrNoJournal
	}
	return head, err
}

// Read calls each with the payload of every record of the journal at path and
// the position of its line, in order. The payload is valid until each returns.
// An error is an [*Error], or the cause of ctx's end; a file that does not
// exist is none.
func Read(ctx context.Context, path string, each func(payload []byte, at int64) error) (Stats, error) {
	f, err := open(path, os.O_RDONLY)
	if errors.Is(err, fs.ErrNotExist) {
		return Stats{}, nil
	}
	if err != nil {
		return Stats{}, because(path, err)
	}
	defer f.Close()
	if _, err := sniff(f); err != nil {
		return Stats{Exists: true}, because(path, err)
	}
	stats, err := readLines(ctx, f, each, func(header) {})
	stats.Exists = true
	if ctx.Err() == nil {
		err = because(path, err)
	}
	return stats, err
}

// readLines calls each with every record, and head with every header.
func readLines(ctx context.Context, r io.Reader, each func(payload []byte, at int64) error, head func(header)) (Stats, error) {
	in := bufio.NewReaderSize(r, MaxLine)
	var stats Stats
	at := int64(0)
	for lines := 0; ; lines++ {
		if lines%256 == 0 && ctx.Err() != nil {
			return stats, context.Cause(ctx)
		}
		line, err := in.ReadSlice('\n')
		start := at
		at += int64(len(line))
		switch {
		case err == io.EOF:
			return stats, nil // the line, if any, is torn
		case err == bufio.ErrBufferFull:
			stats.Damaged++
			for err == bufio.ErrBufferFull && ctx.Err() == nil {
				line, err = in.ReadSlice('\n')
				at += int64(len(line))
			}
			if err != nil {
				continue // the next read tells
			}
		case err != nil:
			return stats, err
		default:
			if err := stats.line(bytes.TrimSuffix(line, []byte("\n")), start, each, head); err != nil {
				return stats, err
			}
		}
	}
}

// line takes one line.
func (s *Stats) line(line []byte, at int64, each func([]byte, int64) error, head func(header)) error {
	if len(line) == 0 {
		return nil
	}
	payload, ok := payloadOf(line)
	if !ok {
		s.Damaged++
		return nil
	}
	if !bytes.HasPrefix(payload, headerMark) {
		s.Lines++
		return each(payload, at)
	}
	var h header
	if err := json.Unmarshal(payload, &h); err != nil || h.Version != version {
		return ErrVersion
	}
	head(h)
	return nil
}
