package resize

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// fold returns a key that is equal for names that some file system takes for
// the same: Windows and macOS ignore case, macOS the Unicode form.
func fold(name string) string {
	return norm.NFC.String(strings.ToLower(strings.ToUpper(name)))
}

// inputPaths are the inputs of a plan by the folded real path.
type inputPaths map[string][]string

// inputPaths resolves the folders of all inputs, each once.
func (p *Plan) inputPaths() inputPaths {
	in, folders := inputPaths{}, map[string]string{}
	for _, it := range p.Items {
		real, err := realPath(folders, it.Source)
		if err != nil {
			continue // a file that is gone by now cannot be replaced
		}
		in.add(real)
		// Where the input is a link, what it points to is the input as well.
		if real, err := filepath.EvalSymlinks(it.Source); err == nil {
			if real, err = realPath(folders, real); err == nil {
				in.add(real)
			}
		}
	}
	return in
}

func (in inputPaths) add(real string) { in[fold(real)] = append(in[fold(real)], real) }

// at returns the input that lies at path, of which info was read, or "". On a
// file system that ignores case the names may differ in it.
func (in inputPaths) at(folders map[string]string, path string, info fs.FileInfo) string {
	real, err := realPath(folders, path)
	if err != nil {
		return ""
	}
	for _, input := range in[fold(real)] {
		if input == real {
			return input
		}
		if other, err := os.Lstat(input); err == nil && os.SameFile(info, other) {
			return input
		}
	}
	return ""
}

// Uses reports whether path is an input or an output of the plan, so that
// nothing else may be written there.
func (p *Plan) Uses(path string) bool {
	folders := map[string]string{}
	real, err := futurePath(folders, path)
	if err != nil {
		return false // its folder cannot be read, and so not written to
	}
	taken := p.inputPaths()
	for _, it := range p.Items {
		if it.Target != "" {
			if target, err := futurePath(folders, filepath.Join(p.Root, filepath.FromSlash(it.Target))); err == nil {
				taken.add(target)
			}
		}
	}
	return taken[fold(real)] != nil
}

// realPath resolves the folder of path, remembered in folders, and leaves its
// last element: a rename replaces a link, not what it points to.
func realPath(folders map[string]string, path string) (string, error) {
	dir, base := filepath.Split(path)
	real, ok := folders[dir]
	if !ok {
		abs, err := filepath.Abs(dir)
		if err != nil {
			return "", err
		}
		if real, err = filepath.EvalSymlinks(abs); err != nil {
			return "", err
		}
		folders[dir] = real
	}
	return filepath.Join(real, base), nil
}

// futurePath is realPath for a file whose folder may still have to be made.
func futurePath(folders map[string]string, path string) (string, error) {
	real, err := realPath(folders, path)
	if !errors.Is(err, fs.ErrNotExist) {
		return real, err
	}
	dir := filepath.Dir(path)
	if dir == path { // not even the root exists
		return "", err
	}
	parent, err := futurePath(folders, dir)
	return filepath.Join(parent, filepath.Base(path)), err
}
