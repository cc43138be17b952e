package hash

import (
	"cmp"
	"fmt"
	"io"
	"slices"

	"fanout/chunker"
	"fanout/processors/hash/source"
)

// maxAgain is how many rows are hashed again when parts are merged, besides one
// of each part.
const maxAgain = 256

// A partsReader reads the rows of a list, and beside them the parts that have
// their salts and keys.
type partsReader struct {
	plan   *Plan
	shards int
	open   func(shard int) (io.ReadCloser, error)
	shard  int // whose part is read; 0: none yet

	lines *source.Records
	takes *screen

	part   io.Closer // nil: none is open
	frames *frames
	left   int64 // rows of the shard that are still to come

	rows   int64 // that were read
	last   int64 // line of the last of them, where it begins
	spread int64 // how many of them to hash again, evenly spread
	chosen int64
	fresh  bool   // no row of this part was chosen yet
	again  *Chunk // those that were chosen last; nil: none
}

// begin prepares the reading.
func (p *partsReader) begin() {
	p.lines, p.takes = p.plan.in.NewReader(), newScreen(p.plan.opt, p.plan.columns)
	if a := p.plan.Allocation; a.Lanes > 0 {
		p.spread = min(maxAgain, samples(p.plan.opt.Params, a))
	}
}

// clear closes the part that is open, and forgets the passwords.
func (p *partsReader) clear() {
	p.lines.Clear()
	if p.again != nil {
		p.again.forget()
	}
	if p.part != nil {
		p.part.Close()
		p.part = nil
	}
}

// next reads the next chunk. The last one, with io.EOF, is empty.
func (p *partsReader) next() (*Chunk, error) {
	c := &Chunk{list: p.plan.in.Name(), params: p.plan.opt.Params, after: p.last}
	f, err := p.nextFrame()
	switch {
	case err == io.EOF:
		c.again, p.again = p.again, nil
		err = p.end()
	case err == nil:
		err = p.fill(c, f)
	}
	c.read = p.lines.Tally()
	return c, err
}

// nextFrame reads the next frame of the parts, or returns io.EOF behind the
// last one.
func (p *partsReader) nextFrame() (*frame, error) {
	for p.left == 0 {
		if err := p.nextPart(); err != nil {
			return nil, err
		}
	}
	switch f, err := p.frames.next(); {
	case err == io.EOF:
		return nil, p.wrong(fmt.Errorf("its part lacks %d of its rows", p.left))
	case err != nil:
		return nil, p.wrong(err)
	case f.rows > p.left:
		return nil, p.wrong(errMore)
	default:
		p.left -= f.rows
		return f, nil
	}
}

// nextPart opens the part of the next shard. The one before must be at its end.
func (p *partsReader) nextPart() error {
	if p.part != nil {
		if _, err := p.frames.next(); err != io.EOF {
			return p.wrong(cmp.Or(err, errMore))
		}
		p.part.Close()
		p.part = nil
	}
	if p.shard == p.shards {
		return io.EOF
	}
	p.shard++
	part, err := p.open(p.shard)
	if err != nil {
		return err
	}
	from, to := chunker.Shard{I: p.shard, N: p.shards}.Range(p.plan.Rows)
	p.part, p.frames, p.left, p.fresh = part, newFrames(part, p.plan.opt), to-from, true
	return nil
}

// fill adds the rows of a frame.
func (p *partsReader) fill(c *Chunk, f *frame) error {
	salt := p.frames.hashed - p.plan.opt.Params.KeyLength()
	keys := f.keys
	for range f.rows {
		l, err := p.lines.Next()
		if err != nil {
			return p.listError(err)
		}
		password, err := p.takes.row(&l)
		r := row{line: l.Line, file: l.File, user: l.User, fields: l.Fields, err: err}
		switch broken := slices.Contains(f.broken, l.Line); {
		case broken && err != nil, !broken && err == nil && len(keys) == 0:
			return p.wrong(errList)
		case broken:
			r.err = errBroken
		case err == nil:
			r.salt, r.want, keys = keys[:salt:salt], keys[salt:p.frames.hashed:p.frames.hashed], keys[p.frames.hashed:]
			p.choose(c, &r, password)
		}
		p.rows++
		p.last = l.Line
		c.add(r, nil)
		c.beside += len(r.salt) + len(r.want)
	}
	if len(keys) > 0 || c.lastLine() != f.line {
		return p.wrong(errList)
	}
	return nil
}

// choose takes some rows to be hashed again, with the chunk that fills their
// lanes.
func (p *partsReader) choose(c *Chunk, r *row, password []byte) {
	if p.spread == 0 || !p.fresh && float64(p.rows) < float64(p.chosen)*float64(p.plan.Rows)/float64(p.spread) {
		return
	}
	if p.again == nil {
		p.again = &Chunk{params: c.params, digests: p.plan.opt.Reading.ReadDigest != nil, lanes: p.plan.Allocation.Lanes}
	}
	again := *r
	again.seq = int64(p.shard)
	p.again.add(again, password)
	p.chosen++
	p.fresh = false
	if p.again.work >= p.again.lanes && c.again == nil {
		c.again, p.again = p.again, nil
	}
}

// end sees that the list ends where the parts do.
func (p *partsReader) end() error {
	_, err := p.lines.Next()
	if err == io.EOF {
		return err
	}
	return p.listError(err)
}

// listError returns the error of the list, which had a row too many where err
// is nil, or one too few.
func (p *partsReader) listError(err error) error {
	if err == nil || err == io.EOF {
		return p.wrong(errList)
	}
	return fmt.Errorf("%q: %w", p.lines.Name(), err)
}

// wrong says that the part of the shard does not fit.
func (p *partsReader) wrong(err error) error {
	return &PartError{chunker.Shard{I: p.shard, N: p.shards}, err}
}
