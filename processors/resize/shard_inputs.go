package resize

import (
	"io/fs"
	"os"
	"path/filepath"

	"fanout/internal/inputs"
)

// otherInputs are inputs of other shards that an output could replace: those in
// the output folder. A walk does not enter it, so they were named, or a link
// leads to them.
type otherInputs struct {
	root    string              // the real output folder
	folders []string            // PATHs in it
	files   map[string][]string // real paths, by what they are folded
}

// newOtherInputs returns nil if no output can be replaced. The error is an
// [*inputs.PathError] for a PATH that is the output folder: each shard would
// take the outputs of others for inputs.
func newOtherInputs(opt *Options, output fs.FileInfo) (*otherInputs, error) {
	if output == nil {
		return nil, nil
	}
	in := &otherInputs{root: inputs.Real(opt.Output), files: map[string][]string{}}
	for _, path := range opt.Paths {
		names, err := inputs.Expand(path, opt.Hidden)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			info, err := os.Stat(name)
			switch {
			case err != nil || !info.IsDir():
			case os.SameFile(info, output) && len(opt.Paths) == 1 && len(names) == 1:
				return nil, &inputs.PathError{Path: name, Err: errOutputIsInput}
			case isBelow(inputs.Real(name), in.root):
				in.folders = append(in.folders, inputs.Real(name))
			}
		}
	}
	if !opt.Overwrite && !opt.Update {
		return nil, nil
	}
	return in, nil
}

// isBelow reports whether a real path is in folder.
func isBelow(real, folder string) bool {
	rel, err := filepath.Rel(folder, real)
	return err == nil && filepath.IsLocal(rel) && rel != "."
}

// add remembers an entry if it lies in the output folder, or is a link to what
// does.
func (in *otherInputs) add(e *inputs.Entry) {
	if e.Kind != inputs.File || e.Info == nil {
		return // in a folder, and no link
	}
	for _, real := range []string{filepath.Join(inputs.Real(filepath.Dir(e.Name)), filepath.Base(e.Name)), inputs.Real(e.Name)} {
		if key := inputs.Fold(real); isBelow(real, in.root) {
			in.files[key] = append(in.files[key], real)
		}
	}
}

// lost reports whether the file at path, of which info was read, is an input of
// another shard.
func (in *otherInputs) lost(folders inputs.Folders, path string, info fs.FileInfo) bool {
	if in == nil {
		return false
	}
	real, err := folders.Entry(path)
	if err != nil {
		return false
	}
	for _, folder := range in.folders {
		if isBelow(real, folder) {
			return true
		}
	}
	for _, file := range in.files[inputs.Fold(real)] {
		if other, err := os.Lstat(file); file == real || err == nil && os.SameFile(info, other) {
			return true
		}
	}
	return false
}
