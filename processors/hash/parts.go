package hash

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"

	"fanout/internal/files"
	"fanout/internal/inputs"
	"fanout/processors/hash/format"
	"fanout/processors/hash/preset"
	"fanout/processors/hash/source"
)

// keptName is the file in a preset's folder that holds the hashes until all are
// there. An interrupted run leaves it for the next.
const keptName = ".fanout-hashes.jsonl"

// ErrNotEmpty says that a folder of a preset holds something.
var ErrNotEmpty = errors.New("the folder is not empty")

// InFolder makes the files of a preset the output, in a folder.
func (opt *Options) InFolder(p *preset.Preset, folder string) {
	opt.Preset, opt.folder, opt.Output = p, folder, filepath.Join(folder, keptName)
}

// usesFolder reports whether id is one of a preset's files.
func (opt *Options) usesFolder(id inputs.Identity) bool {
	if opt.Preset == nil {
		return false
	}
	name, ok := id.In(opt.folder)
	return ok && opt.Preset.IsOurs(name)
}

// identity returns what the output says of whose a record is.
func (opt *Options) identity(l *source.Record) string {
	if opt.Preset == nil {
		return l.User
	}
	name, _ := opt.Preset.Identity(l.User, l.Fields) // it has one, as it was hashed
	return name
}

// planParts splits the users over files, as far as the list can be read twice.
func (p *Plan) planParts(ctx context.Context) error {
	if p.opt.Preset == nil || !p.in.Again() {
		return nil
	}
	for late := true; late; {
		rows := newScreen(p.opt, p.columns)
		if err := p.readAll(ctx, rows); err != nil {
			return err
		}
		p.Parts = rows.planner.Plan()
		p.columns, late = rows.planner.Columns()
	}
	switch {
	case p.Parts.Users == 0 && p.Parts.First == nil: // it had rows when it was looked at first
		return fmt.Errorf("%s: has %w", p.in.Quoted(), inputs.ErrChanged)
	case p.Parts.Users == 0:
		return &PresetError{p.opt.Preset.Name, fmt.Errorf("no password can be written: %w", p.Parts.First)}
	}
	return nil
}

// readAll shows all rows to a screen, and goes back to the start.
func (p *Plan) readAll(ctx context.Context, rows *screen) error {
	lines := p.in.NewReader()
	defer lines.Clear()
	for ctx.Err() == nil {
		l, err := lines.Next()
		if err == io.EOF {
			return p.in.Rewind()
		}
		if err != nil {
			return &inputs.PathError{Path: lines.Name(), Err: files.Cause(err)}
		}
		_, _ = rows.row(&l) // its planner counts the failures
	}
	return context.Cause(ctx)
}

// A PresetError says why the files of a preset cannot be written.
type PresetError struct {
	Name string // of the preset
	Err  error
}

func (e *PresetError) Error() string { return fmt.Sprintf("%s: %v", e.Name, e.Err) }

// Unwrap returns Err.
func (e *PresetError) Unwrap() error { return e.Err }

// checkFolder refuses a folder that holds other things than what the run to be
// continued has left. unfinished tells that this is only the list of hashes.
func (p *Plan) checkFolder(ctx context.Context) (unfinished bool, err error) {
	opt := p.opt
	there, err := os.ReadDir(opt.folder)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, &OutputError{opt.folder, inFolder(opt.folder, err)}
	}
	other := false
	for _, f := range there {
		switch name := f.Name(); {
		case slices.Contains(files.PartialNames(keptName), name):
			unfinished = true
		case !files.IsOwn(name):
			other = true
		}
	}
	switch {
	case !opt.Resume && !opt.Overwrite && unfinished:
		return false, &OutputError{opt.folder, fmt.Errorf("cannot create %q: %w", opt.folder, files.ErrUnfinished)}
	case !opt.Resume && !opt.Overwrite && other:
		return false, &OutputError{opt.folder, ErrNotEmpty}
	case opt.Resume && other && !unfinished:
		return false, p.checkParts(ctx)
	}
	return unfinished, nil
}

// checkParts sees whether the folder holds what a finished run has left.
func (p *Plan) checkParts(ctx context.Context) error {
	hashes := &partEntries{preset: p.opt.Preset}
	defer hashes.close()
	for _, name := range p.opt.Preset.FileNames(p.Parts.Files) {
		hashes.paths = append(hashes.paths, filepath.Join(p.opt.folder, name))
	}
	end, err := p.checkRows(ctx, hashes, &echo{off: true}, Position{Line: math.MaxInt64, Rows: p.Rows})
	err = p.complete(end, err)
	p.written = p.Complete
	if errors.Is(err, fs.ErrNotExist) {
		err = &OutputError{p.opt.folder, ErrOtherOutput}
	}
	return err
}

// partEntries reads the files of a preset one after the other.
type partEntries struct {
	preset *preset.Preset
	paths  []string
	file   *os.File
	reader *preset.Reader
}

func (p *partEntries) Next() (format.Entry, error) {
	for {
		if p.reader == nil {
			if len(p.paths) == 0 {
				return format.Entry{}, io.EOF
			}
			f, err := os.Open(p.paths[0])
			if err != nil {
				return format.Entry{}, err
			}
			p.file, p.reader, p.paths = f, p.preset.NewReader(p.paths[0], f), p.paths[1:]
		}
		e, err := p.reader.Next()
		if err != io.EOF {
			return e, err
		}
		p.close()
	}
}

func (p *partEntries) close() {
	if p.file != nil {
		p.file.Close()
	}
	p.file, p.reader = nil, nil
}

// A folderOutput keeps the hashes in one file of a folder, and writes those of
// a preset when all are there.
type folderOutput struct {
	output
	plan   *Plan
	folder *files.Output
}

// openFolder makes the folder if it is not there. One that is empty is closed
// to others.
func openFolder(opt *Options) (*files.Output, error) {
	there, err := os.ReadDir(opt.folder)
	if err == nil && len(there) == 0 {
		if info, e := os.Stat(opt.folder); e == nil && info.Mode().Perm()&0o077 != 0 {
			err = os.Chmod(opt.folder, info.Mode().Perm()&0o700)
		}
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, inFolder(opt.folder, err)
	}
	return files.Open(opt.folder, preset.Folder())
}

func (o *folderOutput) commit() error {
	if err := o.output.commit(); err != nil {
		return err
	}
	opt := o.plan.opt
	f, err := os.Open(opt.Output)
	if err != nil {
		return inFolder(opt.folder, err)
	}
	defer f.Close()
	o.plan.Parts, err = opt.Preset.Write(o.folder, opt.folder, func() (preset.Entries, error) {
		_, err := f.Seek(0, io.SeekStart)
		return format.NewReader(opt.Output, f), err
	})
	if err == nil || opt.Merge {
		err = cmp.Or(err, os.Remove(opt.Output))
	}
	return inFolder(opt.folder, err)
}

// inFolder names the folder of a preset in an error of package os, which names
// a file that the user does not know. Other errors have their place.
func inFolder(folder string, err error) error {
	if path, ok := err.(*fs.PathError); ok {
		return fmt.Errorf("%s %q: %w", path.Op, folder, path.Err)
	}
	return err
}

func (o *folderOutput) close() error {
	err := o.output.close()
	if e := o.folder.Close(); err == nil {
		err = e
	}
	return err
}
