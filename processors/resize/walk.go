package resize

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"fanout/internal/files"
	"fanout/processors/resize/format"
)

// A PathError is a PATH of the command line that cannot be used.
type PathError struct {
	Path string
	Err  error
}

func (e *PathError) Error() string { return fmt.Sprintf("%q: %v", e.Path, e.Err) }
func (e *PathError) Unwrap() error { return e.Err }

// A walker collects the candidate files below the PATHs, in the order given
// and by name within each folder.
type walker struct {
	ctx    context.Context
	opt    *Options
	output fs.FileInfo // of the output folder if it exists: never walked into
	items  []*Item
	seen   map[string]bool // paths taken, cleaned: named twice is meant once

	folders int      // folders not entered for want of -r
	empty   []string // patterns that match nothing
}

// walk finds everything that Paths name.
func (w *walker) walk() error {
	w.seen = map[string]bool{}
	for _, p := range w.opt.Paths {
		if p == "" {
			return &PathError{p, errors.New("an empty name is no file or folder")}
		}
		names, err := expand(p)
		if err != nil {
			return err
		}
		if names == nil {
			w.empty = append(w.empty, p)
		}
		for _, name := range names {
			info, err := os.Stat(name)
			if err != nil {
				return &PathError{name, cause(err)}
			}
			switch {
			case info.IsDir() && len(w.opt.Paths) > 1 && w.isOutput(info):
				w.skip(name, "", "output folder") // a shell's * has named it
			case info.IsDir():
				w.folder(name, "")
			default:
				w.file(name, filepath.Base(name), info)
			}
		}
	}
	return context.Cause(w.ctx)
}

// expand returns what p names: itself, or the matches of a pattern that no
// shell has expanded; nil if there are none.
func expand(p string) ([]string, error) {
	if _, err := os.Lstat(p); err == nil || !strings.ContainsAny(p, "*?[{") {
		return []string{filepath.Clean(p)}, nil
	}
	names, err := doublestar.FilepathGlob(p)
	if err != nil {
		return nil, &PathError{p, err}
	}
	return names, nil
}

// cause strips operation and path from err, for messages that name the place
// themselves.
func cause(err error) error {
	if e := (*fs.PathError)(nil); errors.As(err, &e) {
		return e.Err
	}
	return err
}

// folder walks one folder; rel is its slash-separated path below its PATH. A
// folder that cannot be read is a failure like a file's.
func (w *walker) folder(name, rel string) {
	if w.ctx.Err() != nil {
		return
	}
	entries, err := os.ReadDir(name)
	if err != nil {
		w.add(&Item{Source: name, rel: rel, Err: fmt.Errorf("folder: %w", cause(err))})
	}
	for _, e := range entries {
		sub, subRel := filepath.Join(name, e.Name()), path.Join(rel, e.Name())
		switch hidden := strings.HasPrefix(e.Name(), "."); {
		case files.IsOwn(e.Name()), w.excluded(subRel):
		case e.IsDir():
			w.subfolder(e, sub, subRel, hidden)
		case hidden && !w.opt.Hidden:
			w.skip(sub, subRel, "hidden")
		default:
			// A link to a file is as good as the file.
			info, err := os.Stat(sub)
			switch {
			case err != nil && format.FormatByExt(path.Ext(sub)) == format.Unknown:
				w.skip(sub, subRel, cause(err).Error())
			case err != nil:
				w.add(&Item{Source: sub, rel: subRel, Err: cause(err)})
			case info.IsDir():
				w.skip(sub, subRel, "link to a folder")
			default:
				w.file(sub, subRel, info)
			}
		}
	}
}

func (w *walker) subfolder(e fs.DirEntry, name, rel string, hidden bool) {
	if !w.opt.Recursive {
		w.folders++
		return
	}
	if hidden && !w.opt.Hidden {
		w.skip(name, rel, "hidden folder")
		return
	}
	if info, err := e.Info(); err == nil && w.isOutput(info) {
		w.skip(name, rel, "output folder")
		return
	}
	w.folder(name, rel)
}

func (w *walker) isOutput(info fs.FileInfo) bool {
	return w.output != nil && os.SameFile(info, w.output)
}

func (w *walker) file(name, rel string, info fs.FileInfo) {
	switch {
	case !w.included(rel), w.excluded(rel):
	case !info.Mode().IsRegular():
		w.skip(name, rel, "not a regular file")
	default:
		w.add(&Item{Source: name, rel: filepath.ToSlash(rel), bytes: info.Size(), modTime: info.ModTime()})
	}
}

func (w *walker) skip(name, rel, reason string) {
	w.add(&Item{Source: name, rel: rel, Skip: reason})
}

func (w *walker) add(it *Item) {
	if !w.seen[it.Source] {
		w.seen[it.Source] = true
		w.items = append(w.items, it)
	}
}

// included reports whether a file may be taken as far as --include goes.
func (w *walker) included(rel string) bool {
	return len(w.opt.Include) == 0 || matches(w.opt.Include, rel)
}

func (w *walker) excluded(rel string) bool { return matches(w.opt.Exclude, rel) }

// matches reports whether one of the patterns matches the whole of rel or, if
// it names no folder, its last element. Upper and lower case are the same, as
// cameras write .JPG.
func matches(patterns []string, rel string) bool {
	rel = strings.ToLower(filepath.ToSlash(rel))
	for _, p := range patterns {
		p, name := strings.ToLower(p), rel
		if !strings.Contains(p, "/") {
			name = path.Base(rel)
		}
		if ok, _ := doublestar.Match(p, name); ok { // patterns are checked by Plan
			return true
		}
	}
	return false
}
