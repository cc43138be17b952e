package tiff

import (
	"fmt"
	"slices"

	"fanout/processors/resize/format"
	"fanout/processors/resize/metadata"
	"fanout/processors/resize/metadata/ifd"
)

// findProfile implements format.Format.FindProfile: it returns the value of tag
// 34675 of a directory.
func findProfile(file []byte, index int) []byte {
	t, off, ok := ifd.Open(ifd.Bytes(file), 0)
	if !ok {
		return nil
	}
	var d directory
	if _, ok = d.read(t, skip(t, off, index)); !ok {
		return nil
	}
	return d.bytes(file, tagICC)
}

// skip returns the offset of the directory n after the one at off.
func skip(t ifd.File, off int64, n int) int64 {
	for range n {
		off = t.Next(off)
	}
	return off
}

// bytes returns the value of a field of bytes outside of the directory, nil if
// there is none.
func (d *directory) bytes(file []byte, tag uint16) []byte {
	e, ok := d.find(tag)
	if !ok || e.Type != ifd.Byte && e.Type != ifd.Undefined {
		return nil
	}
	off, ok := d.Place(e)
	if !ok || off == 0 || off > int64(len(file)) || e.Count > uint64(int64(len(file))-off) {
		return nil
	}
	return file[off:][:e.Count]
}

// splice implements format.Format.Splice: it appends the profile and a new
// first directory to the file: the old one's entries with the metadata's added
// or replaced. The old directory stays in the file, unused.
func splice(dst, file []byte, m metadata.Set) ([]byte, error) {
	s := format.InMemory(name, file)
	t, first, ok := ifd.Open(s, 0)
	if !ok {
		return dst, s.Fail(0, "bad header")
	}
	if t.Big {
		return dst, &format.UnsupportedError{Name: "metadata in BigTIFF"}
	}
	var entries []ifd.Entry
	outside := uint16(0) // a tag whose values would be what is appended
	next, ok := t.Entries(first, func(e ifd.Entry) bool {
		if end, ok := t.End(e); ok && end > s.Size {
			outside = e.Tag
		}
		if !(e.Tag == tagICC && m.ICC != nil || e.Tag == ifd.TagOrientation && m.Oriented()) {
			entries = append(entries, e)
		}
		return true
	})
	if !ok {
		return dst, s.Fail(4, "directory truncated or outside the file")
	}
	if outside != 0 {
		return dst, s.Fail(first, fmt.Sprintf("values of tag %d outside the file", outside))
	}
	// The new bytes: two bytes of padding at most, the profile, the directory.
	if n := int64(len(file)) + int64(len(m.ICC)) + int64(len(entries)+2)*ifd.EntryBytes + 8; n > 1<<32-1 || len(entries) > 1<<16-3 {
		return dst, format.ErrTooLarge(name)
	}
	order := t.Order
	start := len(dst)
	dst = append(dst, file...)
	even := func() { // offsets of values are even: TIFF 6.0 section 2
		if (len(dst)-start)&1 != 0 {
			dst = append(dst, 0)
		}
	}
	even()
	if m.Oriented() {
		e := ifd.Entry{Tag: ifd.TagOrientation, Type: ifd.Short, Count: 1}
		t.Order.PutUint16(e.Inline[:], uint16(m.Orientation))
		entries = append(entries, e)
	}
	if m.ICC != nil {
		e := ifd.Entry{Tag: tagICC, Type: ifd.Undefined, Count: uint64(len(m.ICC))}
		t.Order.PutUint32(e.Inline[:], uint32(len(dst)-start))
		entries = append(entries, e)
		dst = append(dst, m.ICC...)
		even()
	}
	slices.SortStableFunc(entries, func(a, b ifd.Entry) int { return int(a.Tag) - int(b.Tag) })

	t.Order.PutUint32(dst[start+4:], uint32(len(dst)-start))
	dst = order.AppendUint16(dst, uint16(len(entries)))
	for _, e := range entries {
		dst = order.AppendUint16(dst, e.Tag)
		dst = order.AppendUint16(dst, e.Type)
		dst = order.AppendUint32(dst, uint32(e.Count))
		dst = append(dst, e.Inline[:4]...)
	}
	return order.AppendUint32(dst, uint32(next)), nil
}
