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
	inputs.Left
}

// Find returns the files that the paths name, in the order given and by name
// within each folder. From folders, tables are taken, by their names, and files
// whose extension Include asks for. A folder that cannot be read is a source
// with that as its error.
func Find(ctx context.Context, opt *Options) (*Files, error) {
	f := &Files{}
	selection := inputs.Selection{Include: opt.Include, Exclude: opt.Exclude, ByName: hasTableName}
	walk := inputs.Options{Paths: opt.Paths, Recursive: opt.Recursive, Hidden: opt.Hidden, Stdin: true}
	for e, err := range selection.Walk(ctx, walk, &f.Left) {
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
		}
	}
	return f, nil
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
