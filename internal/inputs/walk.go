package inputs

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"

	"fanout/internal/files"
	"fanout/internal/journal"
)

// Options say what a walk finds.
type Options struct {
	Paths     []string // files, folders, patterns
	Recursive bool     // descend into folders of folders
	Hidden    bool     // take hidden files and folders too

	// Stdin makes "-" mean standard input instead of a file of that name.
	Stdin bool
	// LinksApart takes a link besides the file that it leads to, for commands
	// that write an output for each name. Otherwise both are the same file.
	LinksApart bool
	// Output is a folder that is not entered, unless it is the only PATH; nil:
	// none.
	Output fs.FileInfo
	// Take reports whether a file is taken, that is, an entry of the kind File
	// or Unreadable; nil: all are. A file that it refuses is Other, and can
	// still be taken where another PATH leads to it.
	Take func(e Entry) bool
	// Exclude reports whether an entry is passed over without a word, by its
	// Rel; nil: none is. A PATH that is a folder is never excluded.
	Exclude func(rel string) bool
	// Unseen is a folder that is passed over without a word; nil: none.
	Unseen fs.FileInfo
	// Examine reports whether a file in a folder is examined, by its Rel; nil:
	// all are. Of a file that is not, only what its folder tells is known: the
	// entry is a File without Info. Links are examined in any case.
	Examine func(rel string) bool
}

// Walk yields what the paths name, in order. An error is the last thing that it
// yields: a [*PathError], or the cause of ctx's end. The files of other runs
// that are not finished ([files.IsOwn]) and journals are never seen.
func Walk(ctx context.Context, opt Options) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		w := &walker{opt: opt, ctx: ctx, yield: yield, seen: map[string]Kind{}, folders: Folders{}}
		err := w.walk()
		if err == nil {
			err = context.Cause(ctx)
		}
		if err != nil && !w.stopped {
			yield(Entry{}, err)
		}
	}
}

// A walker is a walk that is under way.
type walker struct {
	opt     Options
	ctx     context.Context
	yield   func(Entry, error) bool
	stopped bool            // the caller wants no more
	unique  bool            // no file can be found twice
	seen    map[string]Kind // by real path, unless unique
	folders Folders
}

// done reports whether the walk ends early.
func (w *walker) done() bool { return w.stopped || w.ctx.Err() != nil }

func (w *walker) walk() error {
	for _, p := range w.opt.Paths {
		if w.done() {
			return nil
		}
		if err := w.path(p); err != nil {
			return err
		}
	}
	return nil
}

// path walks one PATH.
func (w *walker) path(p string) error {
	switch {
	case p == "":
		return &PathError{p, errors.New("empty file name")}
	case p == "-" && w.opt.Stdin:
		if _, again := w.seen[p]; again { // no real path is "-"
			return &PathError{p, errors.New("standard input can be read only once")}
		}
		w.emit(p, Entry{Kind: Stdin, Name: p, Rel: p})
		return nil
	}
	names, err := Expand(p, w.opt.Hidden)
	if err != nil {
		return err
	}
	if len(names) == 0 {
		w.emit("", Entry{Kind: NoMatch, Name: p})
	}
	w.unique = w.opt.LinksApart && len(w.opt.Paths) == 1 && len(names) == 1
	for _, name := range names {
		if w.done() {
			return nil
		}
		info, err := os.Stat(name)
		switch several := len(w.opt.Paths) > 1 || len(names) > 1; {
		case err != nil:
			return &PathError{name, files.Cause(err)}
		case info.IsDir() && several && same(info, w.opt.Unseen): // a shell's * may have named it
		case info.IsDir() && several && same(info, w.opt.Output): // likewise
			w.emit(Real(name), Entry{Kind: OutputFolder, Name: name})
		case info.IsDir():
			w.folder(name, "")
		case !w.excluded(filepath.Base(name)):
			w.file(w.real(name), Entry{Kind: File, Name: name, Rel: filepath.Base(name), Named: true, Info: info})
		}
	}
	return nil
}

