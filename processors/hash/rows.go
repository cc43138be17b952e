package hash

import (
	"fmt"
	"io"
	"slices"

	"fanout/chunker"
	"fanout/processors/hash/source"
)

// A rowReader reads the rows to hash, chunk by chunk, and draws their salts.
type rowReader struct {
	list  string // its name
	opt   *Options
	lanes int
	from  Position // rows until there are not hashed
	lines *source.Records
	taper *chunker.Taper
	takes *screen
	share share
	last  int64 // line of the last row, where it begins
}

func newRowReader(plan *Plan, from Position) *rowReader {
	a := plan.Allocation
	return &rowReader{
		list: plan.in.Name(), opt: plan.opt, lanes: a.Lanes, from: from, lines: plan.in.NewReader(), takes: newScreen(plan.opt, plan.columns),
		taper: newTaper(plan.opt.Params, a.Lanes, a.Workers, plan.Share()-from.Rows), share: newShare(plan.opt.Shard, plan.Rows),
	}
}

// clear forgets the passwords.
func (r *rowReader) clear() { r.lines.Clear() }

// next reads the next chunk. It may be empty at the end of the input, which is
// io.EOF; it counts the empty lines there. Salts are drawn in order, so that
// one source of them gives one output for any number of workers.
func (r *rowReader) next() (*Chunk, error) {
	c := &Chunk{list: r.list, params: r.opt.Params, digests: r.opt.Reading.ReadDigest != nil, lanes: r.lanes, after: max(r.last, r.from.Line)}
	if r.share.skip > 0 {
		return c, r.place(r.passOver())
	}
	rows := r.taper.Next()
	var err error
	for c.work < rows && !c.full() {
		if err = r.read(c); err != nil {
			break
		}
	}
	if err == io.EOF && r.lines.Line() < r.from.Line {
		err = fmt.Errorf("it ends at line %d, but an earlier run has done %d", r.lines.Line(), r.from.Line)
	}
	c.read = r.share.tally(r.lines.Tally())
	return c, r.place(err)
}

// place names the list in an error of reading it.
func (r *rowReader) place(err error) error {
	if err == nil || err == io.EOF {
		return err
	}
	return fmt.Errorf("%q: %w", r.lines.Name(), err)
}

// read adds a row to c.
func (r *rowReader) read(c *Chunk) error {
	if r.share.left == 0 {
		return io.EOF
	}
	l, err := r.lines.Next()
	if err != nil {
		return err
	}
	r.share.left--
	r.last = l.Line
	password, err := r.takes.row(&l)
	added := row{line: l.Line, file: l.File, user: l.User, fields: l.Fields, err: err, earlier: l.Line <= r.from.Line}
	if added.earlier && slices.Contains(r.from.Broken, l.Line) {
		added.err = errBroken
	}
	if added.hashed() {
		random := make([]byte, r.opt.SaltBytes)
		if _, err := io.ReadFull(r.opt.Rand, random); err != nil {
			return fmt.Errorf("drawing a salt: %w", err)
		}
		added.salt = r.opt.salt(random)
	}
	c.add(added, password)
	if !added.earlier {
		r.taper.Advance(1)
	}
	return nil
}
