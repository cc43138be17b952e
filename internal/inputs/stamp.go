package inputs

import (
	"errors"
	"io/fs"
	"time"

	"fanout/internal/files"
)

// ErrChanged says that an input was written to or replaced during the run.
var ErrChanged = errors.New("changed while it was read")

// A Stamp tells a regular file from what it becomes when it is written to.
type Stamp struct {
	Size    int64 // bytes
	ModTime time.Time
}

// StampOf returns the stamp of the file that info describes.
func StampOf(info fs.FileInfo) Stamp { return Stamp{info.Size(), info.ModTime()} }

// Check compares the stamp with the file as it is now. Its parameters are what
// os.Stat and File.Stat return. The error is err without its path, or
// [ErrChanged].
func (s Stamp) Check(info fs.FileInfo, err error) error {
	switch {
	case err != nil:
		return files.Cause(err)
	case !info.Mode().IsRegular(), info.Size() != s.Size, !info.ModTime().Equal(s.ModTime):
		return ErrChanged
	}
	return nil
}