// folder walks one folder; rel is its path below its PATH.
func (w *walker) folder(name, rel string) {
	entries, err := os.ReadDir(name)
	realDir := ""
	if !w.unique {
		realDir = Real(name)
	}
	if err != nil {
		w.emit(realDir, Entry{Kind: UnreadableFolder, Name: name, Rel: rel, Err: fmt.Errorf("folder: %w", files.Cause(err))})
	}
	for _, d := range entries { // those read before an error too
		if w.done() {
			return
		}
		e := Entry{Name: filepath.Join(name, d.Name()), Rel: d.Name()}
		if rel != "" {
			e.Rel = rel + "/" + e.Rel
		}
		if files.IsOwn(d.Name()) || d.Name() == journal.Name || w.excluded(e.Rel) {
			continue
		}
		real := ""
		switch {
		case w.unique: // nobody asks
		case d.Type()&fs.ModeSymlink != 0 && !w.opt.LinksApart:
			real = Real(e.Name)
		default:
			real = filepath.Join(realDir, d.Name())
		}
		if d.IsDir() {
			w.subfolder(d, e, real)
			continue
		}
		e.Kind, e.Info, e.Err = w.classify(d, e)
		w.file(real, e)
	}
}

// subfolder enters a folder of a folder, or says why not.
func (w *walker) subfolder(d fs.DirEntry, e Entry, real string) {
	info, err := d.Info()
	switch {
	case err == nil && same(info, w.opt.Unseen):
		return
	case isHidden(d.Name()) && !w.opt.Hidden:
		e.Kind = HiddenFolder
	case !w.opt.Recursive:
		e.Kind, e.Info = Unsearched, info
	case err == nil && same(info, w.opt.Output):
		e.Kind = OutputFolder
	default:
		w.folder(e.Name, e.Rel)
		return
	}
	w.emit(real, e)
}

// classify examines an entry of a folder that is no folder itself.
func (w *walker) classify(d fs.DirEntry, e Entry) (Kind, fs.FileInfo, error) {
	const link = fs.ModeSymlink | fs.ModeIrregular // the second is Windows' mount points
	switch {
	case isHidden(d.Name()) && !w.opt.Hidden:
		return Hidden, nil, nil
	case d.Type()&link == 0 && w.opt.Examine != nil && !w.opt.Examine(e.Rel):
		return File, nil, nil
	}
	info, err := os.Stat(e.Name) // a link to a file is as good as the file
	switch {
	case err != nil:
		return Unreadable, nil, files.Cause(err)
	case info.IsDir():
		return FolderLink, nil, nil
	}
	return File, info, nil
}

// file emits e, as Other if it is not to be taken.
func (w *walker) file(real string, e Entry) {
	if (e.Kind == File || e.Kind == Unreadable) && w.opt.Take != nil && !w.opt.Take(e) {
		e.Kind = Other
	}
	w.emit(real, e)
}

// emit yields e unless the file at the real path was yielded before. Where it
// was left out before, it can still be taken, or fail, because another PATH
// names it.
func (w *walker) emit(real string, e Entry) {
	if e.Kind != NoMatch && !w.unique {
		if before, ok := w.seen[real]; ok && before.rank() >= e.Kind.rank() {
			return
		}
		w.seen[real] = e.Kind
	}
	w.stopped = !w.yield(e, nil)
}

// real returns the path that identifies the file at name.
func (w *walker) real(name string) string {
	if !w.opt.LinksApart {
		return Real(name)
	}
	real, err := w.folders.Entry(name)
	if err != nil {
		return name
	}
	return real
}

// same reports whether info is of the folder other, if there is one.
func same(info, other fs.FileInfo) bool { return other != nil && os.SameFile(info, other) }

func (w *walker) excluded(rel string) bool { return w.opt.Exclude != nil && w.opt.Exclude(rel) }
