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

func TestBigTIFFHasLongEntriesAndOffsets(t *testing.T) {
	for _, order := range []ByteOrder{binary.LittleEndian, binary.BigEndian} {
		b := []byte("II")
		if order == ByteOrder(binary.BigEndian) {
			b = []byte("MM")
		}
		b = order.AppendUint16(order.AppendUint16(order.AppendUint16(b, 43), 8), 0)
		b = order.AppendUint64(b, 16)
		b = order.AppendUint64(b, 2)
		long8 := order.AppendUint64(order.AppendUint64(order.AppendUint16(order.AppendUint16(nil, 256), Long8), 1), 1<<40+5)
		shorts := order.AppendUint64(order.AppendUint16(order.AppendUint16(nil, 258), Short), 4)
		for _, v := range []uint16{7, 8, 9, 10} {
			shorts = order.AppendUint16(shorts, v)
		}
		b = append(append(b, long8...), shorts...)
		b = order.AppendUint64(b, 1<<33)
		f, first, ok := Open(Bytes(b), 0)
		if !ok || !f.Big || first != 16 {
			t.Fatalf("%v: first directory at %d, %v", order, first, ok)
		}
		var got []Entry
		next, ok := f.Entries(first, func(e Entry) bool {
			got = append(got, e)
			return true
		})
		if !ok || next != 1<<33 || f.Next(first) != next || len(got) != 2 {
			t.Fatalf("%v: next %d, %v, entries %v", order, next, ok, got)
		}
		if v, ok := f.Value(got[0]); v != 1<<40+5 || !ok {
			t.Errorf("%v: LONG8 is %d", order, v)
		}
		for i, want := range []uint64{7, 8, 9, 10} {
			if v, ok := f.Uint(got[1], uint64(i)); v != want || !ok {
				t.Errorf("%v: value %d is %d", order, i, v)
			}
		}
		if _, ok := f.Uint(got[1], 4); ok {
			t.Errorf("%v: a fifth value", order)
		}
	}
}

func TestAnUnknownBigTIFFHeaderIsNone(t *testing.T) {
	for _, header := range []string{"II+\x00\x04\x00\x00\x00", "II+\x00\x08\x00\x01\x00", "II,\x00\x08\x00\x00\x00", "IM+\x00\x08\x00\x00\x00"} {
		if _, _, ok := Open(Bytes(header+"\x10\x00\x00\x00\x00\x00\x00\x00"), 0); ok {
			t.Errorf("%q is a header", header)
		}
	}
}

func TestEveryTypeOfNumberIsRead(t *testing.T) {
	f, _, _ := Open(Bytes(file(binary.LittleEndian, 0)), 0)
	f.src = Bytes(append(make([]byte, 8), 3, 0, 0, 0, 4, 0, 0, 0)) // 3/4, or one number
	at8 := [8]byte{8}
	for _, c := range []struct {
		e     Entry
		whole uint64
		ok    bool
		real  float64
	}{
		{Entry{Type: SByte, Count: 1, Inline: [8]byte{127}}, 127, true, 127},
		{Entry{Type: SByte, Count: 1, Inline: [8]byte{128}}, 128, false, 128},
		{Entry{Type: SShort, Count: 2, Inline: [8]byte{1, 2, 3, 4}}, 0x201, true, 0x201},
		{Entry{Type: SLong, Count: 1, Inline: [8]byte{0, 0, 0, 128}}, 1 << 31, false, 1 << 31},
		{Entry{Type: IFD, Count: 1, Inline: [8]byte{1, 0, 0, 128}}, 1<<31 + 1, true, 1<<31 + 1},
		{Entry{Type: Long8, Count: 1, Inline: at8}, 4<<32 + 3, true, 4<<32 + 3},
		{Entry{Type: Rational, Count: 1, Inline: at8}, 0, false, 0.75},
		{Entry{Type: Float, Count: 1, Inline: [8]byte{0, 0, 0x80, 0x3f}}, 0, false, 1},
	} {
		if v, ok := f.Uint(c.e, 0); ok != c.ok || ok && v != c.whole {
			t.Errorf("%v is %d, %v", c.e, v, ok)
		}
		if v, ok := f.Float(c.e, 0); c.ok != ok && c.whole > 0 || ok && v != c.real {
			t.Errorf("%v is %g, %v", c.e, v, ok)
		}
	}
}
