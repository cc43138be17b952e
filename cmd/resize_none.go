package cmd

import (
	"fmt"
	"slices"

	"fanout/internal/inputs"
	"fanout/processors"
	"fanout/processors/resize"
)

// An unfitError reports that no file on the command line can be processed.
type unfitError struct{ text, hint string }

func (e *unfitError) Error() string { return e.text }
func (e *unfitError) Hint() string  { return e.hint }

// errNoImages returns the error of a plan that has no image. It prints the
// files that the user has named.
func (o *resizeOptions) errNoImages(sys *IO, plan *resize.Plan) error {
	named := plan.Unfit()
	if len(plan.Items) > 1 {
		println := func(line string) { fmt.Fprintln(sys.Err, line) }
		unfit := unfitFiles{quiet: o.quiet}
		for _, it := range named {
			unfit.add(println, &processors.Outcome{Item: it.Source, Reason: it.Skip})
		}
		unfit.end(println)
	} else if len(named) == 1 {
		return &unfitError{fmt.Sprintf("%q: %s", named[0].Source, named[0].Skip), readFormats}
	}
	hidden := func(it *resize.Item) bool {
		return it.Skip == inputs.Hidden.String() || it.Skip == inputs.HiddenFolder.String()
	}
	none := o.noImages(plan, len(plan.Items), len(named))
	if len(plan.Items) > 0 && !slices.ContainsFunc(plan.Items, func(it *resize.Item) bool { return !hidden(it) }) {
		return &noMatchError{"no images found: all files are hidden", "--hidden takes hidden files too"}
	}
	return none
}

// readFormats is the hint where a file is no image.
const readFormats = "JPEG, PNG, GIF, WebP, TIFF and BMP can be read"

// noImages returns the error of a plan of that many items that has no image;
// named of them were named by the user.
func (o *resizeOptions) noImages(plan *resize.Plan, items, named int) error {
	if named > 0 && named == items {
		return &unfitError{fmt.Sprintf("none of the %s is an image", plural(named, "file")), readFormats}
	}
	none := &noMatchError{text: "no images found"}
	switch {
	case items > 0:
		none.text = fmt.Sprintf("no images found (%s checked)", plural(items, "file"))
	case len(plan.Empty) > 0:
		none.text = fmt.Sprintf("no file matches %q", plan.Empty[0])
	case len(o.job.Paths) == 1:
		none.text = fmt.Sprintf("no files in %q", o.job.Paths[0])
	}
	if len(o.job.Include)+len(o.job.Exclude) > 0 {
		none.hint = "--include and --exclude may have left all out"
	}
	if plan.Folders > 0 {
		none.hint = notSearched(plan.Folders)
	}
	if named > 0 {
		return &unfitError{none.text, none.Hint()}
	}
	return none
}
