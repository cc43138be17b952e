package cmd

import (
	"fmt"

	"github.com/dustin/go-humanize"

	"fanout/pool"
	"fanout/processors/analyze"
	"fanout/processors/analyze/profile"
)

// throughput says how many rows were read, and how fast.
func throughput(total analyze.Total, stats pool.Stats) string {
	text := plural(int(total.Rows), "row")
	if s := stats.Elapsed.Seconds(); s > 0 && total.Bytes > 0 {
		text += fmt.Sprintf(", %s a second", humanize.Bytes(uint64(float64(total.Bytes)/s)))
	}
	return text
}

// planNotes are what the plan has left out.
func planNotes(plan *analyze.Plan) (notes []string) {
	if plan.Folders > 0 {
		notes = append(notes, fmt.Sprintf("%s not searched; -r descends into folders", plural(plan.Folders, "folder")))
	}
	if plan.Others > 0 {
		notes = append(notes, fmt.Sprintf("%s not taken for CSV by name", plural(plan.Others, "file")))
	}
	for _, p := range plan.Empty {
		notes = append(notes, fmt.Sprintf("no file matches %q", p))
	}
	return notes
}

// reportNotes are the things in a report that a user might otherwise not
// notice.
func reportNotes(r *profile.Report, perFile bool) (notes []string) {
	place := ""
	if perFile && len(r.Files) == 1 {
		place = r.Files[0] + ": "
	}
	if len(r.Columns) == 0 {
		notes = append(notes, place+"there is not even a header")
	}
	for _, h := range r.Hints {
		notes = append(notes, place+h.Sentence())
	}
	if r.BadRows > 0 {
		notes = append(notes, fmt.Sprintf("%s%s left out", place, plural(int(r.BadRows), "bad row")))
	}
	for _, c := range r.Columns {
		for _, h := range c.Hints {
			notes = append(notes, fmt.Sprintf("%s%s is %s: %s", place, c.Name, c.Type, h.Sentence()))
		}
	}
	const limit = 10
	if len(notes) > limit {
		notes = append(notes[:limit], fmt.Sprintf("and %d more; --format json has all", len(notes)-limit))
	}
	return notes
}
