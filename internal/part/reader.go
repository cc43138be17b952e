package part

import (
	"context"
	"io"
	"os"

	"github.com/zeebo/xxh3"
)

// A Reader reads a part.
type Reader struct {
	*io.SectionReader // the payload
	Footer            *Footer

	file *os.File
	sum  [16]byte // of the payload, as the footer has it
}

// Open opens the part at path. If it is damaged the error is a [*DamagedError];
// whether the payload is shows only when it is verified. Close must be called.
func Open(path string) (*Reader, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	footer, size, sum, err := readFooter(f)
	if err != nil {
		f.Close()
		return nil, err
	}
	return &Reader{io.NewSectionReader(f, 0, size), footer, f, sum}, nil
}

// Verify reads the payload, and returns a [*DamagedError] if it is not what was
// written. Where it is read from next does not change.
func (r *Reader) Verify(ctx context.Context) error {
	h := xxh3.New128()
	buf := make([]byte, 256<<10)
	for off := int64(0); off < r.Size(); {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		n, err := r.ReadAt(buf, off)
		h.Write(buf[:n])
		off += int64(n)
		if err != nil && err != io.EOF {
			return err
		}
		if n == 0 {
			break
		}
	}
	if h.Sum128().Bytes() != r.sum {
		return &DamagedError{r.file.Name(), errChecksum}
	}
	return nil
}

// Close closes the part.
func (r *Reader) Close() error { return r.file.Close() }
