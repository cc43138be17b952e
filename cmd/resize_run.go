package cmd

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"

	"fanout/cmd/progress"
	"fanout/pool"
	"fanout/processors"
	"fanout/processors/resize"
)

// runResize plans, and unless that is all that was asked for, carries it out.
func runResize(_ context.Context, sys *IO, c *cobra.Command, o *resizeOptions) error {
	ctx, stop := interruptible(sys)
	defer stop()
	use := o.limit()
	o.job.Workers, o.job.Memory = use.workers, use.memory

	plan, err := resize.NewPlan(ctx, &o.job)
	if err != nil {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		return &planError{err}
	}
	if err := nothing(plan); err != nil {
		return err
	}
	if o.dryRun {
		return showPlan(sys, plan)
	}
	return o.carryOut(ctx, sys, c, plan)
}

// nothing returns a noMatchError if plan holds no image, not even one that
// cannot be resized or need not be.
func nothing(plan *resize.Plan) error {
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
	if plan.Folders > 0 {
		none.hint = fmt.Sprintf("%s not searched; use -r to descend into folders", plural(plan.Folders, "folder"))
	}
	return none
}

// carryOut runs the plan and reports what came of it.
func (o *resizeOptions) carryOut(ctx context.Context, sys *IO, c *cobra.Command, plan *resize.Plan) (err error) {
	replace := o.job.Overwrite || o.job.Update
	talk, err := newTalker(&o.sharedOptions, sys.colour(o.colour.value), replace)
	if err != nil {
		return err
	}
	var tally processors.Tally
	limit := &processors.Limit{Most: o.tolerated(c, len(plan.Items))}
	job, err := resize.NewJob(&o.job, plan, &tally, limit, talk.item)
	if err != nil {
		return err
	}
	talk.meter = progress.Start(progress.Options{
		Mode: o.mode(), Out: sys.Err, Terminal: sys.ErrTerminal, Dumb: sys.dumb(), Width: sys.ErrWidth,
		Color: sys.colour(o.colour.value), Verb: "resizing", Noun: "images",
	}, &tally)
	quiet := context.AfterFunc(ctx, func() {
		if !o.quiet {
			talk.meter.Println("fanout: stopping after the images in work; once more to end at once")
		}
	})
	stats, err := processors.Run(ctx, pool.Options{Workers: o.job.Workers, Budget: o.job.Memory}, job)
	quiet()
	talk.meter.Stop()
	if closed := talk.close(); err == nil {
		err = closed
	}
	total := job.Total()
	if err == nil && total.Failed > 0 {
		err = errFailures
	}
	s := &summary{
		SchemaVersion: 1, Command: "resize", noun: "image", Status: status(err),
		Done: total.Done, Failed: total.Failed, Skipped: total.Skipped,
		BytesIn: total.BytesIn, BytesOut: total.BytesOut, Reasons: talk.failures,
		notes: resizeNotes(plan, total),
	}
	if err != nil && !errors.Is(err, errFailures) {
		s.Error = err.Error()
	}
	s.measure(stats)
	if !o.quiet {
		s.print(sys.Err, stats)
	}
	if o.summary != "" {
		if saved := s.save(o.summary, replace); err == nil {
			err = saved
		}
	}
	return err
}

// resizeNotes are the things that a user might otherwise not notice.
func resizeNotes(plan *resize.Plan, total resize.Total) (notes []string) {
	if total.Flattened > 0 {
		notes = append(notes, fmt.Sprintf("of %s with several frames or pages only the first was taken: the output format or its codec holds no more",
			plural(int(total.Flattened), "file")))
	}
	if total.ProfilesDropped > 0 {
		notes = append(notes, fmt.Sprintf("%s lost their colour profile: the output cannot hold it", plural(int(total.ProfilesDropped), "image")))
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
			fmt.Fprintf(sys.Err, "resize  %s (%v %d×%d) -> %s (%v %d×%d)\n", name, it.Info.Format, it.Info.Width, it.Info.Height,
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
