package part

import (
	"bufio"
	"context"
	"errors"

	"github.com/zeebo/xxh3"

	"fanout/chunker"
	"fanout/internal/files"
)

// A Writer writes a part. It appears in its folder by Commit.
type Writer struct {
	path   string
	file   *files.File
	buffer *bufio.Writer
	sum    *xxh3.Hasher128
}

// Create begins the part of a shard in dir. A damaged one that is there is to
// be replaced. The caller must call Commit or Discard.
func Create(ctx context.Context, dir string, s chunker.Shard, replace bool) (*Writer, error) {
	path := Path(dir, s)
	f, err := files.Create(ctx, path, 0o600, replace)
	if err != nil {
		return nil, err
	}
	return &Writer{path: path, file: f, buffer: bufio.NewWriterSize(f, 64<<10), sum: xxh3.New128()}, nil
}

// Write appends to the payload.
func (w *Writer) Write(p []byte) (int, error) {
	_, _ = w.sum.Write(p) // it never fails
	return w.buffer.Write(p)
}

// Size returns the bytes that are in the file so far.
func (w *Writer) Size() int64 { return w.file.Size() }

// A Race is the end of the race between the attempts of a shard.
type Race int

// The ends.
const (
	Won  Race = iota // this attempt's part is the one that stands
	Same             // another attempt was first, with the same payload
	Lost             // another attempt was first, with another payload
)

// Commit completes the part with its footer, and makes it durable and visible.
// If another attempt has done that before, its part stands.
func (w *Writer) Commit(f *Footer) (Race, error) {
	sum := w.sum.Sum128()
	end, err := trailer(f, sum)
	if err != nil {
		return Won, err
	}
	if _, err = w.buffer.Write(end); err == nil {
		err = w.buffer.Flush()
	}
	if err != nil {
		return Won, err
	}
	err = w.file.Commit()
	if !errors.As(err, new(*files.ExistsError)) {
		return Won, err
	}
	other, err := Open(w.path)
	if err != nil {
		return Lost, err
	}
	defer other.Close()
	if other.sum == sum.Bytes() {
		return Same, nil
	}
	return Lost, nil
}

// Discard removes what is not committed. After Commit it does nothing.
func (w *Writer) Discard() { w.file.Discard() }
