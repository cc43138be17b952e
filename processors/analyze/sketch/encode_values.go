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

// Decode reads what Append of Values with the options of v has written. The
// result is never nil. It can be merged into others and tell what it holds, but
// takes no more values: its table is a list.
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
	t := &v.table
	t.slots = make([]slot, 0, min(n, v.opt.MaxDistinct))
	var last []byte
	total := uint64(0)
	for i := 0; i < n && d.Err() == nil; i++ {
		value, count, rank := d.Bytes(), d.Count(), rankOfOccurrence(d.Uint())
		total += count
		switch {
		case count == 0 || total > wire.MaxCount || i > 0 && bytes.Compare(last, value) >= 0:
			d.Fail("a table of values is not in order")
		case !v.fits(len(value)):
			d.Fail("a table of values is too large")
		default:
			t.list(value, count, rank)
			last = value
		}
	}
	return v
}

// list adds a value behind all others, where it is not found.
func (t *valueTable) list(value []byte, count, rank uint64) {
	x := slot{rank: rank, meta: count * countOne}
	if size := len(value); size <= shortSize {
		x.ends = endsOf(value, 0, size)
		x.meta += uint64(size)
	} else {
		x.tail = uint64(size)<<32 | uint64(t.long.keep(value))
		x.meta += longSize
	}
	t.slots = append(t.slots, x)
	t.count++
	t.length += len(value)
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
