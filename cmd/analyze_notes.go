package cmd

import (
	"fmt"

	"fanout/processors/analyze"
	"fanout/processors/analyze/profile"
)

// analyzeCounts are the files that were not analyzed.
func analyzeCounts(total analyze.Total) []counted {
	return []counted{{n: total.Skipped, key: "other_file_failed", one: "left out", several: "left out"}}
}

// analyzeFigures say how much was read.
func analyzeFigures(total analyze.Total) []string {
	if total.Done == 0 {
		return nil
	}
	return []string{plural(int(total.Rows), "row"), formatBytes(total.Bytes)}
}

// saysBefore prints notes now if results that go to a pager follow them, and
// reports whether it has. Else they have their place at the end.
func (o *analyzeOptions) saysBefore(notes []string) bool {
	if o.output != "-" || !o.sys.toPager() {
		return false
	}
	for _, n := range notes {
		o.say("%s", n)
	}
	return true
}

// reportNotes are the things in a report that a user might otherwise not
// notice.
func (o *analyzeOptions) reportNotes(r *profile.Report) (notes []string) {
	place := ""
	if o.job.PerFile && len(r.Files) == 1 {
		place = r.Files[0] + ": "
	}
	if len(r.Columns) == 0 {
		text := "the file is empty"
		if o.job.Source.SkipLines > 0 {
			text = "no line is left after --skip-lines"
		}
		notes = append(notes, place+text)
	}
	for _, h := range r.Hints {
		notes = append(notes, place+h.Sentence())
	}
	if r.BadRows > 0 {
		notes = append(notes, fmt.Sprintf("%s%s left out", place, plural(int(r.BadRows), "bad row")))
	}
	notes = append(notes, columnNotes(r.Columns, place)...)
	const limit = 10
	if len(notes) > limit {
		notes = append(notes[:limit], fmt.Sprintf("and %d more; --format json has all", len(notes)-limit))
	}
	return notes
}

// columnNotes are the hints about columns. Those with the same flags are one
// note about the first column, which says how many more there are.
func columnNotes(columns []profile.Column, place string) (notes []string) {
	first := map[string]int{} // by flags: the note
	more := map[int]int{}     // by note: further columns
	for _, c := range columns {
		for _, h := range c.Hints {
			if i, known := first[h.Flags]; known && h.Flags != "" {
				more[i]++
				continue
			}
			first[h.Flags] = len(notes)
			notes = append(notes, fmt.Sprintf("%s%s is %s: %s", place, c.Name, c.Type, h.Sentence()))
		}
	}
	for i, n := range more {
		notes[i] += fmt.Sprintf("; the same for %s", plural(n, "more column"))
	}
	return notes
}
