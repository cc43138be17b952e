package resize

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path"
	"path/filepath"

	"fanout/internal/files"
	"fanout/internal/inputs"
)

// hasOutput reports whether the item is work whose output has a name.
func (it *Item) hasOutput() bool { return it.Work() && it.Target != "" }

// outputs yields the items that are work, with the paths of their outputs.
func (p *Plan) outputs() iter.Seq2[*Item, string] {
	return func(yield func(*Item, string) bool) {
		for _, it := range p.Items {
			if it.hasOutput() && !yield(it, p.path(it)) {
				return
			}
		}
	}
}

// path returns the path of the item's output.
func (p *Plan) path(it *Item) string { return filepath.Join(p.Root, filepath.FromSlash(it.Target)) }

// checkConflicts refuses a plan in which an output would replace an input or
// another output, or an existing file without permission. Items that an earlier
// run has done, as far as the options ask for that, are work no more.
func (p *Plan) checkConflicts(ctx context.Context, opt *Options) error {
	if err := p.checkCollisions(); err != nil {
		return err
	}
	folders := inputs.Folders{}
	if err := p.checkFolders(folders); err != nil {
		return err
	}
	return p.checkExisting(ctx, opt, folders)
}

// checkCollisions refuses two outputs of one name, on any file system: names
// are equal if they differ only in case or in their Unicode form. An output
// cannot be another's folder either.
func (p *Plan) checkCollisions() error {
	names := newNameIndex()
	for i, it := range p.Items {
		if it.hasOutput() {
			names.add(inputs.Fold(it.Target), i)
		}
	}
	names.sort()
	owner := func(name string) *Item {
		name = inputs.Fold(name)
		for i := range names.at(name) {
			if it := p.Items[i]; inputs.Fold(it.Target) == name {
				return it
			}
		}
		return nil
	}
	clash := &ConflictError{Conflict: Collision}
	for it := range p.outputs() {
		if first := owner(it.Target); first != it {
			clash.Lines = append(clash.Lines, fmt.Sprintf("%s, %s -> %s", first.Source, it.Source, it.Target))
		}
	}
	taken := map[string]*Item{} // by a folder of outputs, the output of its name
	for it := range p.outputs() {
		for dir := path.Dir(it.Target); dir != "."; dir = path.Dir(dir) {
			file, known := taken[dir]
			if !known {
				file = owner(dir)
				taken[dir] = file
			}
			if file != nil {
				clash.Lines = append(clash.Lines, fmt.Sprintf("%s -> %s/, %s -> %s", it.Source, dir, file.Source, file.Target))
			}
		}
	}
	return clash.errorOrNil()
}

// checkFolders refuses folders of outputs that are links to a place outside
// the output folder.
func (p *Plan) checkFolders(folders inputs.Folders) error {
	root, err := folders.Entry(filepath.Join(p.Root, "x"))
	if err != nil {
		return nil // the output folder does not exist yet
	}
	for _, target := range p.outputs() {
		real, err := folders.Entry(target)
		if err != nil {
			continue // its folder does not exist yet, or fails when it is made
		}
		if rel, err := filepath.Rel(filepath.Dir(root), filepath.Dir(real)); err != nil || !filepath.IsLocal(rel) {
			return &inputs.PathError{Path: filepath.Dir(target), Err: errors.New("this link points outside the output folder: remove it, or name another output")}
		}
	}
	return nil
}

// checkExisting compares the outputs with the files that exist under their
// names.
func (p *Plan) checkExisting(ctx context.Context, opt *Options, folders inputs.Folders) error {
	sources := p.inputPaths()
	var others *otherInputs
	if p.census != nil {
		others = p.census.others
	}
	onInput := &ConflictError{Conflict: InputLost}
	exist := &ConflictError{Conflict: OutputExists, Journal: p.book != nil}
	var found []*existing
	for it, target := range p.outputs() {
		info, err := os.Lstat(target)
		if errors.Is(err, fs.ErrPermission) {
			return &files.OutputError{Path: target, Err: files.Cause(err)}
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return &inputs.PathError{Path: target, Err: files.Cause(err)}
		}
		if opt.goesByJournal() {
			found = append(found, newExisting(it, info))
		}
		if err != nil {
			continue
		}
		line := fmt.Sprintf("%s -> %s", it.Source, target)
		switch {
		case sources.lost(folders, target, info), others.lost(folders, target, info):
			onInput.Lines = append(onInput.Lines, line)
		case info.IsDir():
			return &ConflictError{Conflict: OutputFolder, Lines: []string{line}}
		case opt.Overwrite, opt.goesByJournal(), opt.sharded():
		default:
			exist.Lines = append(exist.Lines, target)
		}
	}
	if err := onInput.errorOrNil(); err != nil {
		return err
	}
	if err := exist.errorOrNil(); err != nil || !opt.goesByJournal() {
		return err
	}
	if err := p.readJournal(ctx, opt); err != nil {
		return err
	}
	return p.goByJournal(ctx, opt, found)
}
