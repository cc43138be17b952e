package resize

import (
	"context"
	"path/filepath"

	"fanout/internal/files"
	"fanout/internal/journal"
)

// A jobJournal is the journal of a job. It is opened with the first group, so
// that a run that comes to nothing leaves none. By then it exists before the
// first output: outputs without a record are not taken for those of a time when
// there was no journal.
type jobJournal struct {
	ctx  context.Context // ends waiting for other runs
	opt  *Options
	plan *Plan
	file *journal.Journal // nil until it is opened
	err  error            // the first: after it nothing is written
}

// open opens the journal, if the plan has one and there is something to write,
// or damaged lines to remove.
func (j *jobJournal) open(wanted bool) error {
	book := j.plan.book
	if book == nil || j.file != nil || j.err != nil || j.plan.DamagedRecords == 0 && !wanted {
		return j.err
	}
	if dir := filepath.Dir(book.path); dir != filepath.Clean(j.plan.Root) {
		files.Sweep(dir) // a run may have been killed while it made the journal
	}
	j.file, j.err = journal.Open(j.ctx, book.path, journal.Options{Key: j.plan.recordKey(), Clean: j.plan.DamagedRecords > 0})
	return j.err
}

// write makes what has become of the results durable.
func (j *jobJournal) write(results []*Result) error {
	var lines [][]byte
	for _, r := range results {
		if j.file != nil && j.err == nil && recorded(r) {
			lines = append(lines, j.plan.book.entry(j.opt, r).encode())
		}
	}
	return j.append(lines)
}

// append makes lines durable.
func (j *jobJournal) append(lines [][]byte) error {
	if j.file != nil && j.err == nil {
		j.err = j.file.Append(lines)
	}
	return j.err
}

// close releases the journal.
func (j *jobJournal) close() {
	if j.file != nil {
		j.file.Close()
	}
}
