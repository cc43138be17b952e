package hash

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"time"

	"fanout/internal/files"
	"fanout/internal/inputs"
	"fanout/pool"
	"fanout/processors/hash/format"
	"fanout/processors/hash/preset"
	"fanout/processors/hash/source"
)

// A Plan says what a run will hash and how. It has opened the list of passwords
// and looked at the output, but written nothing.
type Plan struct {
	Rows       int64    // passwords in the list; 0: not known, as it can be read only once
	From       Position // where to continue what an interrupted run has left
	Complete   bool     // nothing is left to do: a run to be resumed has been completed
	Finished   int64    // hashes that an earlier run has left
	Checked    int64    // of these, hashed again; the others are evenly spread between them
	Allocation Allocation
	Parts      preset.Plan // of the files of a preset, if Rows is known

	opt     *Options
	in      *source.Set
	partial *files.PartialOptions // how to open an output that can be continued, or nil
	columns []string              // of the list, for a preset
	written bool                  // the files of a preset are all there
	refused error                 // why merging cannot write the output
}

// NewPlan opens the list, counts its passwords and looks at the output. What
// makes a plan impossible is an error of this package or, for a list, an
// inputs.PathError; any other error is a failure of the system. The caller must
// call Close.
func NewPlan(ctx context.Context, opt *Options) (*Plan, error) {
	if err := checkBeforeTyping(opt); err != nil {
		return nil, err
	}
	in, rows, err := openPasswords(ctx, opt)
	if err != nil {
		return nil, err
	}
	p := &Plan{Rows: rows, opt: opt, in: in}
	if (opt.Merge || !opt.Shard.Whole()) && !in.IsFile() {
		err = ErrNotSharded
	}
	if err == nil {
		err = p.checkFormat()
	}
	if err == nil {
		err = p.allocate()
	}
	if err == nil {
		err = p.planParts(ctx)
	}
	if err == nil {
		err = p.checkOutput(ctx)
		if ctx.Err() == nil && !opt.Shard.Whole() {
			p.refused, err = err, nil
		}
	}
	if err != nil {
		p.Close()
		return nil, err
	}
	return p, nil
}

// checkFormat sees whether the output can hold what the list has.
func (p *Plan) checkFormat() error {
	opt := p.opt
	with, without := p.in.Users()
	columns, first, other := p.in.Carried()
	opt.Style.Users, opt.Style.Columns, opt.Style.Files = with != nil, columns, p.in.Several()
	if err := opt.Format.Check(opt.Params, opt.SaltBytes, &opt.Style); err != nil {
		return &StyleError{err}
	}
	switch {
	case with != nil && without != nil && opt.Format.NeedsUser:
		return &StyleError{fmt.Errorf("%s needs a user for each password, but %q names none", opt.Format.Name, without.Name)}
	case with != nil && without != nil && !opt.Format.Numbered:
		return &StyleError{fmt.Errorf("%s needs a user for each password, or none: %q names users, and %q does not", opt.Format.Name, with.Name, without.Name)}
	case other != nil && opt.Format.HasHeader():
		return &StyleError{fmt.Errorf("%s needs lists with the same columns: those of %q are not those of %q", opt.Format.Name, other.Name, first.Name)}
	}
	return nil
}

// Close closes the list.
func (p *Plan) Close() error { return p.in.Close() }

// checkBeforeTyping refuses an output that exists before passwords are asked
// for or awaited.
func checkBeforeTyping(opt *Options) error {
	if !opt.fromStream() || opt.ToStream() || opt.Overwrite {
		return nil
	}
	if info, err := os.Stat(opt.Output); err != nil || !info.Mode().IsRegular() {
		return nil
	}
	return refuse(opt.Output, &files.ExistsError{Name: opt.Output})
}

