package analyze

import (
	"context"
	"errors"
	"io"
	"slices"

	"fanout/internal/inputs"
	"fanout/processors/analyze/source"
)

// A Plan is what a run will read, and how.
type Plan struct {
	*source.Files
	Datasets []*Dataset
	Bytes    int64 // size of the files as stored

	stdin   io.Reader
	options Options // that decide about results
	unit    int64   // of shares
}

// NewPlan finds the files, probes them on opt.Workers goroutines, and joins
// them into datasets. A file that cannot be read is no error of the plan but
// has its Err set.
func NewPlan(ctx context.Context, opt *Options) (*Plan, error) {
	files, err := source.Find(ctx, &opt.Source)
	if err != nil {
		return nil, err
	}
	p := &Plan{Files: files, stdin: opt.Source.Stdin, options: deciding(*opt), unit: shareUnit}
	for _, s := range p.Sources {
		switch {
		case !s.Pipe():
		case opt.Profile.Exact:
			return nil, &inputs.PathError{Path: s.Name, Err: errors.New("exact quantiles need to read the input twice, and a pipe can be read only once; save it to a file first")}
		case opt.Shards:
			return nil, &inputs.PathError{Path: s.Name, Err: errors.New("every shard reads the input, and a pipe can be read only once; save it to a file first")}
		}
	}
	for _, s := range p.Sources {
		p.Bytes += s.Size
	}
	if err := p.probe(ctx, opt); err != nil {
		return nil, err
	}
	if opt.PerFile {
		for _, s := range p.Sources {
			if err := p.add(opt, s); err != nil {
				return nil, err
			}
		}
		return p, nil
	}
	if len(p.Sources) == 0 {
		return p, nil
	}
	return p, p.add(opt, p.Sources...)
}

// add makes a dataset of sources.
func (p *Plan) add(opt *Options, sources ...*source.Source) error {
	d, err := newDataset(opt, sources)
	if err != nil {
		return err
	}
	if n := len(p.Datasets); n > 0 {
		last := p.Datasets[n-1]
		d.firstFile = last.firstFile + len(last.Sources)
		d.share(last)
	}
	p.Datasets = append(p.Datasets, d)
	return nil
}

// Uses reports whether id is a file of the plan, so that nothing may be written
// there.
func (p *Plan) Uses(id inputs.Identity) bool {
	return id.Exists() && slices.ContainsFunc(p.Sources, func(s *source.Source) bool {
		if s.Stdin {
			return id.IsReadBy(p.stdin)
		}
		return id.IsInput(s.Name)
	})
}
