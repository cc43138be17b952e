package ifd

import "testing"

// A counting Source counts how often it is asked.
type counting struct {
	Bytes
	reads *int
}

func (c counting) At(off int64, n int) []byte {
	*c.reads++
	return c.Bytes.At(off, n)
}

// Directories end: no walk reads more entries than there are bytes, and values
// stand inside the file or are none.
func FuzzDirectories(f *testing.F) {
	f.Add([]byte("II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00\x1a\x00\x00\x00\x00\x00\x00\x00\x00\x00"))
	f.Add([]byte("MM\x00*\x00\x00\x00\x08\x00\x02\x01\x11\x00\x04\x00\x00\x00\x02\x00\x00\x00\x26\x01\x1a\x00\x05\x00\x00\x00\x01\x00\x00\x00\x26\x00\x00\x00\x08\x00\x00\x00\x01\x00\x00\x00\x02"))
	f.Add([]byte("II+\x00\x08\x00\x00\x00\x10\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x01\x0c\x00\x02\x00\x00\x00\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\x7f"))
	f.Fuzz(func(t *testing.T, data []byte) {
		reads := 0
		file, off, ok := Open(counting{data, &reads}, 0)
		if !ok {
			return
		}
		for range 4 { // of the chain, which may be a loop
			entries := 0
			next, ok := file.Entries(off, func(e Entry) bool {
				entries++
				checkEntry(t, file, e, int64(len(data)))
				return true
			})
			if entries*EntryBytes > len(data) {
				t.Fatalf("%d entries in %d bytes", entries, len(data))
			}
			if ok && next != file.Next(off) {
				t.Errorf("next at %d and %d", next, file.Next(off))
			}
			if off = next; !ok || off == 0 {
				break
			}
		}
		if limit := 100 * (len(data) + 1); reads > limit {
			t.Errorf("%d reads of %d bytes", reads, len(data))
		}
	})
}

func checkEntry(t *testing.T, file File, e Entry, size int64) {
	t.Helper()
	place, ok := file.Place(e)
	end, okEnd := file.End(e)
	if ok != okEnd || ok && (end < place || place < 0) {
		t.Errorf("%+v from %d to %d", e, place, end)
	}
	if o := file.Orientation(e); o < 1 || o > 8 {
		t.Errorf("orientation %d", o)
	}
	for _, i := range []uint64{0, e.Count - 1, e.Count, 1<<64 - 1} {
		v, isUint := file.Uint(e, i)
		x, isFloat := file.Float(e, i)
		if isUint && (!isFloat || x != float64(v)) {
			t.Errorf("%+v: %d and %g", e, v, x)
		}
		if (isUint || isFloat) && (i >= e.Count || ok && place > 0 && place >= size) {
			t.Errorf("%+v has value %d in a file of %d bytes", e, i, size)
		}
	}
}
