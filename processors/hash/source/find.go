package source

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"fanout/internal/inputs"
)

// Files say which lists to read.
type Files struct {
	Paths             []string // files, folders and patterns; or "-" alone
	Recursive, Hidden bool
	Include, Exclude  []string
	Output            fs.FileInfo                   // a folder that is not entered; nil: none
	IsOutput          func(id inputs.Identity) bool // of files in folders, which are passed over; nil: none is
}

// Found are the lists that paths name, and what was left out.
type Found struct {
	Lists   []string
	Folders int      // not entered because Recursive is off
	Links   int      // to folders, which are not followed
	Hidden  int      // hidden lists and folders
	Others  int      // files in folders that are not lists by their names
	Outputs int      // files in folders that the run writes
	Empty   []string // patterns that matched nothing
}

// Find returns the lists in the order of their paths, and by name within each
// folder. From folders, lists are taken by their names, and files whose
// extension Include asks for. What cannot be read in a folder is an error, as a
// list that is missing must not go unnoticed.
func (f *Files) Find(ctx context.Context) (*Found, error) {
	found := &Found{}
	if one := len(f.Paths) == 1; one && (f.Paths[0] == "-" || isFile(f.Paths[0]) && len(f.Include)+len(f.Exclude) == 0) {
		found.Lists = f.Paths // as the user has spelled it
		return found, nil
	}
	if err := inputs.CheckPatterns(slices.Concat(f.Include, f.Exclude)...); err != nil {
		return nil, err
	}
	walk := inputs.Options{
		Paths: f.Paths, Recursive: f.Recursive, Hidden: f.Hidden, Take: f.takes, Output: f.Output,
		Exclude: func(rel string) bool { return inputs.Matches(f.Exclude, rel) },
	}
	for e, err := range inputs.Walk(ctx, walk) {
		if err != nil {
			return nil, err
		}
		if err := f.add(found, &e); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// isFile reports whether there is a file of that name, and no folder.
func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && !info.IsDir()
}

// add adds what a walk has come upon.
func (f *Files) add(found *Found, e *inputs.Entry) error {
	switch e.Kind {
	case inputs.File:
		if !e.Named && f.IsOutput != nil && f.IsOutput(inputs.IdentityOf(inputs.Real(e.Name), e.Info)) {
			found.Outputs++
			return nil
		}
		found.Lists = append(found.Lists, e.Name)
	case inputs.Unreadable, inputs.UnreadableFolder:
		return &inputs.PathError{Path: e.Name, Err: e.Err}
	case inputs.Unsearched:
		found.Folders++
	case inputs.NoMatch:
		found.Empty = append(found.Empty, e.Name)
	case inputs.FolderLink:
		found.Links++
	case inputs.HiddenFolder:
		if len(f.Include) == 0 { // else it is not known whether it has what was asked for
			found.Hidden++
		}
	case inputs.Hidden:
		if f.includes(e.Rel) && f.isList(e.Rel) {
			found.Hidden++
		}
	case inputs.Other:
		if f.includes(e.Rel) && !f.isList(e.Rel) {
			found.Others++
		}
	}
	return nil
}

// takes reports whether a file is taken: from a folder, if it is a list by its
// name.
func (f *Files) takes(e inputs.Entry) bool {
	return f.includes(e.Rel) && (e.Named || f.isList(e.Rel) && (e.Kind != inputs.File || e.Info.Mode().IsRegular()))
}

func (f *Files) includes(rel string) bool {
	return len(f.Include) == 0 || inputs.Matches(f.Include, rel)
}

// isList reports whether a file in a folder is a list by its name, or by the
// word of who asks for its extension.
func (f *Files) isList(rel string) bool {
	ext := filepath.Ext(unpackedName(rel))
	return slices.Contains(listExtensions, ext) || inputs.MatchesExtension(f.Include, rel)
}

// listExtensions are those of the files that are taken from folders.
var listExtensions = []string{".txt", ".lst", ".csv", ".tsv", ".jsonl", ".ndjson"}

// unpackedName returns a name in lower case, without the extension of a
// compression.
func unpackedName(path string) string {
	name := strings.ToLower(filepath.Base(path))
	for _, packed := range []string{".gz", ".zst", ".bz2", ".xz"} {
		if cut, ok := strings.CutSuffix(name, packed); ok {
			return cut
		}
	}
	return name
}
