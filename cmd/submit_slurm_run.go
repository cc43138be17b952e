package cmd

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"fanout/internal/cluster"
	"fanout/internal/files"
	"fanout/internal/part"
)

// runSubmitSlurm submits a job, and waits for it if it is to.
func runSubmitSlurm(ctx context.Context, sys *IO, o *slurmOptions) error {
	p, err := newSlurmPlan(o)
	if err != nil {
		return err
	}
	if o.dryRun {
		return p.show(ctx, sys)
	}
	if p.maxIndex, err = cluster.MaxIndex(ctx); err != nil {
		return slurmError(ctx, err)
	}
	earlier := readJobs(p.script(jobsName))
	live, err := p.live(ctx)
	switch {
	case err != nil:
		return slurmError(ctx, err)
	case len(live) > 0 && o.wait && earlier.same(p) && slices.Contains(live, earlier.Merge):
		p.say(sys, "already submitted as %s: waiting for it", jobsText(earlier.ids()))
		return p.waitFor(ctx, sys, earlier)
	case len(live) > 0:
		return &planError{&hintedError{
			fmt.Errorf("jobs submitted for this output are still running: %s", jobsText(live)),
			"see 'squeue --jobs=" + strings.Join(live, ",") + "', or cancel them with 'scancel " + strings.Join(live, " ") + "' and wait until they are gone",
		}}
	}
	done, err := p.selectShards(sys)
	if err != nil || done {
		return err
	}
	if err := p.writeScripts(ctx); err != nil {
		return err
	}
	jobs, err := p.submit(ctx)
	if err != nil {
		return slurmError(ctx, err)
	}
	if err := p.announce(sys, jobs); err != nil || !o.wait {
		return err
	}
	return p.waitFor(ctx, sys, jobs)
}

// slurmError returns the error of a command that err, of Slurm, has ended.
func slurmError(ctx context.Context, err error) error {
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case cluster.Missing(err):
		return &planError{&hintedError{err, "submit where Slurm's commands are in PATH, or see what would be submitted with --dry-run"}}
	}
	return err
}

// say prints a line of what happens.
func (p *slurmPlan) say(sys *IO, format string, args ...any) {
	if !p.quiet {
		fmt.Fprintf(sys.Err, "fanout: %s\n", show(fmt.Sprintf(format, args...), false))
	}
}

// live returns the numbers of the jobs for this output that have not ended.
func (p *slurmPlan) live(ctx context.Context) ([]string, error) {
	tasks, err := cluster.Tasks(ctx, p.name, p.name+mergeSuffix)
	if err != nil {
		return nil, err
	}
	var ids []string
	seen := map[string]bool{}
	for _, t := range tasks {
		if !t.Ended() && !seen[t.Job] {
			seen[t.Job] = true
			ids = append(ids, t.Job)
		}
	}
	return ids, nil
}

// writeScripts makes the folder of the parts with the scripts.
func (p *slurmPlan) writeScripts(ctx context.Context) error {
	if err := os.MkdirAll(p.logs(), 0o777); err != nil {
		return err
	}
	for name, text := range map[string]string{"shard.sh": p.shardScript(), "merge.sh": p.mergeScript()} {
		if err := p.write(ctx, name, 0o700, text); err != nil {
			return err
		}
	}
	return nil
}

// write replaces a file in the folder of the parts.
func (p *slurmPlan) write(ctx context.Context, name string, perm os.FileMode, text string) error {
	f, err := files.Create(ctx, p.script(name), perm, true)
	if err != nil {
		return err
	}
	defer f.Discard()
	if _, err := f.Write([]byte(text)); err != nil {
		return err
	}
	return f.Commit()
}

