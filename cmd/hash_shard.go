package cmd

import (
	"context"
	"fmt"

	"fanout/internal/part"
	"fanout/processors/hash"
)

// checkShared refuses what shards of hash cannot do, and what no run can.
func (o *hashOptions) checkShared() error {
	if !o.shard.Whole() {
		switch {
		case o.audit != "":
			return together("--audit", "--shard").because("a list of hashes is audited as a whole, which takes seconds")
		case o.tune != 0:
			return together("--tune", "--shard").because("costs are measured on one machine")
		case o.job.Verify != "":
			return together("--verify", "--shard").because("cut the list of passwords, and verify each piece with all hashes")
		case o.job.Resume:
			return together("--resume", "--shard").because("a shard that was interrupted is run again, with the same command")
		case o.fromStdin():
			return needs("--shard", "a FILE of passwords: every shard reads it for itself, and stdin is read once")
		}
	}
	return o.sharedOptions.checkShared()
}

// inputs are the lists of passwords, for messages about shards.
func (o *hashOptions) inputs(plan *hash.Plan) (all []part.Input) {
	for _, l := range plan.Lists() {
		all = append(all, part.Input{Name: l.Name, Bytes: l.Stamp.Size, Modified: l.Stamp.ModTime})
	}
	return all
}

// beginShard begins the part of a shard. It returns nil if the run is no shard.
// done reports that the shard has its part already.
func (o *hashOptions) beginShard(ctx context.Context, plan *hash.Plan) (run *shardRun, done bool, err error) {
	if o.shard.Whole() {
		return nil, false, nil
	}
	no := refused(plan.Refused())
	if o.dryRun {
		return nil, false, no
	}
	planned, err := plan.Fingerprint()
	if err != nil {
		return nil, false, err
	}
	run, err = o.openShard(ctx, planned, o.inputs(plan), no)
	return run, err == nil && run == nil, err
}

// checkMerge refuses parts of another run.
func (o *hashOptions) checkMerge(plan *hash.Plan) error {
	if o.parts == nil {
		return nil
	}
	shards := o.parts.Plan.Output
	if now, then := formatByName(o.output), formatByName(shards); o.format.value == "" && o.job.Preset == nil && now != then {
		return &planError{&hintedError{fmt.Errorf("%q means --format %s, but the shards were run with %s", o.output, now, then),
			fmt.Sprintf("give an output that ends as %q does", shards)}}
	}
	planned, err := plan.Fingerprint()
	if err != nil {
		return err
	}
	return o.checkParts(planned, o.inputs(plan))
}
