package hash

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"

	"fanout/chunker"
	"fanout/internal/inputs"
	"fanout/processors"
	"fanout/processors/hash/source"
)

// ErrNotSharded says that the input is of a kind that shards cannot share.
var ErrNotSharded = errors.New("needs a FILE of passwords, which every shard reads for itself")

// passRows is how many rows a shard passes over before it looks whether the run
// has ended.
const passRows = 1 << 16

// Share returns how many passwords of the list are those of the run: all, or
// those of its shard; 0 if the list can be read only once.
func (p *Plan) Share() int64 {
	from, to := p.opt.Shard.Range(p.Rows)
	return to - from
}

// Lists returns the lists of passwords.
func (p *Plan) Lists() []*source.List { return p.in.Lists }

// Fingerprint stands for the list and for all that the hashes depend on. Runs
// whose fingerprints are equal can do shards of the same work. Like the key of
// a run to be continued it holds nothing that is derived from passwords or the
// pepper: another pepper shows when the parts are merged.
func (p *Plan) Fingerprint() (string, error) {
	key, err := key(p.opt, p.in)
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(struct {
		Part int // version of what parts hold
		List string
		Rows int64
		Key  string
	}{partVersion, p.in.Lists[0].Name, p.Rows, key})
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), err
}

// Refused returns why merging could not write the output, as far as a shard can
// tell. It matters only to a shard that is still to be done: where the output
// is there since the parts were merged, so is the shard's part.
func (p *Plan) Refused() error { return p.refused }

// NewShard returns the job of hashing the plan's shard into part. Salts and
// hashes are all that it writes there: no passwords, and nothing else of the
// list. Close must be called.
func NewShard(plan *Plan, part io.Writer, monitor processors.Monitor) *Job {
	j := newJob(plan, &partOutput{w: part}, Position{}, monitor)
	j.shard = true
	return j
}

// A partOutput is the part of a shard.
type partOutput struct {
	streamOutput
	w  io.Writer
	at Position
}

// append writes salts and keys as a frame.
func (o *partOutput) append(text []byte, at Position) error {
	f := frame{line: at.Line, rows: at.Rows - o.at.Rows, broken: at.Broken[len(o.at.Broken):], keys: text}
	if o.at = at; f.rows == 0 {
		return nil
	}
	_, err := o.w.Write(f.encode())
	return err
}

// collect hashes a chunk and returns salts and keys. What the format cannot
// hold is a failure, here and when the parts are merged.
func (j *Job) collect(ctx context.Context, w *worker, c *Chunk) (*Result, error) {
	e := encoder{opt: j.plan.opt, line: c.after}
	keys := make([]byte, 0, c.work*j.plan.opt.hashedBytes())
	err := w.hash(ctx, c, func(r *row, key []byte) {
		keys = append(append(keys, r.salt...), key...)
		e.add(r, key)
		e.text = e.text[:0]
	})
	return &Result{Chunk: c, text: keys}, err
}

// completeShare returns an error if the shard has had other rows than its
// share: the list has changed.
func (j *Job) completeShare() error {
	if j.at.Rows != j.plan.Share() {
		return fmt.Errorf("%s: has %w", j.plan.in.Quoted(), inputs.ErrChanged)
	}
	return nil
}

// A share says which rows of a list are those of a shard.
type share struct {
	skip   int64        // rows to pass over before the first one
	left   int64        // rows to read
	before source.Tally // of what was passed over
}

// newShare returns the share of a shard of a list with that many rows. All that
// follows the last row belongs to the last shard.
func newShare(s chunker.Shard, rows int64) share {
	switch from, to := s.Range(rows); {
	case s.I == s.N:
		return share{skip: from, left: math.MaxInt64}
	case from == to:
		return share{}
	default:
		return share{skip: from, left: to - from}
	}
}

// tally returns what was counted of the share, of what was counted in all. What
// is marked is that of the list.
func (s *share) tally(t source.Tally) source.Tally {
	t.Bytes -= s.before.Bytes
	t.Blank -= s.before.Blank
	t.CR -= s.before.CR
	t.Ends -= s.before.Ends
	return t
}

// passOver reads some rows before the share. Nothing of them is kept.
func (r *rowReader) passOver() error {
	for n := 0; r.share.skip > 0 && n < passRows; n++ {
		l, err := r.lines.Next()
		if err == io.EOF {
			return inputs.ErrChanged
		}
		if err != nil {
			return err
		}
		if r.takes.planner != nil {
			_, _ = r.takes.row(&l) // it has to see all rows
		}
		r.share.skip--
	}
	r.share.before = r.lines.Tally()
	return nil
}