// submit gives arrays and merge to Slurm, and keeps their numbers. If it cannot
// give all of them, it cancels those it has given.
func (p *slurmPlan) submit(ctx context.Context) (_ *slurmJobs, err error) {
	jobs := p.newJobs()
	defer func() {
		if err != nil {
			err = withdrawJobs(ctx, jobs.ids(), err)
		}
	}()
	after := ""
	for _, a := range cluster.Arrays(p.selected, p.maxIndex) {
		id, err := cluster.Submit(ctx, p.arrayArgs(a, after)...)
		if err != nil {
			return nil, err
		}
		jobs.Arrays = append(jobs.Arrays, slurmArray{id, a.Offset, part.Ranges(a.Shards())})
		if p.maxParallel > 0 { // which holds for one array, not for several at a time
			after = id
		}
	}
	if jobs.Merge, err = cluster.Submit(ctx, p.mergeJobArgs(jobs.arrayIDs())...); err != nil {
		return nil, err
	}
	return jobs, p.write(ctx, jobsName, 0o600, jobs.text())
}

// withdrawJobs cancels jobs that were submitted before err, and returns the
// error to end with.
func withdrawJobs(ctx context.Context, ids []string, err error) error {
	if len(ids) == 0 {
		return err
	}
	ctx, stop := mustRun(ctx)
	defer stop()
	if failed := cluster.Cancel(ctx, ids...); failed != nil {
		return &hintedError{fmt.Errorf("%w; and %s could not be canceled: %w", err, jobsText(ids), failed), "cancel with 'scancel " + strings.Join(ids, " ") + "'"}
	}
	return fmt.Errorf("%w (%s, submitted before, canceled)", err, jobsText(ids))
}

// announce prints what was submitted: for people on stderr, for programs on
// stdout.
func (p *slurmPlan) announce(sys *IO, jobs *slurmJobs) error {
	for _, a := range jobs.Arrays {
		p.say(sys, "submitted %s as job %s", shardsText(a.Shards), a.ID)
	}
	p.say(sys, "submitted the merge as job %s, to run when the shards have ended", jobs.Merge)
	p.say(sys, "logs are in %s", shellWord(p.logs()))
	p.say(sys, "to see what is done: fanout status %s; to cancel: scancel %s", shellWord(p.parts), strings.Join(jobs.ids(), " "))
	for _, id := range jobs.ids() {
		if _, err := fmt.Fprintln(sys.Out, id); err != nil {
			return err
		}
	}
	return nil
}

// show prints what would be submitted.
func (p *slurmPlan) show(ctx context.Context, sys *IO) error {
	if _, err := p.selectShards(sys); err != nil {
		return err
	}
	var b strings.Builder
	for _, s := range []struct{ name, text string }{{"shard.sh", p.shardScript()}, {"merge.sh", p.mergeScript()}} {
		fmt.Fprintf(&b, "# %s\n%s\n", show(p.script(s.name), false), s.text)
	}
	b.WriteString("# Commands\n")
	after, ids := "", []string(nil)
	for i, a := range cluster.Arrays(p.selected, p.maxIndex) {
		id := fmt.Sprintf("ARRAY%d", i+1)
		fmt.Fprintf(&b, "%s # prints %s\n", scriptWords(append([]string{"sbatch"}, cluster.SubmitArgs(p.arrayArgs(a, after)...)...)), id)
		ids = append(ids, id)
		if p.maxParallel > 0 {
			after = id
		}
	}
	b.WriteString(scriptWords(append([]string{"sbatch"}, cluster.SubmitArgs(p.mergeJobArgs(ids)...)...)) + "\n")
	if !p.oneArray() {
		p.say(sys, "the arrays are sized for Slurm's default MaxArraySize, %d; the cluster's may differ", cluster.DefaultMaxIndex+1)
	}
	_, err := fmt.Fprint(sys.Out, b.String())
	return err
}

// jobsText names jobs: job 12, jobs 12 and 13.
func jobsText(ids []string) string {
	if len(ids) == 1 {
		return "job " + ids[0]
	}
	return "jobs " + strings.Join(ids, ", ")
}

// shardsText names shards, which are given as part.Ranges writes them: shard 3,
// shards 1-16.
func shardsText(list string) string {
	if strings.ContainsAny(list, ",-") {
		return "shards " + list
	}
	return "shard " + list
}
