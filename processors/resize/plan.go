package resize

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"fanout/internal/inputs"
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

	book *logbook // nil if there is no journal
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
	p := &Plan{Root: opt.Output}
	if toFile {
		p.Root = filepath.Dir(opt.Output)
	}
	var output fs.FileInfo // of the output folder, if it exists
	if !toFile {
		if output, err = os.Stat(opt.Output); err == nil && !output.IsDir() {
			return nil, &inputs.PathError{Path: opt.Output, Err: errors.New("the output is a file, not a folder")}
		}
	}
	if p.book, err = openLogbook(opt, toFile, p.Root); err != nil {
		return nil, err
	}
	if err := p.find(ctx, opt, output); err != nil {
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
			p.Work++
			p.Bytes += it.inputBytes()
		}
	}
	return p, nil
}
