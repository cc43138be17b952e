package cmd

import (
	"fmt"
	"strings"

	"fanout/processors/resize"
)

// notes are the things that a user might otherwise not notice.
func (o *resizeOptions) notes(plan *resize.Plan, total resize.Total) (notes []string) {
	notes = journalNotes(plan, total)
	if n := total.Damaged; n > 0 {
		notes = append(notes, fmt.Sprintf("%s, written as far as %s could be read (--damaged fail rejects such images)",
			plural(int(n), "damaged image"), choose(n, "it", "they")))
	}
	if of := total.FirstPages; of.Files > 0 {
		notes = append(notes, fmt.Sprintf("only the first page was taken from %s (--pages all writes each): %s", plural(int(of.Files), "file"), names(of)))
	}
	if of := total.FirstFrames; of.Files > 0 {
		notes = append(notes, fmt.Sprintf("only the first frame was taken from %s: %s", plural(int(of.Files), "file"), names(of)))
	}
	if total.Reduced > 0 {
		notes = append(notes, fmt.Sprintf("samples of more than 8 bits were rounded to 8 in %s", plural(int(total.Reduced), "image")))
	}
	if n := total.ProfilesDropped; n > 0 {
		notes = append(notes, fmt.Sprintf("%s lost (the output format has none): colors may look different", plural(int(n), "color profile")))
	}
	if n := total.TagsDropped; n > 0 {
		notes = append(notes, fmt.Sprintf("%s lost (the output format has none): %s will appear sideways",
			plural(int(n), "orientation tag"), choose(n, "that picture", "those pictures")))
	}
	notes = append(notes, o.settingNotes(total)...)
	if plan.Folders > 0 {
		notes = append(notes, notSearched(plan.Folders))
	}
	for _, p := range plan.Empty {
		notes = append(notes, fmt.Sprintf("no file matches %q", p))
	}
	return notes
}

// settingNotes say which flags had no effect, on all images or on some.
func (o *resizeOptions) settingNotes(total resize.Total) []string {
	var notes []string
	if o.shard.Whole() { // the share of a shard does not tell
		notes = o.job.NoEffects(&total, flagOf)
	}
	if total.NotKept > 0 && len(notes) == 0 {
		notes = append(notes, fmt.Sprintf("metadata not kept in %s: --keep works only from JPEG to JPEG", plural(int(total.NotKept), "image")))
	}
	return notes
}

// resizeCounts are the items that were not resized.
func resizeCounts(total *resize.Total) []counted {
	return []counted{
		{n: total.UpToDate, key: "up_to_date", one: "up to date", several: "up to date"},
		{n: total.Hidden, key: "hidden", one: "hidden", several: "hidden", noun: "file"},
		{n: total.NotImages, key: "not_an_image", one: "not an image", several: "not images", noun: "file"},
		{n: total.SkippedOtherwise(), key: "other", one: "skipped", several: "skipped", noun: "file"},
	}
}

// names returns the names of files, and how many more there are.
func names(of resize.Named) string {
	list := strings.Join(of.Names, ", ")
	if more := of.Files - int64(len(of.Names)); more > 0 {
		list += fmt.Sprintf(" and %d more", more)
	}
	return list
}
