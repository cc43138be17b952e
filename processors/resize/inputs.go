package resize

import (
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
func (p *Plan) inputPaths() (inputPaths, error) {
	in, folders := inputPaths{}, map[string]string{}
	for _, it := range p.Items {
		real, err := realPath(folders, it.Source)
		if err != nil {
			continue // a file that is gone by now cannot be replaced
		}
		in[fold(real)] = append(in[fold(real)], real)
	}
	return in, nil
}

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
