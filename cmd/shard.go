package cmd

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/spf13/pflag"
	"github.com/zeebo/xxh3"

	"fanout/internal/files"
	"fanout/internal/part"
	"fanout/internal/wire"
)

// A shardRun is a run that does one shard of the work and leaves a part.
type shardRun struct {
	*part.Writer // takes the payload

	o    *sharedOptions
	plan part.Plan
	dir  string
}

// neutralFlags are those that do not decide about the result of a run.
var neutralFlags = []string{
	"shard", "output", "overwrite", "report", "summary-json", "trace", "workers", "max-memory", "on-error", "max-errors",
	"progress", "color", "quiet", "verbose", "dry-run", "ignore-environment",
}

// partPlan returns what must be alike in all shards of the run, beside those in
// planned: the fingerprint of the job's own plan. inputs are for messages.
func (o *sharedOptions) partPlan(planned string, inputs []part.Input) part.Plan {
	var b []byte
	b = wire.AppendString(b, o.command)
	b = wire.AppendString(b, planned)
	values := map[string]string{} // in whatever order they were given
	o.line.Visit(func(f *pflag.Flag) {
		if !slices.Contains(neutralFlags, f.Name) {
			values[f.Name] = flagText(f)
		}
	})
	for _, name := range slices.Sorted(maps.Keys(values)) {
		b = wire.AppendString(wire.AppendString(b, name), values[name])
	}
	for _, word := range o.line.Args() {
		b = wire.AppendString(b, word)
	}
	sum := xxh3.Hash128(b).Bytes()
	folder, _ := os.Getwd() // for messages
	return part.Plan{
		Version: version, Command: o.command, Args: o.sharedLine(), Folder: folder, Output: o.output,
		Shards: o.shard.N, Fingerprint: hex.EncodeToString(sum[:]), Inputs: inputs,
	}
}

// flagText returns the value of a flag, which of a list is all of it.
func flagText(f *pflag.Flag) string {
	if list, ok := f.Value.(pflag.SliceValue); ok {
		return strings.Join(list.GetSlice(), "\x00")
	}
	return f.Value.String()
}

// ownFlags are those that each shard and the merge have of their own.
var ownFlags = []string{"shard", "report", "summary-json", "trace", "workers", "max-memory", "progress", "color", "quiet", "verbose", "dry-run", "ignore-environment"}

// sharedLine returns the command line of the run, as words behind the name of
// its subcommand, without what is only this process's.
func (o *sharedOptions) sharedLine() part.Args {
	line := part.Args{}
	given := o.line.Args()
	// It has been parsed before, without an error.
	_ = o.line.ParseAll(o.sys.args[1:], func(f *pflag.Flag, value string) error {
		if !slices.Contains(ownFlags, f.Name) {
			line = append(line, "--"+f.Name+"="+value)
		}
		return nil
	})
	return append(append(line, "--"), given...)
}

// openShard begins the part of the shard that is asked for, after the job's
// plan: planned is its fingerprint. It returns nil if the shard is done
// already, which it says. Otherwise the error is refused, if that is not nil:
// what a merge would be refused for, such as an output that is there. Where the
// shard is done, it may be there because the parts have been merged.
func (o *sharedOptions) openShard(ctx context.Context, planned string, inputs []part.Input, refused error) (*shardRun, error) {
	r := &shardRun{o: o, plan: o.partPlan(planned, inputs), dir: part.Folder(o.output)}
	if _, err := os.Stat(part.Path(r.dir, o.shard.Shard)); refused != nil && err != nil {
		return nil, refused
	}
	if err := part.Join(ctx, r.dir, &r.plan); err != nil {
		if errors.As(err, new(*part.OtherPlanError)) {
			err = &planError{o.sys.env.suspect(err)}
		}
		return nil, err
	}
	done, damaged, err := r.committed(ctx)
	switch {
	case err != nil:
		return nil, err
	case done:
		o.say("shard %s is done already: %q", o.shard.Shard, part.Path(r.dir, o.shard.Shard))
		return nil, nil
	case damaged != nil:
		o.say("warning: %v: making it again", damaged)
	}
	if refused != nil {
		return nil, refused
	}
	r.Writer, err = part.Create(ctx, r.dir, o.shard.Shard, damaged != nil)
	if errors.As(err, new(*files.ExistsError)) { // since
		o.say("shard %s is done already: %q", o.shard.Shard, part.Path(r.dir, o.shard.Shard))
		return nil, nil
	}
	return r, err
}

