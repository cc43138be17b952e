package analyze

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

// IsTable reports whether a folder's file of that name is taken.
func IsTable(name string) bool {
	name = strings.ToLower(name)
	for _, packed := range []string{".gz", ".zst"} {
		name = strings.TrimSuffix(name, packed)
	}
	return slices.Contains(extensions, filepath.Ext(name))
}

// walk returns the files that the paths name, in the order given and by name
// within each folder; a file named twice is meant once, be it by a symbolic link.
func (p *Plan) walk(opt *Options) error {
	seen := map[string]bool{}
	add := func(name, real string, info fs.FileInfo) {
		if !seen[real] {
			seen[real] = true
			p.Sources = append(p.Sources, newSource(name, info))
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
			p.Sources = append(p.Sources, &Source{Name: "stdin", pipe: opt.Stdin})
			continue
		}
		names, err := expand(path)
		if err != nil {
			return err
		}
		if names == nil {
			p.Empty = append(p.Empty, path)
		}
		for _, name := range names {
			info, err := os.Stat(name)
			switch {
			case err != nil:
				return &PathError{name, cause(err)}
			case info.IsDir():
				if err := p.folder(name, opt, add); err != nil {
					return err
				}
			default:
				add(name, realPath(name), info)
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

func (p *Plan) folder(dir string, opt *Options, add func(name, real string, info fs.FileInfo)) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return &PathError{dir, cause(err)}
	}
	realDir := realPath(dir)
	for _, e := range entries {
		name := filepath.Join(dir, e.Name())
		info, err := os.Stat(name) // a link to a file is as good as the file
		switch {
		case strings.HasPrefix(e.Name(), "."):
			continue
		case e.IsDir():
			if !opt.Recursive {
				p.Folders++
			} else if err := p.folder(name, opt, add); err != nil {
				return err
			}
		case !IsTable(e.Name()):
			p.Others++
		case err != nil:
			return &PathError{name, cause(err)}
		case info.Mode().IsRegular():
			real := filepath.Join(realDir, e.Name())
			if e.Type()&fs.ModeSymlink != 0 {
				real = realPath(name)
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
