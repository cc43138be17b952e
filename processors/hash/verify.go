package hash

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"iter"

	"fanout/pool"
	"fanout/processors"
	"fanout/processors/hash/kdf"
)

// A Verifier checks a password list against a list of hashes, both in the
// order of their line numbers. It is the pool's job with some rows a chunk. Rows
// of equal parameters are hashed together, but reported in their order.
type Verifier struct {
	name   string
	lines  *lineReader
	hashes *entryReader
	share  VerifyShare
	window window
	tally  *processors.Tally
	limit  *processors.Limit
	sink   processors.Sink

	merged map[int64]row // by seq, those whose turn has not come
	turn   int64         // seq of the row to be reported next
	total  Verdicts
}

// A VerifyShare says how a run that verifies divides the machine. What the
// hashes need is seen only as they come.
type VerifyShare struct {
	Workers int
	Budget  int64 // bytes for the hashes and rows in work: a budget for the pool
	kept    int64 // bytes that each worker may keep while it is idle
}

// DivideVerifying returns how so many workers verify in memory bytes.
func DivideVerifying(workers int, memory int64) VerifyShare {
	kept := memory / 8 / int64(workers)
	return VerifyShare{Workers: workers, Budget: memory - kept*int64(workers), kept: kept}
}

// lanes returns how many passwords with parameters p a worker hashes at a time:
// as many as all workers can, but at least one.
func (s VerifyShare) lanes(p kdf.Params) int {
	lanes := p.Lanes()
	for lanes > 1 && p.New(lanes).Memory() > s.Budget/int64(s.Workers) {
		lanes--
	}
	return lanes
}

// Verdicts count rows by what came of them.
type Verdicts struct {
	Match    int64
	Mismatch int64 // another password
	Missing  int64 // a password without a hash, or a hash without a password
	Failed   int64 // a hash that cannot be computed
	BytesIn  int64 // of the passwords, as far as they were read
}

// The reasons why a row is not verified.
var (
	errMismatch   = errors.New("the password does not match the hash")
	errNoHash     = errors.New("there is no hash for this line")
	errNoPassword = errors.New("there is no password for this hash")
)

var _ processors.Processor[*Chunk, *Chunk] = (*Verifier)(nil)

// NewVerifier returns the job that checks the lines of passwords, named name,
// against the JSON lines of hashes. A hash that asks for more than the budget of
// share is its row's failure.
func NewVerifier(name string, passwords io.Reader, hashesName string, hashes io.Reader, share VerifyShare,
	tally *processors.Tally, limit *processors.Limit, sink processors.Sink) *Verifier {

	return &Verifier{
		name: name, lines: newLineReader(passwords), hashes: newEntryReader(hashesName, hashes),
		share: share, tally: tally, limit: limit, sink: sink, merged: map[int64]row{},
	}
}

// Verdicts returns what is final so far.
func (v *Verifier) Verdicts() Verdicts { return v.total }

// Chunks pairs both lists by line number.
func (v *Verifier) Chunks() iter.Seq2[*Chunk, error] {
	return func(yield func(*Chunk, error) bool) {
		defer v.lines.clear()
		defer v.window.clear()
		for p, err := range v.pairs() {
			if err != nil {
				yield(nil, err)
				return
			}
			if c := v.window.add(p, v.prepare); c != nil {
				c.read = v.lines.tally
				if !yield(c, nil) {
					return
				}
			}
		}
		for _, c := range append(v.window.flush(v.share.Workers), &Chunk{}) {
			c.read = v.lines.tally
			if !yield(c, nil) {
				return
			}
		}
	}
}

// prepare makes c a chunk for parameters p.
func (v *Verifier) prepare(c *Chunk, p kdf.Params) (rows int) {
	c.params, c.lanes = p, v.share.lanes(p)
	c.hasher = p.New(c.lanes).Memory()
	return fullChunk(p, c.lanes)
}

// A pair is a row to verify and what it takes.
type pair struct {
	row      row
	params   kdf.Params
	password []byte // valid until the next pair
}

// pairs yields a pair for every line number that either list holds.
func (v *Verifier) pairs() iter.Seq2[pair, error] {
	return func(yield func(pair, error) bool) {
		l, lineErr := v.lines.next()
		e, entryErr := v.hashes.next()
		for {
			switch {
			case lineErr != nil && lineErr != io.EOF:
				yield(pair{}, fmt.Errorf("%q: %w", v.name, lineErr))
				return
			case entryErr != nil && entryErr != io.EOF:
				yield(pair{}, entryErr)
				return
			case lineErr == io.EOF && entryErr == io.EOF:
				return
			}
			hasLine := lineErr == nil && (entryErr == io.EOF || l.number <= e.line)
			hasEntry := entryErr == nil && (lineErr == io.EOF || e.line <= l.number)
			var p pair
			switch {
			case !hasEntry:
				p.row = row{line: l.number, err: errNoHash}
			case !hasLine:
				p.row = row{line: e.line, err: errNoPassword}
			default:
				p = v.pair(l, &e)
			}
			if !yield(p, nil) {
				return
			}
			if hasLine {
				l, lineErr = v.lines.next()
			}
			if hasEntry {
				e, entryErr = v.hashes.next()
			}
		}
	}
}

// pair pairs a line with its entry.
func (v *Verifier) pair(l line, e *entry) pair {
	p := pair{row: row{line: l.number, err: l.err}, password: l.password}
	if l.err != nil {
		return p
	}
	var err error
	p.params, p.row.salt, p.row.want, err = e.parse()
	switch {
	case err != nil:
		p.row.err = fmt.Errorf("its hash cannot be checked: %w", err)
	case p.params.Memory() > v.share.Budget:
		p.row.err = fmt.Errorf("its hash needs %d MiB of memory, more than the %d MiB that --max-memory leaves for one", p.params.Memory()>>20, v.share.Budget>>20)
	default:
		p.row.err = p.params.CheckPassword(l.password)
	}
	return p
}

// NewWorker returns a worker that keeps the hasher of the last parameters.
func (v *Verifier) NewWorker() pool.Worker[*Chunk, *Chunk] {
	w := worker{kept: v.share.kept, tally: v.tally}
	return func(ctx context.Context, c *Chunk) (*Chunk, error) {
		err := w.hash(ctx, c, func(r *row, key []byte) {
			if subtle.ConstantTimeCompare(key, r.want) != 1 {
				r.err = errMismatch
			}
		})
		return c, err
	}
}

// Recovered fails the rows of a chunk that were to be verified.
func (v *Verifier) Recovered(c *Chunk, err *pool.PanicError) *Chunk {
	c.abandon(v.tally)
	return c
}

// Merge takes the rows of c and reports those whose turn has come.
func (v *Verifier) Merge(c *Chunk) error {
	v.total.BytesIn = c.read.bytes
	for _, r := range c.rows {
		v.merged[r.seq] = r
	}
	for {
		r, ok := v.merged[v.turn]
		if !ok {
			return nil
		}
		delete(v.merged, v.turn)
		v.turn++
		if err := v.report(&r); err != nil {
			return err
		}
	}
}

// report makes one row final.
func (v *Verifier) report(r *row) error {
	switch r.err {
	case nil:
		v.total.Match++
	case errMismatch:
		v.total.Mismatch++
	case errNoHash, errNoPassword:
		v.total.Missing++
	default:
		v.total.Failed++
	}
	o := r.outcome(v.name)
	if err := v.sink(o, o); err != nil {
		return err
	}
	if r.err != nil {
		return v.limit.Failed()
	}
	return nil
}

// Finish has nothing to close.
func (v *Verifier) Finish(err error) error { return err }
