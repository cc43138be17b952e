package inputs

import "io/fs"

// An Entry is something that a walk has come upon: a file to take, or something
// that is left out.
type Entry struct {
	Kind  Kind
	Name  string      // path as the user would name it; the pattern, for NoMatch
	Rel   string      // slash-separated path below the PATH; of a PATH that is a file, its last element
	Named bool        // a PATH or a match of a pattern, and not from a folder
	Info  fs.FileInfo // File: of the file, not of a link to it; Unsearched: of the folder
	Err   error       // Unreadable, UnreadableFolder: why, without the path
}

// A Kind says what an [Entry] is.
type Kind uint8

// The kinds of entries. All but File and Stdin are left out.
const (
	File             Kind = iota // a file: Info says whether it is a regular one
	Stdin                        // standard input, named "-"
	Unreadable                   // a file in a folder that cannot be examined, such as a link to nowhere
	UnreadableFolder             // a folder of which all or some files are unknown
	Hidden                       // a hidden file in a folder
	HiddenFolder                 // a hidden folder in a folder
	FolderLink                   // a link to a folder, in a folder
	OutputFolder                 // Options.Output, in a folder or among several PATHs
	Unsearched                   // a folder in a folder, without Recursive
	Other                        // a file that Options.Take refuses
	NoMatch                      // a pattern that nothing matches
)

// String returns the kind in the words of a report.
func (k Kind) String() string {
	return [...]string{
		File: "file", Stdin: "standard input", Unreadable: "unreadable", UnreadableFolder: "unreadable folder",
		Hidden: "hidden", HiddenFolder: "hidden folder", FolderLink: "link to a folder",
		OutputFolder: "output folder", Unsearched: "folder not searched", Other: "other file", NoMatch: "no match",
	}[k]
}

// rank orders kinds by how much there is to say of a file: that it is left out,
// fails, or is taken.
func (k Kind) rank() int {
	switch k {
	case File, Stdin:
		return 2
	case Unreadable, UnreadableFolder:
		return 1
	}
	return 0
}
