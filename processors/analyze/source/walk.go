package source

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// A PathError is a PATH of the command line that cannot be used.
type PathError struct {
	Path string
	Err  error
}

func (e *PathError) Error() string { return fmt.Sprintf("%q: %v", e.Path, e.Err) }
func (e *PathError) Unwrap() error { return e.Err }

// extensions are those of the files that are taken from folders.
var extensions = []string{".csv", ".tsv", ".tab", ".psv"}

// isTable reports whether a folder's file of that name is taken.
func isTable(name string) bool {
	name = strings.ToLower(name)
	for _, ext := range []string{".gz", ".zst"} {
		name = strings.TrimSuffix(name, ext)
	}
	return slices.Contains(extensions, filepath.Ext(name))
}

// Files are what the paths of a run name.
type Files struct {
	Sources []*Source
	Folders int      // folders not entered because Recursive is off
	Others  int      // files in folders that are no tables
	Empty   []string // patterns that matched nothing
}

// Find returns the files that the paths name, in the order given and by name
// within each folder. Duplicates, also through symbolic links, are taken once.
func Find(opt *Options) (*Files, error) {
	f := &Files{}
	return f, f.walk(opt)
}

func (f *Files) walk(opt *Options) error {
	seen := map[string]bool{}
	add := func(name, real string, info fs.FileInfo) {
		if !seen[real] {
			seen[real] = true
			f.Sources = append(f.Sources, newSource(name, info))
		}
	}
	for _, path := range opt.Paths {
		switch path {
		case "":
			return &PathError{path, errors.New("an empty name is no file or folder")}
		case "-":
			if seen["-"] {
				return &PathError{path, errors.New("standard input can be read only once")}
			}
			seen["-"] = true
			f.Sources = append(f.Sources, &Source{Name: "stdin", pipe: opt.Stdin})
			continue
		}
		names, err := expand(path)
		if err != nil {
			return err
		}
		if names == nil {
			f.Empty = append(f.Empty, path)
		}
		for _, name := range names {
			info, err := os.Stat(name)
			switch {
			case err != nil:
				return &PathError{name, cause(err)}
			case info.IsDir():
				if err := f.folder(name, opt, add); err != nil {
					return err
				}
			default:
				add(name, RealPath(name), info)
			}
		}
	}
	return nil
}

// expand returns what path names: itself, or the matches of a pattern that no
// shell has expanded; nil if there are none.
func expand(path string) ([]string, error) {
	if _, err := os.Lstat(path); err == nil || !strings.ContainsAny(path, "*?[{") {
		return []string{filepath.Clean(path)}, nil
	}
	names, err := doublestar.FilepathGlob(path)
	if err != nil {
		return nil, &PathError{path, err}
	}
	slices.Sort(names)
	return names, nil
}

func (f *Files) folder(dir string, opt *Options, add func(name, real string, info fs.FileInfo)) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return &PathError{dir, cause(err)}
	}
	realDir := RealPath(dir)
	for _, e := range entries {
		name := filepath.Join(dir, e.Name())
		info, err := os.Stat(name) // a link to a file is as good as the file
		switch {
		case strings.HasPrefix(e.Name(), "."):
			continue
		case e.IsDir():
			if !opt.Recursive {
				f.Folders++
			} else if err := f.folder(name, opt, add); err != nil {
				return err
			}
		case !isTable(e.Name()):
			f.Others++
		case err != nil:
			return &PathError{name, cause(err)}
		case info.Mode().IsRegular():
			real := filepath.Join(realDir, e.Name())
			if e.Type()&fs.ModeSymlink != 0 {
				real = RealPath(name)
			}
			add(name, real, info)
		}
	}
	return nil
}

// cause strips operation and path from err, for messages that name the place
// themselves.
func cause(err error) error {
	if e := (*fs.PathError)(nil); errors.As(err, &e) {
		return e.Err
	}
	return err
}

// RealPath returns path without symbolic links, as far as it exists.
func RealPath(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	return path
}