// openPasswords opens the lists of passwords and counts their rows; 0 stands
// for a list that can be read only once.
func openPasswords(ctx context.Context, opt *Options) (in *source.Set, rows int64, err error) {
	in, err = source.OpenSet(ctx, opt.Inputs, opt.source())
	if err != nil {
		return nil, 0, err
	}
	var tally source.Tally
	if in.Again() {
		rows, tally, err = in.Count(ctx)
	}
	switch {
	case !in.Again():
	case ctx.Err() != nil:
		err = context.Cause(ctx)
	case err != nil:
	case rows == 0 && in.Several():
		err = &EmptyError{fmt.Sprintf("no password in any of %s", in.Name())}
	case rows == 0:
		err = &EmptyError{fmt.Sprintf("%q holds no password", in.Name())}
	default:
		err = in.Rewind()
	}
	if err == nil && opt.Opened != nil {
		err = opt.Opened(in, rows, tally)
	}
	if err != nil {
		in.Close()
		return nil, 0, err
	}
	return in, rows, nil
}

// checkOutput refuses an output that cannot be written, and sees what is left
// to do.
func (p *Plan) checkOutput(ctx context.Context) (err error) {
	opt := p.opt
	if !opt.ToStream() && opt.Reads(inputs.Identify(opt.Output)) {
		return &OutputError{opt.Output, ErrInputIsOutput}
	}
	if p.partial, err = partialOptions(opt, p.in); err != nil {
		return err
	}
	if p.partial == nil {
		if opt.Resume {
			return ErrNotResumable
		}
		if opt.Preset == nil {
			return nil
		}
	}
	if opt.Preset != nil {
		unfinished, err := p.checkFolder(ctx)
		if err != nil || !unfinished || p.partial == nil {
			return err
		}
	}
	done, err := files.InspectPartial(ctx, opt.Output, *p.partial)
	exists := (*files.ExistsError)(nil)
	if opt.Resume && (errors.As(err, &exists) || err == nil && done == nil && opt.Overwrite) {
		return p.checkCompleted(ctx)
	}
	if err != nil || done == nil {
		return refuse(opt.Output, err)
	}
	defer done.Close()
	if p.From, err = position(opt.Output, done.State); err != nil {
		return err
	}
	return p.checkUnfinished(ctx, done, p.From)
}

// checkCompleted sees whether the output is what a finished run has left,
// killed perhaps when all was done.
func (p *Plan) checkCompleted(ctx context.Context) error {
	f, err := os.Open(p.opt.Output)
	switch {
	case errors.Is(err, fs.ErrNotExist) && p.opt.Overwrite:
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return &OutputError{p.opt.Output, ErrOtherOutput}
	case err != nil:
		return err
	}
	defer f.Close()
	end, err := p.checkFinished(ctx, f, Position{Line: math.MaxInt64, Rows: p.Rows})
	return p.complete(end, err)
}

// complete takes what checking a finished output has returned.
func (p *Plan) complete(end Position, err error) error {
	var other *ResumeError
	switch {
	case err == nil:
		p.From, p.Complete = end, true
		p.Allocation = Allocation{Workers: 1, Lanes: 1}
	case !errors.As(err, new(*format.FormatError)) && !errors.As(err, &other):
		return err
	case p.opt.Overwrite: // start over
	case other != nil && other.rehashed:
		if other.output = p.opt.Output; p.opt.Preset != nil {
			other.output = p.opt.folder
		}
		return err
	default:
		return &OutputError{p.opt.Output, ErrOtherOutput}
	}
	return nil
}

// allocate divides the memory among the workers.
func (p *Plan) allocate() error {
	a, ok := allocate(p.opt.Params, p.opt.Workers, p.opt.Memory)
	if !ok && p.opt.Merge { // without hashing any again
		a, ok = Allocation{Workers: p.opt.Workers, Rows: p.opt.Memory}, true
	}
	if !ok {
		return &MemoryError{p.opt.Params, minMemory(p.opt.Params), p.opt.Memory}
	}
	p.Allocation = a
	return nil
}

// Estimate returns about how long the run will take. It tries some hashes.
func (p *Plan) Estimate(ctx context.Context) time.Duration {
	return estimate(ctx, p.opt.Params, p.Share()-p.From.Rows, p.Allocation)
}

// Pool returns how the pool runs the job.
func (p *Plan) Pool() pool.Options {
	return pool.Options{Workers: p.Allocation.Workers, Budget: p.Allocation.Rows}
}
