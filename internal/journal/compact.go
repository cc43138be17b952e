package journal

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"

	"fanout/internal/files"
)

// A journal is written anew when it has more than compactSize bytes and
// compactGrowth times as many as when it was last written. Then the rewriting
// costs less than the appending did.
const (
	compactSize   = 1 << 20
	compactGrowth = 4
)

// tidy cuts off the end of f that no line feed ends, and writes f anew if it
// has grown by much or is to be cleaned. The caller holds the exclusive lock.
// replaced says that another file has taken the place of f.
func tidy(ctx context.Context, f *os.File, path string, head header, opt Options) (replaced bool, err error) {
	if err := cutTorn(f); err != nil {
		return false, err
	}
	info, err := f.Stat()
	if err != nil || !opt.Clean && info.Size() <= max(compactSize, compactGrowth*head.Kept) {
		return false, err
	}
	err = compact(ctx, f, path, opt.Key)
	if sync := (*files.SyncError)(nil); errors.As(err, &sync) {
		return false, err
	}
	return err == nil, nil // without room for another, the old one does as well
}

// cutTorn cuts off what follows the last line feed of f. An empty file gets its
// header.
func cutTorn(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	end := info.Size()
	if end == 0 {
		_, err := f.Write(headerLine(header{}))
		return err
	}
	buf := make([]byte, 4096)
	for end > 0 {
		piece := buf[:min(int64(len(buf)), end)]
		if _, err := f.ReadAt(piece, end-int64(len(piece))); err != nil {
			return err
		}
		i := len(piece) - 1
		for i >= 0 && piece[i] != '\n' {
			i--
		}
		end -= int64(len(piece) - 1 - i)
		if i >= 0 {
			break
		}
	}
	if end == info.Size() {
		return nil
	}
	return f.Truncate(end)
}

// compact writes the records of f to a new file, without those that later ones
// replace and without damaged lines, and puts it in the place of f.
func compact(ctx context.Context, f *os.File, path string, key func([]byte) string) error {
	type place struct{ at, bytes int64 }
	last := map[string]place{} // of a key's last record
	kept := int64(0)
	each := func(do func(payload []byte, at int64) error) error {
		_, err := readLines(ctx, io.NewSectionReader(f, 0, 1<<62), do, func(header) {})
		return err
	}
	err := each(func(payload []byte, at int64) error {
		size := int64(len(payload) + sumDigits + 2)
		kept += size
		if k := key(payload); k != "" {
			kept -= last[k].bytes
			last[k] = place{at, size}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return write(path, true, func(w io.Writer) error {
		out := bufio.NewWriterSize(w, MaxLine)
		out.Write(headerLine(header{Kept: kept})) // Flush returns its error
		var line []byte
		err := each(func(payload []byte, at int64) error {
			if k := key(payload); k != "" && last[k].at != at {
				return nil
			}
			line = appendLine(line[:0], payload)
			_, err := out.Write(line)
			return err
		})
		if err != nil {
			return err
		}
		return out.Flush()
	})
}
