package inputs

import (
	"context"
	"iter"
	"slices"
)

// A Selection says which files of folders are taken, for commands that read
// files of certain names.
type Selection struct {
	Include []string // if any: only files that match one of these globs
	Exclude []string // no files and folders that match one of these globs
	// ByName reports whether a file in a folder is taken for its name. Include
	// can ask for other extensions.
	ByName func(rel string) bool
}

// Left is what a selection leaves out.
type Left struct {
	Folders int      // not entered because Recursive is off
	Links   int      // to folders, which are not followed
	Hidden  int      // hidden files and folders
	Others  int      // files in folders that ByName refuses
	Empty   []string // patterns that matched nothing
}

// Walk yields what [Walk] does, but for what is left out, which it counts.
// Options are without Take and Exclude. Malformed patterns are an error.
func (s *Selection) Walk(ctx context.Context, opt Options, left *Left) iter.Seq2[Entry, error] {
	opt.Take = s.takes
	opt.Exclude = func(rel string) bool { return Matches(s.Exclude, rel) }
	return func(yield func(Entry, error) bool) {
		if err := CheckPatterns(slices.Concat(s.Include, s.Exclude)...); err != nil {
			yield(Entry{}, err)
			return
		}
		for e, err := range Walk(ctx, opt) {
			if err == nil && e.Kind.rank() == 0 {
				s.count(left, &e)
			} else if !yield(e, err) {
				return
			}
		}
	}
}

// count counts what is left out.
func (s *Selection) count(left *Left, e *Entry) {
	switch e.Kind {
	case Unsearched:
		left.Folders++
	case NoMatch:
		left.Empty = append(left.Empty, e.Name)
	case FolderLink:
		left.Links++
	case HiddenFolder:
		if len(s.Include) == 0 { // else it is not known whether it has what was asked for
			left.Hidden++
		}
	case Hidden:
		if s.includes(e.Rel) && s.named(e.Rel) {
			left.Hidden++
		}
	case Other:
		if s.includes(e.Rel) && !s.named(e.Rel) {
			left.Others++
		}
	}
}

// takes reports whether a file is taken: from a folder, if it is regular and
// its name says so.
func (s *Selection) takes(e Entry) bool {
	return s.includes(e.Rel) && (e.Named || s.named(e.Rel) && (e.Kind != File || e.Info.Mode().IsRegular()))
}

func (s *Selection) includes(rel string) bool {
	return len(s.Include) == 0 || Matches(s.Include, rel)
}

// named reports whether a file in a folder is taken for its name, or for the
// extension that Include asks for.
func (s *Selection) named(rel string) bool {
	return s.ByName(rel) || MatchesExtension(s.Include, rel)
}
