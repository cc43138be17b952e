package cmd

import "github.com/spf13/pflag"

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
