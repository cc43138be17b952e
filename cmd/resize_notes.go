package cmd

import (
	"fmt"

	"fanout/processors/resize"
)

// resizeNotes are the things that a user might otherwise not notice.
func resizeNotes(plan *resize.Plan, total resize.Total) (notes []string) {
	if total.Damaged > 0 {
		they := "they"
		if total.Damaged == 1 {
			they = "it"
		}
		notes = append(notes, fmt.Sprintf("%s damaged: written as far as %s could be read; --damaged fail leaves such out",
			plural(int(total.Damaged), "image"), they))
	}
	if total.Flattened > 0 {
		notes = append(notes, fmt.Sprintf("only the first of several frames or pages was taken from %s", plural(int(total.Flattened), "file")))
	}
	if total.ProfilesDropped > 0 {
		notes = append(notes, fmt.Sprintf("colour profiles dropped, as the output cannot hold them: %d", total.ProfilesDropped))
	}
	if total.TagsDropped > 0 {
		notes = append(notes, fmt.Sprintf("orientation tags dropped, as the output cannot hold them: %d; those pictures lie on their side", total.TagsDropped))
	}
	if plan.Folders > 0 {
		notes = append(notes, fmt.Sprintf("%s not searched; -r descends into folders", plural(plan.Folders, "folder")))
	}
	for _, p := range plan.Empty {
		notes = append(notes, fmt.Sprintf("no file matches %q", p))
	}
	return notes
}
