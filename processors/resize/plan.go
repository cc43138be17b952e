package resize

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"fanout/internal/inputs"
	"fanout/processors"
)

// A Plan is what a run will do, checked as far as it can be without decoding.
type Plan struct {
	Items   []*Item
	Root    string   // output folder
	Work    int      // items to resize
	Bytes   int64    // size of their files
	Folders int      // folders not entered because Recursive is off
	Empty   []string // patterns that matched nothing

	DamagedRecords int64 // of the journal

	book   *logbook // nil if there is no journal
	census *census  // of a plan that shards share; nil: of a whole run
	joins  bool     // it is for parts to be joined, and has no items
	fresh  bool     // there is no output folder yet

	outputUnsearched int // output folders that Folders would count in a whole run
}

// NewPlan finds the files, reads their headers on several goroutines, names the
// outputs and checks them against each other and against what exists. It writes
// nothing. What is wrong with one file is its item's Err; the error is of the
// options, of a path that they name, or a [*ConflictError].
func NewPlan(ctx context.Context, opt *Options) (*Plan, error) {
	if err := opt.check(); err != nil {
		return nil, err
	}
	toFile, err := isFileTarget(opt)
	if err != nil {
		return nil, err
	}
	if err := opt.checkEffects(opt.outputFormat(toFile)); err != nil {
		return nil, err
	}
	p := &Plan{Root: opt.Output}
	if toFile {
		p.Root = filepath.Dir(opt.Output)
	}
	if err := p.prepare(ctx, opt, toFile); err != nil {
		return nil, err
	}
	if err := probeAll(ctx, opt.Workers, p.Items); err != nil {
		return nil, err
	}
	if opt.AllPages {
		p.splitPages()
	}
	for _, it := range p.Items {
		if it.Work() {
			it.Err = it.plan(opt, toFile)
		}
	}
	if err := p.checkConflicts(ctx, opt); err != nil {
		return nil, err
	}
	for _, it := range p.Items {
		if it.Work() {
			it.compare = it.compare || opt.sharded() && !opt.Overwrite && !opt.Update
			p.Work++
			p.Bytes += it.inputBytes()
		}
	}
	return p, nil
}

// Unfit returns the files that the user has named and that are no images.
func (p *Plan) Unfit() (items []*Item) {
	for _, it := range p.Items {
		if it.unfit() {
			items = append(items, it)
		}
	}
	return items
}

// HasImages reports whether there is an image, even one that cannot be resized
// or need not be.
func (p *Plan) HasImages() bool { return slices.ContainsFunc(p.Items, (*Item).isImage) }

// Skipped counts the items that are no work.
func (p *Plan) Skipped() *Total {
	t := &Total{}
	for _, it := range p.Items {
		if it.Skip != "" {
			rec := &Record{Outcome: processors.Outcome{Reason: it.Skip}}
			t.addSkipped(rec, &counts{stands: it.stands})
		}
	}
	return t
}

// Whole returns how many items the plan has, of a shard's plan about how many
// all shards have together.
func (p *Plan) Whole() int64 {
	if p.census == nil {
		return int64(len(p.Items))
	}
	return max(p.census.entries, int64(len(p.Items)))
}

// prepare finds the items.
func (p *Plan) prepare(ctx context.Context, opt *Options, toFile bool) error {
	var output fs.FileInfo // of the output folder, if it exists
	if !toFile {
		var err error
		if output, err = os.Stat(opt.Output); err == nil && !output.IsDir() {
			return &inputs.PathError{Path: opt.Output, Err: errors.New("the output is a file, not a folder")}
		}
	}
	var err error
	if p.book, err = openLogbook(opt, toFile, p.Root); err != nil {
		return err
	}
	if p.joins || opt.sharded() {
		if toFile {
			return &inputs.PathError{Path: opt.Output, Err: errFileOfShards}
		}
		p.fresh = output == nil
		p.census = newCensus(opt, p.book, p.joins)
		others, err := newOtherInputs(opt, output)
		if err != nil {
			return err
		}
		if !p.joins {
			p.census.others = others
		}
	}
	return p.find(ctx, opt, output)
}