// committed reports whether the shard has a part, or why that is damaged.
func (r *shardRun) committed(ctx context.Context) (done bool, damaged, err error) {
	p, err := part.Open(part.Path(r.dir, r.o.shard.Shard))
	if err == nil {
		defer p.Close()
		if p.Footer.Fingerprint != r.plan.Fingerprint {
			err = &part.DamagedError{Name: part.Path(r.dir, r.o.shard.Shard), Err: errors.New("it belongs to another run")}
		} else {
			err = p.Verify(ctx)
		}
	}
	switch {
	case err == nil:
		return true, nil, nil
	case errors.Is(err, os.ErrNotExist):
		return false, nil, nil
	case errors.As(err, new(*part.DamagedError)):
		return false, err, nil
	}
	return false, nil, err
}

// finish ends the run, whose job has ended with err: it commits the part if all
// items are final. That some of them failed is in the part, and no failure of
// the shard, so that a scheduler does not try again.
func (r *shardRun) finish(s *summary, err error) error {
	if err != nil && !errors.Is(err, errFailures) {
		r.Discard()
		return err
	}
	race, committed := r.Commit(&part.Footer{
		Command: r.plan.Command, Shard: r.o.shard.I, Shards: r.o.shard.N, Fingerprint: r.plan.Fingerprint,
		Attempt: r.o.attempt(), Done: s.Done, Failed: s.Failed, Skipped: s.Skipped,
	})
	if committed != nil {
		return committed
	}
	name := part.Path(r.dir, r.o.shard.Shard)
	switch race {
	case part.Won:
		s.notes = append(s.notes, fmt.Sprintf("shard %s is done: %q", r.o.shard.Shard, name))
	case part.Same:
		s.notes = append(s.notes, fmt.Sprintf("shard %s: another attempt finished first, with the same result: %q", r.o.shard.Shard, name))
	case part.Lost:
		s.notes = append(s.notes, fmt.Sprintf("shard %s: another attempt finished first, and its result is kept: %q", r.o.shard.Shard, name))
	}
	if err != nil {
		s.notes = append(s.notes, "the part records the failures: 'fanout merge' reports them and ends with status 3")
	}
	return nil
}

// attempt says who makes a part.
func (o *sharedOptions) attempt() part.Attempt {
	host, _ := os.Hostname()
	a := part.Attempt{Host: host, PID: os.Getpid()}
	for _, name := range []string{"SLURM_JOB_ID", "AWS_BATCH_JOB_ID", "CLOUD_RUN_EXECUTION", "BATCH_JOB_UID", "JOB_ID", "PBS_JOBID", "LSB_JOBID", "NOMAD_ALLOC_ID"} {
		if id := o.sys.Getenv(name); id != "" {
			a.Job = id
			break
		}
	}
	return a
}

// checkParts refuses parts that are not those of this run, whose plan has the
// fingerprint planned: inputs or options have changed since.
func (o *sharedOptions) checkParts(planned string, inputs []part.Input) error {
	now := o.partPlan(planned, inputs)
	now.Shards = o.parts.Plan.Shards
	difference := now.Difference(o.parts.Plan)
	if difference == "" {
		return nil
	}
	const hint = "run the shards again with another output, or remove the folder first"
	return &planError{&hintedError{fmt.Errorf("%q: the parts belong to another run: %s", o.parts.Dir, difference), hint}}
}

// say prints a message unless messages are not wanted.
func (o *sharedOptions) say(format string, args ...any) {
	if !o.quiet {
		fmt.Fprintf(o.sys.Err, "fanout: %s\n", show(fmt.Sprintf(format, args...), false))
	}
}
