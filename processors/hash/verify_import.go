package hash

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"fanout/internal/files"
	"fanout/internal/inputs"
	"fanout/processors/hash/preset"
	"fanout/processors/hash/source"
)

// importFiles are the import files of a preset, as a list of hashes.
type importFiles struct{ partEntries }

// Notes implements hashReader: a preset's files hold nothing that is not known.
func (*importFiles) Notes() []string { return nil }

// importPaths returns the files of a preset at path: a file, or those in a
// folder in the order of their names.
func importPaths(p *preset.Preset, path string) ([]string, error) {
	if path == "-" {
		return nil, &inputs.PathError{Path: path, Err: errors.New("import files are read from a file or folder, not from stdin")}
	}
	info, err := os.Stat(path)
	var entries []fs.DirEntry
	if err == nil && info.IsDir() {
		entries, err = os.ReadDir(path)
	}
	switch {
	case err != nil:
		return nil, &inputs.PathError{Path: path, Err: files.Cause(err)}
	case !info.IsDir():
		return []string{path}, nil
	}
	var paths []string
	for _, f := range entries {
		if p.IsOurs(f.Name()) {
			paths = append(paths, filepath.Join(path, f.Name()))
		}
	}
	if len(paths) == 0 {
		return nil, &inputs.PathError{Path: path, Err: errors.New("holds no import file of " + p.Name)}
	}
	slices.SortFunc(paths, func(a, b string) int { // 2 before 10
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		return strings.Compare(a, b)
	})
	return paths, nil
}

// An identified reader gives each record the user that a preset's files have.
type identified struct {
	passwordReader
	preset *preset.Preset
}

func (r *identified) Next() (source.Record, error) {
	l, err := r.passwordReader.Next()
	if err == nil && l.Err == nil {
		l.User, l.Err = r.preset.Identity(l.User, l.Fields)
	}
	return l, err
}
