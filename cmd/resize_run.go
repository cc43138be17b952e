package cmd

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"syscall"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"

	"fanout/pool"
	"fanout/processors"
	"fanout/processors/resize"
)

// runResize plans, and unless that is all that was asked for, carries it out.
func runResize(_ context.Context, sys *IO, c *cobra.Command, o *resizeOptions) error {
	ctx, stop := interruptible()
	defer stop()
	// Few and large allocations: collecting twice as often as usual costs next to
	// nothing, and saves a quarter of the memory.
	use := o.limit(sys, 50)
	o.job.Workers, o.job.Memory = use.workers, use.memory

	plan, err := resize.NewPlan(ctx, &o.job)
	if err != nil {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		return &planError{err}
	}
	if err := nothing(plan, len(o.job.Include)+len(o.job.Exclude) > 0); err != nil {
		return err
	}
	if err := o.checkReports(plan.Uses); err != nil {
		return err
	}
	if o.dryRun {
		return showPlan(sys, plan)
	}
	return o.carryOut(ctx, sys, c, plan)
}

// nothing returns a noMatchError if plan holds no image, not even one that
// cannot be resized or need not be.
func nothing(plan *resize.Plan, filtered bool) error {
	for _, it := range plan.Items {
		if it.Work() || it.Err != nil || it.Format != 0 {
			return nil
		}
	}
	none := &noMatchError{text: "no image found"}
	switch {
	case len(plan.Items) > 0:
		none.text = fmt.Sprintf("no image among %s", plural(len(plan.Items), "file"))
	case len(plan.Empty) > 0:
		none.text = fmt.Sprintf("no file matches %q", plan.Empty[0])
	}
	if filtered {
		none.hint = "--include and --exclude may have left all out"
	}
	if plan.Folders > 0 {
		none.hint = fmt.Sprintf("%s not searched; use -r to descend into folders", plural(plan.Folders, "folder"))
	}
	return none
}

// carryOut runs the plan and reports what came of it.
func (o *resizeOptions) carryOut(ctx context.Context, sys *IO, c *cobra.Command, plan *resize.Plan) (err error) {
	replace := o.job.Overwrite || o.job.Update
	talk, err := newTalker(sys, &o.sharedOptions, replace)
	if err != nil {
		return err
	}
	defer talk.discard()
	var tally processors.Tally
	limit := &processors.Limit{Most: o.tolerated(c, len(plan.Items))}
	job, err := resize.NewJob(&o.job, plan, &tally, limit, talk.item)
	if err != nil {
		return o.nextStep(err)
	}
	stats, err := execute(ctx, sys, &o.sharedOptions, talk, &tally, "resizing", "images",
		pool.Options{Workers: o.job.Workers, Budget: o.job.Memory}, job)
	total := job.Total()
	if err == nil && total.Failed+total.Damaged > 0 {
		err = errFailures
	}
	return o.conclude(sys, talk, stats, o.nextStep(err), &summary{
		Command: "resize", noun: "image",
		Done: total.Done, Failed: total.Failed, Skipped: total.Skipped,
		BytesIn: total.BytesIn, BytesOut: total.BytesOut,
		notes: resizeNotes(plan, total),
	})
}

// nextStep adds what the user can do about an error of the run.
func (o *resizeOptions) nextStep(err error) error {
	again := "run the same command with --update: what is finished stays"
	if o.job.Overwrite {
		again = "run the same command with --update instead of --overwrite always: what is finished stays"
	}
	var sig *signalError
	switch {
	case errors.Is(err, processors.ErrTooManyFailures) && o.onError.value == "abort":
		return &stoppedError{err}
	case errors.As(err, &sig):
		return &hintedError{err, "to go on, " + again}
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return &hintedError{err, "make room and " + again}
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return &hintedError{err, "choose an output folder that can be written to with -o"}
	}
	return err
}

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

// showPlan prints what a run would do. It fails as the run would for the items
// that are known to fail.
func showPlan(sys *IO, plan *resize.Plan) error {
	failed := 0
	for _, it := range plan.Items {
		switch name := show(it.Source, false); {
		case it.Skip != "":
			fmt.Fprintf(sys.Err, "skip    %s: %s\n", name, show(it.Skip, false))
		case it.Err != nil:
			failed++
			fmt.Fprintf(sys.Err, "fail    %s: %s\n", name, show(it.Err.Error(), false))
		default:
			w, h := it.OutputSize()
			target := filepath.Join(plan.Root, filepath.FromSlash(it.Target))
			inW, inH := it.Size()
			fmt.Fprintf(sys.Err, "resize  %s (%v %d×%d) -> %s (%v %d×%d)\n", name, it.Info.Format, inW, inH,
				show(target, false), it.Format, w, h)
		}
	}
	fmt.Fprintf(sys.Err, "fanout: plan: %s to resize (%s), %d would fail, %d skipped; nothing was written\n",
		plural(plan.Work, "image"), humanize.Bytes(uint64(plan.Bytes)), failed, len(plan.Items)-plan.Work-failed)
	if failed > 0 {
		return errFailures
	}
	return nil
}
