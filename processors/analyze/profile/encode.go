package profile

import (
	"errors"
	"fmt"

	"fanout/internal/wire"
)

// encodingVersion is the version of what Append writes.
const encodingVersion = 1

// Append appends what p has found, so that another profile, of another process,
// can take it in. It merges all accumulators, which are not to be used
// afterwards; nor is p. The bytes depend on the records alone, and not on how
// many accumulators got them.
func (p *Profile) Append(b []byte) []byte {
	for _, x := range p.shape() {
		b = wire.AppendUint(b, uint64(x))
	}
	for i, c := range p.merged() {
		b = p.orders[i].append(c.append(b), c.rest.isText)
	}
	if p.rows != nil {
		b = p.rows.Append(b)
	}
	return b
}

// shape is what two profiles must have in common.
func (p *Profile) shape() []int {
	n, rows := len(p.indices), 0
	if p.opt.Duplicates {
		rows = maxRows
	}
	return []int{encodingVersion, n, p.opt.maxDistinct(n), bins(n), topBytes(n), maxKept, rows}
}

// ErrOtherProfile says that statistics are those of a profile with other
// columns or limits.
var ErrOtherProfile = errors.New("the statistics are those of other columns or limits")

// Absorb adds what Append of a profile with the same options, columns and
// declared types has written, as if its accumulators were of p and its orders
// had been given to [Profile.AddOrder]. Like that it is called in the order of
// the records, by one goroutine at a time; others may fill accumulators of p
// meanwhile. After an error p is not to be used.
func (p *Profile) Absorb(b []byte) error {
	d := wire.NewDecoder(b)
	for _, x := range p.shape() {
		if d.Uint() != uint64(x) {
			return ErrOtherProfile
		}
	}
	if p.taken == nil {
		p.taken = p.newAccumulators()
	}
	for i, c := range p.taken.list {
		o := c.decode(d)
		piece, ok := decodePiece(d, i)
		if d.Err() != nil {
			return fmt.Errorf("column %d: %w", i+1, d.Err())
		}
		c.merge(o)
		if ok {
			p.orders[i].add(&piece)
		}
	}
	if p.opt.Duplicates {
		p.taken.rows.rows.Absorb(d)
	}
	return d.End()
}
