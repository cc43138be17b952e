package cmd

import (
	"fmt"
	"strings"

	"fanout/processors/resize"
)

// notes are the things that a user might otherwise not notice.
func (o *resizeOptions) notes(plan *resize.Plan, total resize.Total) (notes []string) {
	notes = journalNotes(plan, total)
	if total.Damaged > 0 {
		they := "they"
		if total.Damaged == 1 {
			they = "it"
		}
		notes = append(notes, fmt.Sprintf("%s damaged: written as far as %s could be read; --damaged fail leaves such out",
			plural(int(total.Damaged), "image"), they))
	}
	if of := total.FirstPages; of.Files > 0 {
		notes = append(notes, fmt.Sprintf("only the first page was taken from %s; --pages all writes each: %s", plural(int(of.Files), "file"), names(of)))
	}
	if of := total.FirstFrames; of.Files > 0 {
		notes = append(notes, fmt.Sprintf("only the first frame was taken from %s: %s", plural(int(of.Files), "file"), names(of)))
	}
	if total.Reduced > 0 {
		notes = append(notes, fmt.Sprintf("more than 8 bits a sample were rounded to 8 in %s", plural(int(total.Reduced), "image")))
	}
	if total.ProfilesDropped > 0 {
		notes = append(notes, fmt.Sprintf("colour profiles dropped, as the output cannot hold them: %d", total.ProfilesDropped))
	}
	if total.TagsDropped > 0 {
		notes = append(notes, fmt.Sprintf("orientation tags dropped, as the output cannot hold them: %d; those pictures lie on their side", total.TagsDropped))
	}
	notes = append(notes, o.settingNotes(total)...)
	if plan.Folders > 0 {
		notes = append(notes, fmt.Sprintf("%s not searched; -r descends into folders", plural(plan.Folders, "folder")))
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

// names returns the names of files, and how many more there are.
func names(of resize.Named) string {
	list := strings.Join(of.Names, ", ")
	if more := of.Files - int64(len(of.Names)); more > 0 {
		list += fmt.Sprintf(" and %d more", more)
	}
	return list
}
