package cmd

import (
	"context"
	"fmt"
	"os"
	"strings"

	"fanout/internal/inputs"
	"fanout/processors/hash/source"
)

// findLists finds the lists that the command line names.
func (o *hashOptions) findLists(ctx context.Context) error {
	if len(o.files.Paths) == 0 {
		return nil
	}
	var own []inputs.Identity
	for _, out := range append(o.reports(), output{path: o.output}) {
		if out.path != "" && out.path != "-" {
			own = append(own, inputs.Identify(out.path))
		}
	}
	o.files.IsOutput = func(id inputs.Identity) bool {
		for _, out := range own {
			if out.Same(id) {
				return true
			}
		}
		return false
	}
	if o.job.Preset != nil && o.job.Verify == "" {
		if info, err := os.Stat(o.output); err == nil {
			o.files.Output = info
		}
	}
	found, err := o.files.Find(ctx)
	if err != nil {
		return refused(err)
	}
	o.found, o.job.Inputs = found, found.Lists
	if len(found.Lists) == 0 {
		return o.errNoLists()
	}
	return o.checkColumns(found.Lists)
}

// errNoLists returns a noMatchError that says why there is nothing to read.
func (o *hashOptions) errNoLists() error {
	none := &noMatchError{text: "no lists of passwords found"}
	f := o.found
	chosen := len(o.files.Include)+len(o.files.Exclude) > 0
	switch {
	case f.Others > 0:
		none.text += fmt.Sprintf(" (%s ignored: not named .txt, .csv …)", plural(f.Others, "file"))
		none.hint = "name the files themselves, or use --include '*.EXT': folders are searched for .txt, .lst, .csv, .tsv, .jsonl and .ndjson, also compressed"
	case len(f.Empty) > 0:
		none.text = fmt.Sprintf("no file matches %q", f.Empty[0])
	case f.Folders+f.Links+f.Hidden+f.Outputs == 0 && len(o.files.Paths) == 1 && !chosen:
		none.text = fmt.Sprintf("no files in %q", o.files.Paths[0])
	}
	switch {
	case f.Folders > 0:
		none.hint = plural(f.Folders, "folder") + " not searched; use -r to descend into folders"
	case chosen && f.Others == 0:
		none.hint = "--include and --exclude may have left all out"
	case f.Hidden > 0:
		none.hint = plural(f.Hidden, "hidden item") + " ignored; use --hidden to include hidden files and folders"
	}
	return none
}

// checkColumns refuses flags about columns where no list can have any.
func (o *hashOptions) checkColumns(paths []string) error {
	reading := &o.job.Reading
	for _, path := range paths {
		kind := reading.Kind
		if kind == source.Auto {
			kind = source.KindOf(path)
		}
		if kind == source.CSV || kind == source.JSONL || reading.Kind == source.Auto && mayBeSeveral(path) {
			return nil
		}
	}
	switch {
	case reading.UserColumn != "":
		return needs("--user-column", "--input csv or jsonl")
	case reading.PasswordColumn != "":
		return needs("--password-column", "--input csv or jsonl")
	}
	return nil
}

// mayBeSeveral reports whether a path is a folder or a pattern, whose files are
// not known yet.
func mayBeSeveral(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir() || err != nil && strings.ContainsAny(path, "*?[{")
}

// inLists says how many lists the passwords are in, unless it is one.
func (o *hashOptions) inLists() string {
	if len(o.job.Inputs) < 2 {
		return ""
	}
	return " in " + plural(len(o.job.Inputs), "list")
}

// foundNotes say what was left out of folders.
func foundNotes(f *source.Found) (notes []string) {
	add := func(n int, noun, rest string) {
		if n > 0 {
			notes = append(notes, plural(n, noun)+rest)
		}
	}
	add(f.Folders, "folder", " not searched; use -r to descend into folders")
	add(f.Links, "folder link", " not followed; name the folders to search them")
	add(f.Hidden, "hidden item", " ignored; use --hidden to include hidden files and folders")
	add(f.Others, "file", " ignored (not named .txt, .csv …); use --include '*.EXT' for other names")
	add(f.Outputs, "file", " ignored, which this run writes")
	for _, p := range f.Empty {
		notes = append(notes, fmt.Sprintf("no file matches %q", p))
	}
	return notes
}

// shownLists is how many lists are named one by one.
const shownLists = 20

// printLists says what each of several lists is.
func printLists(sys *IO, lists []*source.List) {
	if len(lists) < 2 {
		return
	}
	for _, l := range lists[:min(len(lists), shownLists)] {
		text := fmt.Sprintf("%q: %s, %v", l.Name, plural(int(l.Rows), "password"), l.Kind)
		if l.Packed != "" {
			text += ", " + l.Packed
		}
		fmt.Fprintf(sys.Err, "fanout: %s\n", show(text, false))
	}
	if more := len(lists) - shownLists; more > 0 {
		fmt.Fprintf(sys.Err, "fanout: and %s\n", plural(more, "more list"))
	}
}

// listNotes say how lists are read, and what a user might not expect in them.
// What is to be said of several lists is said once.
func listNotes(lists []*source.List, reading *source.Options) (notes []string) {
	const subject = "\x00" // no note has this
	names := map[string][]string{}
	var order []string
	for _, l := range lists {
		for _, note := range openNotes(l, subject, reading) {
			if names[note] == nil {
				order = append(order, note)
			}
			names[note] = append(names[note], l.Name)
		}
	}
	for _, note := range order {
		who := fmt.Sprintf("%q", names[note][0])
		if more := len(names[note]) - 1; more > 0 {
			who += fmt.Sprintf(" and %s", plural(more, "more list"))
			note = strings.ReplaceAll(note, subject+" is ", subject+" are ")
		}
		notes = append(notes, strings.ReplaceAll(note, subject, who))
	}
	return append(notes, countedNotes(lists, reading)...)
}

// countedNotes are the notes on what was counted in each list.
func countedNotes(lists []*source.List, reading *source.Options) (notes []string) {
	shown, more := 0, 0
	for _, l := range lists {
		counted := tallyNotes(l.Tally, reading)
		if l.Size >= 0 && l.Trailing() {
			counted = append(counted, trailingNote(l))
		}
		switch {
		case len(counted) == 0:
			continue
		case shown == shownLists:
			more++
			continue
		}
		shown++
		for _, note := range counted {
			if len(lists) > 1 && !strings.Contains(note, l.Name) {
				note = strings.Replace(note, "warning: ", fmt.Sprintf("warning: %q: ", l.Name), 1)
			}
			notes = append(notes, note)
		}
	}
	if more > 0 {
		notes = append(notes, fmt.Sprintf("warning: the same or other warnings about %s are not shown", plural(more, "more list")))
	}
	return notes
}

// sayLists says what was found out about the lists.
func (o *hashOptions) sayLists(sys *IO, in *source.Set) {
	o.input.list, o.input.said = in.Lists[0], in.Again()
	if o.quiet {
		return
	}
	var notes []string
	if o.found != nil {
		notes = foundNotes(o.found)
	}
	for _, note := range append(notes, listNotes(in.Lists, &o.job.Reading)...) {
		fmt.Fprintf(sys.Err, "fanout: %s\n", show(note, false))
	}
}
