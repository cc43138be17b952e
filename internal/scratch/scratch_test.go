package scratch

import "testing"

func TestGetReusesMemory(t *testing.T) {
	var b Buffer[uint32]
	if got := b.Get(10); len(got) != 10 || cap(got) != 10 {
		t.Fatalf("first Get: length %d, capacity %d; want 10 of both", len(got), cap(got))
	}
	first := &b.Get(10)[0]
	if got := b.Get(3); len(got) != 3 || &got[0] != first {
		t.Error("a smaller Get does not return the start of the same memory")
	}
	if got := b.Get(10); len(got) != 10 || &got[0] != first {
		t.Error("a smaller Get lost the rest of the memory")
	}
	if got := b.Get(11); len(got) != 11 || cap(got) != 11 {
		t.Errorf("a larger Get: length %d, capacity %d; want 11 of both", len(got), cap(got))
	}
	if got := b.Get(0); len(got) != 0 {
		t.Errorf("Get(0) returned %d values", len(got))
	}
}

func TestSizeCountsBytes(t *testing.T) {
	var bytes Buffer[byte]
	var words Buffer[uint64]
	if bytes.Size() != 0 {
		t.Errorf("the zero value holds %d bytes", bytes.Size())
	}
	bytes.Get(100)
	words.Get(100)
	words.Get(1)
	if bytes.Size() != 100 || words.Size() != 800 {
		t.Errorf("sizes %d and %d; want 100 and 800", bytes.Size(), words.Size())
	}
}

func TestTrimKeepsWhatIsWithinTheLimit(t *testing.T) {
	var b Buffer[uint16]
	b.Get(100)
	if b.Trim(200); b.Size() != 200 {
		t.Errorf("a buffer of the limit's size was given back: %d bytes left", b.Size())
	}
	if b.Trim(199); b.Size() != 0 || b != nil {
		t.Errorf("a buffer above the limit was kept: %d bytes", b.Size())
	}
}

func TestTrimLeavesWhatWasReturned(t *testing.T) {
	var b Buffer[byte]
	held := b.Get(4)
	copy(held, "held")
	b.Trim(0)
	copy(b.Get(4), "next")
	if string(held) != "held" {
		t.Errorf("after Trim the next Get overwrote what was returned before: %q", held)
	}
}

func TestAppendFillsTheMemory(t *testing.T) {
	var b Buffer[byte]
	first := &b.Get(8)[0]
	b = append(b[:0], "eight by"...)
	if string(b) != "eight by" || &b[0] != first {
		t.Errorf("append holds %q, in other memory: %v", b, &b[0] != first)
	}
}
