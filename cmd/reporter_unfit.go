package cmd

import (
	"fmt"

	"fanout/processors"
)

// maxUnfit is how many files that the user has named in vain are printed.
const maxUnfit = 10

// unfitFiles says which files that the user has named are nothing for the job.
// That is no failure, as a shell may have named them: resize *.
type unfitFiles struct {
	quiet bool
	more  int // beyond those that were printed
	lines int // printed
}

// add prints the file, unless many were printed before.
func (u *unfitFiles) add(println func(string), o *processors.Outcome) {
	switch {
	case u.quiet:
	case u.lines >= maxUnfit:
		u.more++
	default:
		u.lines++
		println(fmt.Sprintf("fanout: skipped: %s: %s", show(o.Item, false), show(o.Reason, false)))
	}
}

// end says how many files were not printed.
func (u *unfitFiles) end(println func(string)) {
	if u.more > 0 {
		println(fmt.Sprintf("fanout: … and %s skipped; -v names each", plural(u.more, "more file")))
	}
}
