package inputs

import (
	"errors"
	"io/fs"
	"path/filepath"
)

// Real returns the path by which a file can be compared with another: absolute
// and without symbolic links. A path that does not exist stays as it is, but
// absolute.
func Real(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	return path
}

// Folders resolves the folders of many paths, each folder once. The zero value
// is not ready: make it.
type Folders map[string]string // real path by path

// Entry returns the real path of the folder of path, joined with its last
// element, which may be a link: a rename replaces a link, not what it points
// to.
func (f Folders) Entry(path string) (string, error) {
	dir, base := filepath.Split(path)
	real, ok := f[dir]
	if !ok {
		abs, err := filepath.Abs(dir)
		if err != nil {
			return "", err
		}
		if real, err = filepath.EvalSymlinks(abs); err != nil {
			return "", err
		}
		f[dir] = real
	}
	return filepath.Join(real, base), nil
}

// Future is Entry for a file whose folder may still have to be made.
func (f Folders) Future(path string) (string, error) {
	real, err := f.Entry(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return real, err
	}
	dir := filepath.Dir(path)
	if dir == path { // not even the root exists
		return "", err
	}
	parent, err := f.Future(dir)
	return filepath.Join(parent, filepath.Base(path)), err
}
