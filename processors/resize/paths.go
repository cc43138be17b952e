package resize

import (
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"

	"fanout/internal/inputs"
)

// inputPaths finds inputs by their folded real paths.
type inputPaths struct {
	plan    *Plan
	folders inputs.Folders
	index   *nameIndex
}

// inputPaths returns the paths of all inputs.
func (p *Plan) inputPaths() *inputPaths {
	in := &inputPaths{p, inputs.Folders{}, newNameIndex()}
	for i := range p.Items {
		for real := range in.of(i) {
			in.index.add(inputs.Fold(real), i)
		}
	}
	in.index.sort()
	return in
}

// of yields the real path of an item's input and, if that is a link, the path
// of what it leads to, which is an input as well.
func (in *inputPaths) of(number int) iter.Seq[string] {
	return func(yield func(string) bool) {
		real, err := in.folders.Entry(in.plan.Items[number].Source)
		if err != nil {
			return // the file is gone, so nothing can replace it
		}
		const link = fs.ModeSymlink | fs.ModeIrregular // the second is Windows' mount points
		info, err := os.Lstat(real)
		if !yield(real) || err != nil || info.Mode()&link == 0 {
			return
		}
		if real, err = filepath.EvalSymlinks(real); err == nil {
			yield(real)
		}
	}
}

// lost reports whether an input is at path, of which info was read. On a file
// system that ignores case the two names may differ in it.
func (in *inputPaths) lost(folders inputs.Folders, path string, info fs.FileInfo) bool {
	real, err := folders.Entry(path)
	if err != nil {
		return false
	}
	key := inputs.Fold(real)
	for i := range in.index.at(key) {
		for file := range in.of(i) {
			if file == real {
				return true
			}
			if other, err := os.Lstat(file); inputs.Fold(file) == key && err == nil && os.SameFile(info, other) {
				return true
			}
		}
	}
	return false
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
