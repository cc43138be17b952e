package analyze

import (
	"slices"
	"sync"
	"sync/atomic"

	"fanout/processors"
	"fanout/processors/analyze/hint"
	"fanout/processors/analyze/profile"
	"fanout/processors/analyze/source"
)

// A reading is what is known of a dataset while its files are read once.
type reading struct {
	dataset    *Dataset
	refinement *profile.Refinement // that it is for; nil: it is the first reading
	keepsBad   bool                // the records left out are reported

	// failed says that nothing more of the dataset needs to be read. Workers
	// and Merge set it, and Chunks asks for it.
	failed atomic.Bool

	mu      sync.Mutex // guards the making of sinks
	profile *profile.Profile

	merged merged // used by Merge only
}

// merged is the sum of the chunks merged so far.
type merged struct {
	err                          error // why the dataset failed; nil: it has not
	counted                      bool  // the file by which it failed is counted
	rows, badRows, ragged, blank int64
	quotes                       misquoted
	misfits                      fieldCounts
	repeats                      repeats
	comments                     int64    // lines
	files                        []string // that are done
	damage                       damage
	hints                        []hint.Hint // about single files
}

// A sink takes the records of t, whose fields are in buf, and may rewrite
// fields there. base is the position of buf in the input.
type sink interface {
	Add(buf []byte, t *profile.Table, base uint64) profile.Order
}

// newSink returns a sink for a worker: accumulators or, in a further reading, a
// refiner.
func (r *reading) newSink(opt *profile.Options) sink {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.refinement != nil {
		return r.refinement.NewRefiner()
	}
	r.needProfile(opt)
	return r.profile.NewAccumulators()
}

// needProfile makes the profile if no worker has needed it yet.
func (r *reading) needProfile(opt *profile.Options) {
	if r.profile == nil {
		r.profile = profile.New(opt, r.dataset.scanner, r.dataset.columns, r.dataset.types)
	}
}

// absorb adds the statistics of a segment that a shard has read.
func (r *reading) absorb(opt *profile.Options, data []byte) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.needProfile(opt)
	return r.profile.Absorb(data)
}

// report returns the report of a first reading, and the refinement that its
// quantiles need, or nil. The workers' sinks are not to be used afterwards.
func (r *reading) report(opt *Options) (*profile.Report, *profile.Refinement) {
	r.needProfile(&opt.Profile)
	columns, refinement := r.profile.Columns(r.dataset.Names)
	duplicates, exact := r.profile.Duplicates(columns)
	if duplicates != nil {
		*duplicates = min(*duplicates, max(0, r.merged.rows-1)) // an estimate may be more
	}
	r.profile = nil
	hints := slices.Concat(r.merged.hints, r.repeatHints(opt.Repeated), r.quoteHints(r.raggedHints(opt.BadRows)),
		r.blankLinesHint(), r.merged.damage.hints(columns, len(r.merged.files)))
	return &profile.Report{
		SchemaVersion: profile.SchemaVersion, Files: r.merged.files, FilesBase64: namesBase64(r.merged.files), Delimiter: source.DelimiterText(r.dataset.Delimiter),
		Rows: r.merged.rows, BadRows: r.merged.badRows, RaggedRows: r.merged.ragged,
		BlankLines: r.merged.blank, CommentLines: r.merged.comments, DuplicateRows: duplicates, DuplicateRowsExact: exact,
		Hints: append(hints, commentHints(r.merged.comments, r.dataset.comment())...),
		Keys:  profile.Keys(columns), Columns: columns,
	}, refinement
}

// namesBase64 returns processors.Base64 of each name, or nil if JSON can hold
// them all.
func namesBase64(names []string) []string {
	if !slices.ContainsFunc(names, func(name string) bool { return processors.Base64(name) != "" }) {
		return nil
	}
	var all []string
	for _, name := range names {
		all = append(all, processors.Base64(name))
	}
	return all
}
