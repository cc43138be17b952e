package ifd

import (
	"bytes"
	"encoding/binary"
	"testing"
)

// file returns a header at base and one directory with the fields of entries.
func file(order ByteOrder, base int, entries ...Entry) []byte {
	b := bytes.Repeat([]byte{0xee}, base)
	if order == ByteOrder(binary.LittleEndian) {
		b = append(b, "II*\x00"...)
	} else {
		b = append(b, "MM\x00*"...)
	}
	b = order.AppendUint32(b, HeaderBytes)
	b = order.AppendUint16(b, uint16(len(entries)))
	for _, e := range entries {
		b = order.AppendUint16(order.AppendUint16(b, e.Tag), e.Type)
		b = append(order.AppendUint32(b, uint32(e.Count)), e.Inline[:4]...)
	}
	return order.AppendUint32(b, 99)
}

func TestEntriesAreVisitedInOrder(t *testing.T) {
	for _, order := range []ByteOrder{binary.LittleEndian, binary.BigEndian} {
		for _, base := range []int{0, 6} {
			want := []Entry{{1, Short, 1, [8]byte{1, 2}}, {2, Long, 1, [8]byte{1, 2, 3, 4}}, {9, Byte, 4, [8]byte{7}}}
			f, first, ok := Open(Bytes(file(order, base, want...)), int64(base))
			if !ok || first != HeaderBytes {
				t.Fatalf("%v at %d: first directory at %d, %v", order, base, first, ok)
			}
			var got []Entry
			next, ok := f.Entries(first, func(e Entry) bool {
				got = append(got, e)
				return true
			})
			if !ok || next != 99 || len(got) != len(want) || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] {
				t.Errorf("%v at %d: %v, next %d, %v", order, base, got, next, ok)
			}
			if v, _ := f.Value(want[1]); v != uint64(order.Uint32([]byte{1, 2, 3, 4})) {
				t.Errorf("%v: LONG is %#x", order, v)
			}
		}
	}
}

func TestATruncatedDirectoryIsNotOK(t *testing.T) {
	whole := file(binary.BigEndian, 0, Entry{1, Short, 1, [8]byte{}}, Entry{2, Short, 1, [8]byte{}})
	for n := range len(whole) - 4 {
		f, first, ok := Open(Bytes(whole[:n]), 0)
		if !ok {
			if n >= HeaderBytes {
				t.Errorf("%d bytes: no header", n)
			}
			continue
		}
		if _, ok := f.Entries(first, func(Entry) bool { return true }); ok {
			t.Errorf("%d of %d bytes are a directory", n, len(whole))
		}
	}
	f, first, _ := Open(Bytes(whole[:len(whole)-4]), 0)
	if next, ok := f.Entries(first, func(Entry) bool { return true }); !ok || next != 0 {
		t.Errorf("without the next offset: %d, %v", next, ok)
	}
}

func TestValuesOutsideTheFileAreNone(t *testing.T) {
	f, _, _ := Open(Bytes(file(binary.BigEndian, 0)), 0)
	for _, e := range []Entry{
		{1, Short, 0, [8]byte{}},              // no value
		{1, 2, 1, [8]byte{1}},                 // a string
		{1, Long, 2, [8]byte{0, 0, 0, 4}},     // in the header
		{1, Long, 2, [8]byte{0, 0, 1, 0}},     // after the end
		{1, Long, 2, [8]byte{255, 255, 0, 0}}, // far after it
	} {
		if v, ok := f.Value(e); ok {
			t.Errorf("%v has the value %d", e, v)
		}
		if o := f.Orientation(e); o != 1 {
			t.Errorf("%v has the orientation %d", e, o)
		}
	}
}
