package cmd

import (
	"fmt"

	"github.com/spf13/pflag"

	"fanout/internal/inputs"
)

// A fileSelection is where the flags go that choose among files.
type fileSelection struct {
	recursive, hidden *bool
	include, exclude  *[]string
}

// addSelection adds the flags that choose among the files of folders: all
// subcommands have the same.
func addSelection(f *pflag.FlagSet, s fileSelection) {
	addToggle(f, s.recursive, "recursive", "r", "descend into subfolders")
	addWords(f, s.include, "include", "", "take only files that match `GLOB` (repeatable)")
	addWords(f, s.exclude, "exclude", "", "leave out files and folders that match `GLOB` (repeatable)")
	addToggle(f, s.hidden, "hidden", "", "take hidden files and folders too")
}

// A folderKind says in words what a subcommand takes from folders.
type folderKind struct {
	what       string // "CSV files"
	named      string // how they are named, in short: ".csv, .tsv …"
	extensions string // all that are searched for
}

// leftNotes say what was left out of folders; others are notes on more of that.
func (k *folderKind) leftNotes(left *inputs.Left, others ...string) (notes []string) {
	if left.Folders > 0 {
		notes = append(notes, notSearched(left.Folders))
	}
	if left.Links > 0 {
		notes = append(notes, plural(left.Links, "folder link")+" not followed; name the folders to search them")
	}
	if left.Hidden > 0 {
		notes = append(notes, notHidden(left.Hidden))
	}
	if left.Others > 0 {
		notes = append(notes, fmt.Sprintf("%s ignored (not named %s); use --include '*.EXT' for other names", plural(left.Others, "file"), k.named))
	}
	notes = append(notes, others...)
	for _, p := range left.Empty {
		notes = append(notes, fmt.Sprintf("no file matches %q", p))
	}
	return notes
}

// notSearched says that folders were passed over.
func notSearched(folders int) string {
	return plural(folders, "folder") + " not searched; use -r to descend into folders"
}

// notHidden says that hidden files and folders were passed over.
func notHidden(items int) string {
	return plural(items, "hidden item") + " ignored; use --hidden to include hidden files and folders"
}

// errNone returns a noMatchError that says why the paths name nothing to read.
// chosen: --include or --exclude is given; own: how many files were left out
// because the run writes them.
func (k *folderKind) errNone(paths []string, chosen bool, left *inputs.Left, own int) *noMatchError {
	none := &noMatchError{text: "no " + k.what + " found"}
	switch {
	case left.Others > 0:
		none.text += fmt.Sprintf(" (%s ignored: not named %s)", plural(left.Others, "file"), k.named)
		none.hint = fmt.Sprintf("name the files themselves, or use --include '*.EXT': folders are searched for %s, also compressed", k.extensions)
	case len(left.Empty) > 0:
		none.text = fmt.Sprintf("no file matches %q", left.Empty[0])
	case left.Folders+left.Links+left.Hidden+own == 0 && len(paths) == 1 && !chosen:
		none.text = fmt.Sprintf("no files in %q", paths[0])
	}
	switch {
	case left.Folders > 0:
		none.hint = notSearched(left.Folders)
	case chosen && left.Others == 0:
		none.hint = "--include and --exclude may have left all out"
	case left.Hidden > 0:
		none.hint = notHidden(left.Hidden)
	}
	return none
}
