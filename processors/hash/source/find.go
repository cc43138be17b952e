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
	Lists []string
	inputs.Left
	Outputs int // files in folders that the run writes
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
	selection := inputs.Selection{Include: f.Include, Exclude: f.Exclude, ByName: isList}
	walk := inputs.Options{Paths: f.Paths, Recursive: f.Recursive, Hidden: f.Hidden, Output: f.Output}
	for e, err := range selection.Walk(ctx, walk, &found.Left) {
		switch {
		case err != nil:
			return nil, err
		case e.Kind != inputs.File:
			return nil, &inputs.PathError{Path: e.Name, Err: e.Err}
		case !e.Named && f.IsOutput != nil && f.IsOutput(inputs.IdentityOf(inputs.Real(e.Name), e.Info)):
			found.Outputs++
		default:
			found.Lists = append(found.Lists, e.Name)
		}
	}
	return found, nil
}

// isFile reports whether there is a file of that name, and no folder.
func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && !info.IsDir()
}

// isList reports whether a file in a folder is a list by its name.
func isList(rel string) bool {
	return slices.Contains(listExtensions, filepath.Ext(unpackedName(rel)))
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
