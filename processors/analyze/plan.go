package analyze

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"fanout/processors/analyze/csvscan"
)

// A Plan is what a run will read, and how.
type Plan struct {
	Sources  []*Source
	Datasets []*Dataset
	Bytes    int64    // size of the files as stored
	Folders  int      // folders not entered because Recursive is off
	Others   int      // files in folders that are no tables
	Empty    []string // patterns that matched nothing
}

// A Dataset is one file, or several of the same columns taken together.
type Dataset struct {
	Sources   []*Source
	Delimiter byte
	Names     []string // of all columns

	columns []int // the selected ones
	scanner *csvscan.Scanner
}

// WorkerMemory returns the most bytes that the accumulators of one worker may
// take for a dataset of the plan, values of the usual lengths supposed: tables
// of values, what takes their place, and bins. They live as long as the run, so
// they bound how many workers there can be, and not what is admitted.
func (p *Plan) WorkerMemory(opt *Options) (most int64) {
	const valueBytes, binBytes = 112, 64 // as sketch.Values and sketch.Quantiles say
	for _, d := range p.Datasets {
		n := len(d.columns)
		column := valueBytes*opt.mostDistinct(n) + binBytes*share(maxBins, minBins, n) + share(topBytes, minTopBytes, n)
		most = max(most, int64(n)*int64(column))
	}
	return most
}

// A MismatchError says that files cannot be taken together.
type MismatchError struct {
	First, Other string // names of files
	Reason       string
}

func (e *MismatchError) Error() string {
	return fmt.Sprintf("%q and %q: %s", e.First, e.Other, e.Reason)
}

// Hint is the way out.
func (e *MismatchError) Hint() string {
	return "--per-file analyzes each file by itself"
}

// A SelectionError says that a selected column does not exist.
type SelectionError struct {
	File string
	Err  error
}

func (e *SelectionError) Error() string { return fmt.Sprintf("%q: %v", e.File, e.Err) }

// NewPlan finds the files, looks at the head of each on several goroutines, and
// joins them into datasets. A file that cannot be read is no error of the plan
// but has its Err set.
func NewPlan(ctx context.Context, opt *Options, workers int) (*Plan, error) {
	p := &Plan{}
	if err := p.walk(opt); err != nil {
		return nil, err
	}
	for _, s := range p.Sources {
		if opt.Exact && s.pipe != nil {
			return nil, &PathError{s.Name, errors.New("exact quantiles take a second reading, and a pipe can be read only once")}
		}
	}
	if err := p.probe(ctx, opt, workers); err != nil {
		return nil, err
	}
	for _, s := range p.Sources {
		p.Bytes += s.Size
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

// probe looks at the heads of all sources.
func (p *Plan) probe(ctx context.Context, opt *Options, workers int) error {
	next := make(chan *Source)
	var wg sync.WaitGroup
	for range min(max(1, workers), len(p.Sources)) {
		wg.Go(func() {
			for s := range next {
				s.probe(opt)
			}
		})
	}
	for _, s := range p.Sources {
		if ctx.Err() != nil {
			break
		}
		next <- s
	}
	close(next)
	wg.Wait()
	return context.Cause(ctx)
}

// add makes a dataset of sources. Empty ones add nothing to it.
func (p *Plan) add(opt *Options, sources ...*Source) error {
	d := &Dataset{Sources: sources, Delimiter: ','}
	if opt.Delimiter != 0 {
		d.Delimiter = opt.Delimiter
	}
	p.Datasets = append(p.Datasets, d)
	var first *Source
	for _, s := range sources {
		if s.Err != nil || s.Empty() {
			continue
		}
		if first == nil {
			first = s
			d.Delimiter = s.Delimiter
			d.Names = columnNames(s.header, s.HasHeader)
			continue
		}
		if reason := mismatch(first, s); reason != "" {
			return &MismatchError{first.Name, s.Name, reason}
		}
	}
	d.scanner = csvscan.New(opt.dialect(d.Delimiter))
	var err error
	if first != nil {
		if d.columns, err = opt.Select.pick(d.Names); err != nil {
			return &SelectionError{first.Name, err}
		}
	}
	return nil
}

// mismatch says why two files are not parts of one table, or "".
func mismatch(a, b *Source) string {
	switch {
	case a.HasHeader != b.HasHeader:
		return "only one of them seems to have a header; say --headers or --no-headers"
	case a.HasHeader && !slices.Equal(a.header, b.header):
		return "the headers differ: " + difference(a.header, b.header)
	case len(a.header) != len(b.header):
		return fmt.Sprintf("one has %s, the other %d", plural(len(a.header), "column"), len(b.header))
	case a.Delimiter != b.Delimiter && len(a.header) > 1:
		return fmt.Sprintf("the delimiters differ: %q and %q; say --delimiter", a.Delimiter, b.Delimiter)
	}
	return ""
}

func difference(a, b []string) string {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("column %d is %q in one and %q in the other", i+1, a[i], b[i])
		}
	}
	return fmt.Sprintf("one has %s, the other %d", plural(len(a), "column"), len(b))
}

// Uses reports whether path is a file of the plan, so that nothing may be
// written there.
func (p *Plan) Uses(path string) bool {
	real := realPath(path)
	return slices.ContainsFunc(p.Sources, func(s *Source) bool {
		return s.Name != "stdin" && realPath(s.Name) == real
	})
}

func realPath(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	return path
}

// Describe says in words how the source is read: "comma, UTF-8, header".
func (s *Source) Describe() string {
	if s.Empty() {
		return "empty"
	}
	parts := []string{delimiterName(s.Delimiter) + "-delimited"}
	if s.Encoding != UTF8 {
		parts = append(parts, s.Encoding.String())
	}
	if s.packing != nil {
		parts = append(parts, s.packing.name)
	}
	if s.HasHeader {
		parts = append(parts, "with a header")
	} else {
		parts = append(parts, "no header")
	}
	return strings.Join(parts, ", ")
}

func delimiterName(d byte) string {
	switch d {
	case ',':
		return "comma"
	case ';':
		return "semicolon"
	case '\t':
		return "tab"
	case '|':
		return "pipe"
	case ' ':
		return "blank"
	}
	return fmt.Sprintf("%q", d)
}
