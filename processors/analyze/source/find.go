package source

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"fanout/internal/inputs"
)

// Files are what the paths of a run name.
type Files struct {
	Sources []*Source
	Folders int      // folders not entered because Recursive is off
	Others  int      // files in folders that are no tables by name
	Empty   []string // patterns that matched nothing
}

// Find returns the files that the paths name, in the order given and by name
// within each folder. From folders, tables are taken, by their names. A folder
// that cannot be read is a source with that as its error.
func Find(ctx context.Context, opt *Options) (*Files, error) {
	f := &Files{}
	walk := inputs.Options{Paths: opt.Paths, Recursive: opt.Recursive, Stdin: true, Take: isTable}
	for e, err := range inputs.Walk(ctx, walk) {
		if err != nil {
			return nil, err
		}
		switch e.Kind {
		case inputs.Stdin:
			f.Sources = append(f.Sources, &Source{Name: "stdin", Stdin: true, pipe: opt.Stdin})
		case inputs.File:
			f.Sources = append(f.Sources, newSource(e))
		case inputs.Unreadable, inputs.UnreadableFolder:
			f.Sources = append(f.Sources, &Source{Name: e.Name, Err: e.Err})
		case inputs.Unsearched:
			f.Folders++
		case inputs.NoMatch:
			f.Empty = append(f.Empty, e.Name)
		case inputs.Other, inputs.FolderLink:
			if !hasTableName(e.Rel) {
				f.Others++
			}
		}
	}
	return f, nil
}

// isTable reports whether a file is taken: from a folder, if its name says that
// it is a table.
func isTable(e inputs.Entry) bool {
	return e.Named || hasTableName(e.Rel) && (e.Kind != inputs.File || e.Info.Mode().IsRegular())
}

// extensions are those of the files that are taken from folders.
var extensions = []string{".csv", ".tsv", ".tab", ".psv"}

// packedExtensions may follow those.
var packedExtensions = []string{".gz", ".zst", ".bz2", ".xz", ".sz", ".s2", ".zip"}

// Extensions returns those of CSV files, plain and compressed: .csv, .csv.gz.
func Extensions() []string {
	all := slices.Clone(extensions)
	for _, ext := range extensions {
		for _, packed := range packedExtensions {
			all = append(all, ext+packed)
		}
	}
	return all
}

func hasTableName(name string) bool {
	name = strings.ToLower(name)
	for _, ext := range packedExtensions {
		name = strings.TrimSuffix(name, ext)
	}
	return slices.Contains(extensions, filepath.Ext(name))
}
