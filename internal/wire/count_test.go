package wire

import "testing"

func TestCountsAreBounded(t *testing.T) {
	for n, ok := range map[uint64]bool{0: true, 1: true, MaxCount: true, MaxCount + 1: false, 1<<64 - 1: false} {
		d := NewDecoder(AppendUint(nil, n))
		if got := d.Count(); ok && got != n || !ok && got != 0 || (d.End() == nil) != ok {
			t.Errorf("a count of %d is read as %d, %v", n, got, d.Err())
		}
	}
}
