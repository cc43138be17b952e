package tiff

import (
	"slices"

	"fanout/processors/resize/format"
	"fanout/processors/resize/metadata"
	"fanout/processors/resize/metadata/ifd"
)

// findProfile implements format.Format.FindProfile: it returns the value of tag
// 34675 of the first directory.
func findProfile(data []byte, _ int) (icc []byte) {
	t, first, ok := ifd.Open(ifd.Bytes(data), 0)
	if !ok {
		return nil
	}
	t.Entries(first, func(e ifd.Entry) bool {
		if e.Tag != tagICC || e.Type != ifd.Byte && e.Type != ifd.Undefined {
			return true
		}
		if off := int64(t.Order.Uint32(e.Inline[:])); e.Count > 4 && off+int64(e.Count) <= int64(len(data)) {
			icc = data[off:][:e.Count]
		}
		return false
	})
	return icc
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
	var entries []ifd.Entry
	next, ok := t.Entries(first, func(e ifd.Entry) bool {
		if !(e.Tag == tagICC && m.ICC != nil || e.Tag == ifd.TagOrientation && m.Oriented()) {
			entries = append(entries, e)
		}
		return true
	})
	if !ok {
		return dst, s.Fail(4, "directory truncated or outside the file")
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
		e := ifd.Entry{Tag: tagICC, Type: ifd.Undefined, Count: uint32(len(m.ICC))}
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
		dst = order.AppendUint32(dst, e.Count)
		dst = append(dst, e.Inline[:]...)
	}
	return order.AppendUint32(dst, uint32(next)), nil
}
