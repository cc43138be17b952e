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
	Links   int      // links to folders, which are not followed
	Hidden  int      // hidden tables and folders, not taken because Hidden is off
	Others  int      // files in folders that are no tables by name
	Empty   []string // patterns that matched nothing
}

// Find returns the files that the paths name, in the order given and by name
// within each folder. From folders, tables are taken, by their names, and files
// whose extension Include asks for. A folder that cannot be read is a source
// with that as its error.
func Find(ctx context.Context, opt *Options) (*Files, error) {
	f := &Files{}
	if err := inputs.CheckPatterns(slices.Concat(opt.Include, opt.Exclude)...); err != nil {
		return nil, err
	}
	walk := inputs.Options{
		Paths: opt.Paths, Recursive: opt.Recursive, Hidden: opt.Hidden, Stdin: true, Take: opt.takes,
		Exclude: func(rel string) bool { return inputs.Matches(opt.Exclude, rel) },
	}
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
		case inputs.FolderLink:
			f.Links++
		case inputs.HiddenFolder:
			if len(opt.Include) == 0 { // else it is not known whether anything in it was asked for
				f.Hidden++
			}
		case inputs.Hidden:
			if opt.includes(e.Rel) && opt.isTable(e.Rel) {
				f.Hidden++
			}
		case inputs.Other:
			if opt.includes(e.Rel) && !opt.isTable(e.Rel) {
				f.Others++
			}
		}
	}
	return f, nil
}

// takes reports whether a file is taken: from a folder, if its name says that
// it is a table.
func (o *Options) takes(e inputs.Entry) bool {
	return o.includes(e.Rel) && (e.Named || o.isTable(e.Rel) && (e.Kind != inputs.File || e.Info.Mode().IsRegular()))
}

func (o *Options) includes(rel string) bool {
	return len(o.Include) == 0 || inputs.Matches(o.Include, rel)
}

// isTable reports whether a file in a folder is a table by its name, or by the
// word of who asks for its extension.
func (o *Options) isTable(rel string) bool {
	return hasTableName(rel) || inputs.MatchesExtension(o.Include, rel)
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
