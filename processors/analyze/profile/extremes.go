package profile

import (
	"bytes"
	"encoding/binary"
)

// maxShown is the longest value that is reported whole, in bytes; of a longer
// one only the beginning is.
const maxShown = 1000

// maxKept limits how much of a value is kept: one byte more than is shown tells
// that the value is longer. Two values that agree so far are reported alike, so
// that bytes after it need no comparison.
const maxKept = maxShown + 1

// A textRange holds the first and the last value in the order of their bytes.
type textRange struct {
	any           bool
	first, last   []byte // up to maxKept bytes
	firstW, lastW uint64 // their first eight bytes, big-endian; shorter ones have zeros after them
}

// word returns the first 8 bytes of buf[s:e], which is not empty, as textRange
// has them. buf must have 8 bytes from s on.
func word(buf []byte, s, e uint32) uint64 {
	after := 64 - 8*min(e-s, 8) // no branch: lengths are hard to predict
	return binary.BigEndian.Uint64(buf[s:]) & (^uint64(0) << (after & 63))
}

// add takes fields that are not empty. Of a column in order each is a new
// extreme: only the last of them is kept.
func (r *textRange) add(buf []byte, start, end []uint32) {
	if len(start) == 0 {
		return
	}
	if !r.any {
		r.addOne(buf[start[0]:end[0]])
	}
	firstW, lastW := r.firstW, r.lastW
	first, last := -1, -1 // fields that are new extremes by their first bytes
	for i, s := range start {
		w := word(buf, s, end[i])
		if w > firstW && w < lastW {
			continue
		}
		switch {
		case w < firstW:
			firstW, first = w, i
			continue
		case w > lastW:
			lastW, last = w, i
			continue
		case w == firstW && first >= 0:
			r.addOne(buf[start[first]:end[first]])
			first = -1
		}
		if w == lastW && last >= 0 {
			r.addOne(buf[start[last]:end[last]])
			last = -1
		}
		r.addOne(buf[s:end[i]])
	}
	for _, i := range []int{first, last} {
		if i >= 0 {
			r.addOne(buf[start[i]:end[i]])
		}
	}
}

func (r *textRange) addOne(value []byte) {
	value = value[:min(len(value), maxKept)]
	if !r.any || bytes.Compare(value, r.first) < 0 {
		r.first = append(r.first[:0], value...)
		r.firstW = wordOf(r.first)
	}
	if !r.any || bytes.Compare(value, r.last) > 0 {
		r.last = append(r.last[:0], value...)
		r.lastW = wordOf(r.last)
	}
	r.any = true
}

func wordOf(b []byte) uint64 {
	var w [8]byte
	copy(w[:], b)
	return binary.BigEndian.Uint64(w[:])
}

func (r *textRange) merge(o *textRange) {
	if o.any {
		r.addOne(o.first)
		r.addOne(o.last)
	}
}

// A timeRange holds the first and the last instant.
type timeRange struct {
	any         bool
	first, last instant
}

func (r *timeRange) add(t instant) {
	if !r.any || t.before(r.first) {
		r.first = t
	}
	if !r.any || r.last.before(t) {
		r.last = t
	}
	r.any = true
}

func (r *timeRange) merge(o timeRange) {
	if o.any {
		r.add(o.first)
		r.add(o.last)
	}
}
