package resize

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/text/unicode/norm"

	"fanout/internal/inputs"
)

// fold returns a key that is equal for names that some file system takes for
// the same: Windows and macOS ignore case, macOS the Unicode form.
func fold(name string) string {
	return norm.NFC.String(strings.ToLower(strings.ToUpper(name)))
}

// foldedPaths are files by their folded real path.
type foldedPaths map[string][]string

func (f foldedPaths) add(real string) {
	key := fold(real)
	f[key] = append(f[key], real)
}

// at returns the file of the set at path, of which info was read, or "". On a
// file system that ignores case the two names may differ in it.
func (f foldedPaths) at(folders inputs.Folders, path string, info fs.FileInfo) string {
	real, err := folders.Entry(path)
	if err != nil {
		return ""
	}
	for _, file := range f[fold(real)] {
		if file == real {
			return file
		}
		if other, err := os.Lstat(file); err == nil && os.SameFile(info, other) {
			return file
		}
	}
	return ""
}

// inputPaths returns the paths of all inputs. Where an input is a link, what it
// leads to is an input as well.
func (p *Plan) inputPaths() foldedPaths {
	in, folders := foldedPaths{}, inputs.Folders{}
	for _, it := range p.Items {
		real, err := folders.Entry(it.Source)
		if err != nil {
			continue // the file is gone, so nothing can replace it
		}
		in.add(real)
		if real, err := filepath.EvalSymlinks(it.Source); err == nil {
			if real, err = folders.Entry(real); err == nil {
				in.add(real)
			}
		}
	}
	return in
}

// Uses reports whether path is an input or an output of the plan, so that
// nothing else may be written there.
func (p *Plan) Uses(path string) bool {
	folders := inputs.Folders{}
	real, err := folders.Future(path)
	if err != nil {
		return false // its folder cannot be read, and so not written to
	}
	key := fold(real)
	if p.sources[key] != nil {
		return true
	}
	for _, target := range p.outputs() {
		if target, err := folders.Future(target); err == nil && fold(target) == key {
			return true
		}
	}
	return false
}
