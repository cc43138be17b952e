package resize

import (
	"context"
	"io/fs"
	"os"
	"path"
	"strings"

	"fanout/internal/inputs"
	"fanout/processors/resize/format/formats"
)

// walk returns what the paths name is found by. The output folder is never
// entered, unless it is the only path; nil means that there is none.
func (opt *Options) walk(output fs.FileInfo) inputs.Options {
	walk := inputs.Options{
		Paths: opt.Paths, Recursive: opt.Recursive, Hidden: opt.Hidden,
		LinksApart: true, // a link has an output of its own
		Output:     output,
		Exclude:    func(rel string) bool { return inputs.Matches(opt.Exclude, rel) },
		Take: func(e inputs.Entry) bool {
			return len(opt.Include) == 0 || e.Kind != inputs.File || inputs.Matches(opt.Include, e.Rel)
		},
	}
	if opt.Unseen != "" {
		walk.Unseen, _ = os.Stat(opt.Unseen)
	}
	return walk
}

// find makes an item of everything that the paths name. The journal is no item.
func (p *Plan) find(ctx context.Context, opt *Options, output fs.FileInfo) error {
	walk := opt.walk(output)
	if p.census != nil {
		walk.Examine = p.census.has
	}
	for e, err := range inputs.Walk(ctx, walk) {
		if err != nil {
			return err
		}
		p.add(&e, output)
	}
	return nil
}

// add makes an item of an entry of the walk, or counts it.
func (p *Plan) add(e *inputs.Entry, output fs.FileInfo) {
	switch e.Kind {
	case inputs.Unsearched:
		if p.census != nil && e.Info != nil && output != nil && os.SameFile(e.Info, output) {
			p.outputUnsearched++
			return
		}
		p.Folders++
	case inputs.NoMatch:
		p.Empty = append(p.Empty, e.Name)
	case inputs.Other: // not among Include
		return
	}
	number, mine := p.census.take(e)
	if !mine || e.Kind == inputs.Unsearched || e.Kind == inputs.NoMatch || e.Kind == inputs.File && p.book.is(e.Info) {
		return
	}
	it := newItem(*e)
	it.number = number
	p.Items = append(p.Items, it)
}

// newItem returns the item for an entry of the walk. It is work if the entry is
// a regular file.
func newItem(e inputs.Entry) *Item {
	it := &Item{Source: e.Name, rel: e.Rel, named: e.Named}
	if strings.HasSuffix(e.Name, e.Rel) {
		it.rel = e.Name[len(e.Name)-len(e.Rel):] // in the same memory
	}
	switch {
	case e.Kind == inputs.UnreadableFolder:
		it.Err = e.Err
	case e.Kind == inputs.Unreadable && formats.All.ByExt(path.Ext(e.Rel)) == nil:
		it.Skip = e.Err.Error() // no image by its name
	case e.Kind == inputs.Unreadable:
		it.Err = e.Err
	case e.Kind != inputs.File:
		it.Skip = e.Kind.String()
	case !e.Info.Mode().IsRegular():
		it.Skip = "not a regular file"
	default:
		it.stamp = inputs.StampOf(e.Info)
	}
	return it
}
