package sketch

import (
	"cmp"
	"encoding/binary"
	"maps"
	"slices"

	"github.com/zeebo/xxh3"

	"fanout/internal/wire"
)

// Append appends the rows that are kept. Equal rows have equal bytes, in
// whatever order they were added and merged.
func (r *Rows) Append(b []byte) []byte {
	b = wire.AppendUint(b, uint64(r.shift))
	b = wire.AppendUint(b, uint64(len(r.counts)))
	b = slices.Grow(b, len(r.counts)*(rowHash+1))
	for _, h := range slices.SortedFunc(maps.Keys(r.counts), compareHashes) {
		b = binary.BigEndian.AppendUint64(b, h.Hi)
		b = binary.BigEndian.AppendUint64(b, h.Lo)
		b = wire.AppendUint(b, r.counts[h])
	}
	return b
}

const (
	rowHash     = 16 // bytes of a hash
	maxRowShift = 128
)

func compareHashes(a, b xxh3.Uint128) int {
	return cmp.Or(cmp.Compare(a.Hi, b.Hi), cmp.Compare(a.Lo, b.Lo))
}

// Absorb adds the rows that Append of Rows with the same limit has written.
func (r *Rows) Absorb(d *wire.Decoder) {
	o := Rows{shift: uint(min(d.Uint(), maxRowShift+1))}
	n := d.Len(rowHash + 1)
	if o.shift > maxRowShift || n > r.limit {
		d.Fail("rows are more than may be kept")
		return
	}
	if o.shift > r.shift {
		r.thin(o.shift)
	}
	var last xxh3.Uint128
	total := uint64(0)
	for i := range n {
		b, count := d.Fixed(rowHash), d.Count()
		if d.Err() != nil {
			return
		}
		h := xxh3.Uint128{Hi: binary.BigEndian.Uint64(b), Lo: binary.BigEndian.Uint64(b[8:])}
		total += count
		if count == 0 || total > wire.MaxCount || !o.sampled(h) || i > 0 && compareHashes(last, h) >= 0 {
			d.Fail("rows are not in order")
			return
		}
		if last = h; r.sampled(h) {
			r.counts[h] += count
			r.shrink()
		}
	}
}
