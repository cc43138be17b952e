package resize

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"strings"

	"fanout/internal/inputs"
)

// NewJoinPlan makes the plan that the shards of a run have shared, without its
// items: it only walks over their names. opt are those of the shards, without a
// Shard.
func NewJoinPlan(ctx context.Context, opt *Options) (*Plan, error) {
	if err := opt.check(); err != nil {
		return nil, err
	}
	toFile, err := isFileTarget(opt)
	if err != nil {
		return nil, err
	}
	p := &Plan{Root: opt.Output, joins: true}
	return p, p.prepare(ctx, opt, toFile)
}

// A Join is the parts of all shards of a plan, as one run.
type Join struct {
	Plan   *Plan
	Items  int64
	Images bool  // there is an image among them
	Unfit  int64 // those that the user has named, and that are none

	shards int
	open   func(shard int) (PartReader, error)
	shared map[string][]string // items by the name of their output, folded, where several have it
}

// NewJoin reads the heads of the parts of plan, which has that many shards;
// open opens one, counted from 1. An error about a part is a [*PartError].
func NewJoin(ctx context.Context, plan *Plan, shards int, open func(shard int) (PartReader, error)) (*Join, error) {
	j := &Join{Plan: plan, shards: shards, open: open}
	streams, err := j.streams()
	if err != nil {
		return nil, err
	}
	entries := int64(0)
	for _, s := range streams {
		entries += s.head.entries
		j.Items += s.head.items
		j.Images = j.Images || s.head.images
		j.Unfit += s.head.unfit
		plan.DamagedRecords = max(plan.DamagedRecords, s.head.damaged)
		plan.fresh = plan.fresh || s.head.fresh // before the first shard there was none
	}
	if entries != plan.census.entries {
		return nil, fmt.Errorf("the parts have %d of %d files: make them again", entries, plan.census.entries)
	}
	if !plan.fresh {
		plan.Folders += plan.outputUnsearched
	}
	suspects, err := sharedNames(ctx, streams)
	if err == nil && len(suspects) > 0 {
		err = j.findShared(ctx, suspects)
	}
	return j, err
}

// streams opens all parts for reading from the beginning.
func (j *Join) streams() ([]*partStream, error) {
	const memory, least, most = 64 << 20, 4 << 10, 1 << 20
	block := min(max(memory/j.shards, least), most)
	streams := make([]*partStream, j.shards)
	for i := range streams {
		var err error
		if streams[i], err = newPartStream(i+1, block, j.open); err != nil {
			return nil, err
		}
	}
	return streams, nil
}

// sharedNames returns the hashes of names that several outputs have. It reads
// the names of all parts.
func sharedNames(ctx context.Context, streams []*partStream) (map[uint64]bool, error) {
	shared := map[uint64]bool{}
	first, last := true, uint64(0)
	err := eachName(ctx, streams, func(hash uint64) {
		if !first && hash == last {
			shared[hash] = true
		}
		first, last = false, hash
	})
	return shared, err
}

// eachName calls use with the hashes of the names of all parts, in ascending
// order.
func eachName(ctx context.Context, streams []*partStream, use func(hash uint64)) error {
	for _, s := range streams {
		s.left = s.head.names
	}
	return mergeOrdered(ctx, streams, (*partStream).nextName, func(hash uint64, _ *partStream) error {
		use(hash)
		return nil
	})
}

// findShared finds the items of outputs whose names have one of the hashes.
func (j *Join) findShared(ctx context.Context, suspects map[uint64]bool) error {
	found := map[string][]string{}
	err := j.each(ctx, func(frame []byte) error {
		t, err := decodeTold(frame)
		if err == nil && t.target != "" && suspects[nameHash(t.target)] {
			name := inputs.Fold(t.target)
			found[name] = append(found[name], t.rec.Item)
		}
		return err
	})
	for name, items := range found {
		if len(items) == 1 {
			delete(found, name)
		}
	}
	j.shared = found
	return err
}

// each calls use with what the parts have of each item, in the order of a
// single run.
func (j *Join) each(ctx context.Context, use func(frame []byte) error) error {
	streams, err := j.streams()
	if err != nil {
		return err
	}
	for _, s := range streams {
		if err := s.skipNames(); err != nil {
			return err
		}
		s.left = s.head.items
	}
	last, of := uint64(0), (*partStream)(nil)
	return mergeOrdered(ctx, streams, (*partStream).nextItem, func(number uint64, s *partStream) error {
		if of != nil && of != s && last == number {
			return s.wrong(fmt.Errorf("shard %d has the same file", of.shard))
		}
		last, of = number, s
		err := use(s.item)
		if wrong := (*PartError)(nil); err != nil && !errors.As(err, &wrong) && ctx.Err() == nil {
			err = s.wrong(err)
		}
		return err
	})
}

// Uses reports whether id is an input or an output, so that nothing else may be
// written there.
func (j *Join) Uses(ctx context.Context, opt *Options, id inputs.Identity) bool {
	if id.Exists() && j.readsFrom(ctx, opt, id) {
		return true
	}
	rel, ok := id.Below(j.Plan.Root)
	if !ok {
		return false
	}
	wanted := map[uint64]bool{}
	for ; rel != "."; rel = path.Dir(rel) { // an output cannot be the folder of another
		wanted[nameHash(rel)] = true
	}
	streams, err := j.streams()
	used := false
	if err == nil {
		err = eachName(ctx, streams, func(hash uint64) { used = used || wanted[hash] })
	}
	return used || err != nil // then the run will tell
}

// readsFrom reports whether id is an input.
func (j *Join) readsFrom(ctx context.Context, opt *Options, id inputs.Identity) bool {
	output, _ := os.Stat(opt.Output)
	walk := opt.walk(output)
	walk.Examine = func(string) bool { return false }
	for e, err := range inputs.Walk(ctx, walk) {
		if err == nil && e.Kind == inputs.File && strings.EqualFold(path.Base(e.Rel), id.Base()) && id.IsInput(e.Name) {
			return true
		}
	}
	return false
}
