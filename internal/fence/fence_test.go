package fence

import "testing"

func TestBuffersHaveTheirLengthAndAreZero(t *testing.T) {
	for _, n := range []int{0, 1, 63, 4095, 4096, 4097, 70_000} {
		Each(t, func(buffer func(n int) []byte) {
			b := buffer(n)
			if len(b) != n || cap(b) != n {
				t.Errorf("%d bytes, capacity %d, want %d", len(b), cap(b), n)
			}
			for i := range b {
				if b[i] != 0 {
					t.Fatalf("byte %d of %d is not zero", i, n)
				}
				b[i] = 1
			}
		})
	}
}

// A recorder records the failure that the canaries should cause.
type recorder struct {
	testing.TB
	failed   bool
	cleanups []func()
}

func (r *recorder) Errorf(string, ...any) { r.failed = true }
func (r *recorder) Cleanup(f func())      { r.cleanups = append(r.cleanups, f) }
func (r *recorder) end() {
	for i := len(r.cleanups) - 1; i >= 0; i-- {
		r.cleanups[i]()
	}
}

func TestAWriteOutsideIsDetected(t *testing.T) {
	r := &recorder{TB: t}
	fencedBuf := Before(r, 10)
	full := fencedBuf[:1]
	*beyond(full, 10) = 0
	r.end()
	if !r.failed {
		t.Error("a write past the end was not detected")
	}
}
