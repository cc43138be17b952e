package resize

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"fanout/internal/inputs"
)

// foldedPaths are files by their folded real path.
type foldedPaths map[string][]string

func (f foldedPaths) add(real string) {
	key := inputs.Fold(real)
	f[key] = append(f[key], real)
}

// at returns the file of the set at path, of which info was read, or "". On a
// file system that ignores case the two names may differ in it.
func (f foldedPaths) at(folders inputs.Folders, path string, info fs.FileInfo) string {
	real, err := folders.Entry(path)
	if err != nil {
		return ""
	}
	for _, file := range f[inputs.Fold(real)] {
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

// Uses reports whether id is an input, an output or the folder of one, so that
// nothing else may be written there.
func (p *Plan) Uses(id inputs.Identity) bool {
	if id.Exists() && slices.ContainsFunc(p.Items, func(it *Item) bool { return id.IsInput(it.Source) }) {
		return true
	}
	folders, root := inputs.Folders{}, inputs.Real(p.Root)
	uses := func(target string) bool {
		real, err := folders.Future(filepath.Join(root, filepath.FromSlash(target)))
		if err != nil {
			return false // its folder cannot be read, and so not written to
		}
		var info fs.FileInfo
		if id.Exists() {
			info, _ = os.Stat(real)
		}
		return id.Clashes(inputs.IdentityOf(real, info))
	}
	return slices.ContainsFunc(p.Items, func(it *Item) bool { return (it.Work() || it.stands) && it.Target != "" && uses(it.Target) })
}
