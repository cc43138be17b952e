package cmd

import (
	"context"
	"fmt"
	"strings"

	"github.com/dustin/go-humanize"

	"fanout/processors/hash"
)

// printPlan says what is about to be done and how long it may take.
func (o *hashOptions) printPlan(ctx context.Context, sys *IO, plan *hash.Plan) error {
	if o.quiet && !o.dryRun {
		return nil
	}
	if plan.Complete {
		fmt.Fprintf(sys.Err, "fanout: %q is complete: nothing left to do\n", o.output)
		printChecked(sys, plan)
		return nil
	}
	if weak := o.job.Params.Weak(); weak != "" {
		fmt.Fprintf(sys.Err, "fanout: warning: %s\n", weak)
	}
	if n := o.job.Params.KeyBytes; 0 < n && n < hash.MinKeyBytes {
		fmt.Fprintf(sys.Err, "fanout: warning: hashes of %s are too short to check a password: --verify takes %d and more\n", plural(n, "byte"), hash.MinKeyBytes)
	}
	text, long := o.job.Params.String(), false
	if plan.Rows > 0 {
		text = o.rows(plan) + ", " + text
		if plan.From.Rows > 0 {
			text += fmt.Sprintf(", %s of them done", humanize.Comma(plan.From.Rows))
		}
		if o.parts == nil {
			estimate := plan.Estimate(ctx)
			text, long = text+", "+about(estimate), estimate >= longRun
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
	if o.parts == nil {
		text += " on " + o.division(plan.Allocation)
	}
	switch {
	case o.dryRun:
		fmt.Fprintf(sys.Err, "fanout: plan: %s; nothing was hashed\n", text)
	case o.verbose, long, !o.shard.Whole():
		fmt.Fprintf(sys.Err, "fanout: %s\n", text)
	}
	printChecked(sys, plan)
	if o.dryRun || o.verbose {
		printLists(sys, plan.Lists())
	}
	for _, line := range o.presetPlan(plan) {
		fmt.Fprintf(sys.Err, "fanout: %s\n", line)
	}
	return nil
}

// rows says how many passwords the run is about.
func (o *hashOptions) rows(plan *hash.Plan) string {
	text := plural(int(plan.Rows), "password") + o.inLists()
	switch {
	case o.parts != nil:
		return fmt.Sprintf("merging %s of %s", plural(o.parts.Plan.Shards, "part"), text)
	case !o.shard.Whole():
		return fmt.Sprintf("shard %v: %s of %s", o.shard.Shard, humanize.Comma(plan.Share()), text)
	}
	return text
}

// printChecked says how many of the hashes of an earlier run were compared, if
// it was not all of them.
func printChecked(sys *IO, plan *hash.Plan) {
	if plan.Checked < plan.Finished {
		fmt.Fprintf(sys.Err, "fanout: %s of the %s earlier hashes were computed again and are the same (--verify checks all)\n",
			humanize.Comma(plan.Checked), humanize.Comma(plan.Finished))
	}
}

// division says how the machine is divided: "2 workers × 3 passwords × 64 MiB".
func (o *hashOptions) division(a hash.Allocation) string {
	text := plural(a.Workers, "worker")
	if memory := o.job.Params.Memory(); memory >= 1<<20 {
		if a.Lanes > 1 {
			text += fmt.Sprintf(" × %d passwords", a.Lanes)
		}
		text += fmt.Sprintf(" × %s", humanize.IBytes(uint64(memory)))
	}
	var fewer []string
	if a.Workers < o.job.Workers {
		fewer = append(fewer, fmt.Sprintf("%d workers", o.job.Workers))
	}
	if lanes := o.job.Params.Lanes(); a.Lanes < lanes {
		fewer = append(fewer, fmt.Sprintf("%d passwords", lanes))
	}
	if len(fewer) > 0 {
		text += fmt.Sprintf(" (not %s: --max-memory is %s)", strings.Join(fewer, " × "), humanize.IBytes(uint64(o.job.Memory)))
	}
	return text
}
