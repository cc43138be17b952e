package cmd

import (
	"fmt"
	"path/filepath"

	"fanout/processors/resize"
)

// printPlan prints what a run would do. It fails as the run would for the items
// that are known to fail.
func (o *resizeOptions) printPlan(sys *IO, plan *resize.Plan) error {
	failed, damaged := 0, 0
	for _, it := range plan.Items {
		switch name := show(it.Source, false); {
		case it.Skip != "":
			fmt.Fprintf(sys.Err, "skip    %s: %s\n", name, show(it.Skip, false))
			if damage := it.Damage(); damage != nil {
				damaged++
				fmt.Fprintf(sys.Err, "damaged %s: %s\n", name, show(damage.Error(), false))
			}
		case it.Err != nil:
			failed++
			fmt.Fprintf(sys.Err, "fail    %s: %s\n", name, show(message(it.Err), false))
		default:
			w, h := it.OutputSize()
			target := filepath.Join(plan.Root, filepath.FromSlash(it.Target))
			inW, inH := it.Size()
			left := it.Left()
			if left != "" {
				left = ", " + left
			}
			why := it.Why()
			if why != "" {
				why = ": " + why
			}
			fmt.Fprintf(sys.Err, "resize  %s (%v %d×%d%s) -> %s (%v %d×%d)%s\n", name, it.Facts.Format, inW, inH, left,
				show(target, false), it.Format, w, h, why)
		}
	}
	s := &summary{noun: "image", verb: "to resize", fails: "would fail", Done: int64(plan.Work), Failed: int64(failed), counts: resizeCounts(plan.Skipped())}
	if plan.Work > 0 {
		s.figures = []string{formatBytes(plan.Bytes)}
	}
	fmt.Fprintf(sys.Err, "fanout: plan: %s; nothing was written\n", s.line())
	if plan.DamagedRecords > 0 {
		fmt.Fprintf(sys.Err, "fanout: %s\n", damagedRecords(plan))
	}
	for _, note := range o.settingNotes(plan.Foreseen(&o.job)) {
		fmt.Fprintf(sys.Err, "fanout: %s\n", note)
	}
	if failed+damaged > 0 {
		return errFailures
	}
	return nil
}
