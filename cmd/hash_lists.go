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
		chosen := len(o.files.Include)+len(o.files.Exclude) > 0
		return passwordLists.errNone(o.files.Paths, chosen, &found.Left, found.Outputs)
	}
	return o.checkColumns(found.Lists)
}

// passwordLists are what hash takes from folders.
var passwordLists = folderKind{"lists of passwords", ".txt, .csv …", ".txt, .lst, .csv, .tsv, .jsonl and .ndjson"}

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
func foundNotes(f *source.Found) []string {
	var own []string
	if f.Outputs > 0 {
		own = append(own, plural(f.Outputs, "file")+" ignored, which this run writes")
	}
	return passwordLists.leftNotes(&f.Left, own...)
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

// sayLists reports what was detected about the lists, and what was left out.
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
