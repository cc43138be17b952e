package sketch

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"

	"fanout/internal/wire"
)

// Append appends what v has counted. Equal occurrences have equal bytes,
// however they were added and merged: the table of values is written in the
// order of its values.
func (v *Values) Append(b []byte) []byte {
	b = wire.AppendBool(b, v.Exact())
	if !v.Exact() {
		return v.approx.append(b)
	}
	b = wire.AppendUint(b, uint64(v.table.count))
	var scratch [shortSize]byte
	for _, x := range v.table.inOrder() {
		b = wire.AppendBytes(b, v.table.value(x, &scratch))
		b = wire.AppendUint(b, x.count())
		b = wire.AppendUint(b, occurrenceOf(x.rank))
	}
	return b
}

// Decode reads what Append of Values with the options of v has written, for
// Merge. The result is never nil.
func (v *Values) Decode(d *wire.Decoder) *Values {
	opt := v.opt
	opt.OnSpill, opt.SharedLimit = nil, nil
	v = NewValues(opt)
	if !d.Bool() {
		v.approx = decodeApproximate(d, v.opt.TopBytes)
		return v
	}
	const smallest = 3 // bytes of an entry
	n := d.Len(smallest)
	v.table.max = min(n, v.opt.MaxDistinct)
	var last []byte
	total := uint64(0)
	for i := 0; i < n && d.Err() == nil; i++ {
		value, count, rank := d.Bytes(), d.Count(), rankOfOccurrence(d.Uint())
		total += count
		if count == 0 || total > wire.MaxCount || i > 0 && bytes.Compare(last, value) >= 0 {
			d.Fail("a table of values is not in order")
			return v
		}
		x := v.lookUp(value, 0, len(value))
		if x == nil {
			d.Fail("a table of values is too large")
			return v
		}
		x.meta += count * countOne
		x.rank = rank
		last = value
	}
	return v
}

// Count returns the number of values added.
func (v *Values) Count() (n uint64) {
	n = uint64(v.waiting.count)
	if v.approx != nil {
		return v.approx.freq.total()
	}
	for x := range v.table.all() {
		n += x.count()
	}
	return n
}

// inOrder returns the occupied slots in the order of their values.
func (t *valueTable) inOrder() []*slot {
	type item struct {
		head uint64 // the first eight bytes, big-endian
		x    *slot
	}
	items := make([]item, 0, t.count)
	for x := range t.all() {
		head := x.head
		if x.isLong() {
			head = binary.LittleEndian.Uint64(t.longValue(x))
		}
		var first [8]byte
		binary.LittleEndian.PutUint64(first[:], head)
		items = append(items, item{binary.BigEndian.Uint64(first[:]), x})
	}
	slices.SortFunc(items, func(a, b item) int {
		if a.head != b.head {
			return cmp.Compare(a.head, b.head)
		}
		var s, t2 [shortSize]byte
		return bytes.Compare(t.value(a.x, &s), t.value(b.x, &t2))
	})
	slots := make([]*slot, len(items))
	for i, x := range items {
		slots[i] = x.x
	}
	return slots
}
