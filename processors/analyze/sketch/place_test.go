package sketch

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"unsafe"

	"fanout/internal/cpu/cputest"
	"fanout/internal/fence"
)

func TestPlaceIsItsDefinition(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	special := []float64{0, math.Copysign(0, -1), math.Inf(1), math.Inf(-1), math.MaxFloat64, -math.MaxFloat64, 5e-324, -5e-324, 1, -1}
	cputest.Each(t, func(t *testing.T) {
		fence.Each(t, func(buffer func(int) []byte) {
			for n := 1; n <= 40; n++ {
				for shift := uint(0); shift < 64; shift += 7 {
					values := fenced[float64](buffer, n)
					for i := range values {
						values[i] = rng.NormFloat64() * 1000
						if rng.IntN(3) == 0 {
							values[i] = special[rng.IntN(len(special))]
						}
					}
					q := NewQuantiles(1000)
					q.shift = shift
					q.start(ordinalOf(5))
					q.openDense(ordinalOf(values[0]))
					at, want := fenced[uint32](buffer, n), make([]uint32, n)
					s := q.placeState()
					placeRef(want, values, &s)
					q.place(at, values)
					if !slices.Equal(at, want) || q.lo != s[stateLo] || q.hi != s[stateHi] || q.differing != s[stateDiffering] {
						t.Fatalf("%v, shift %d:\n%v, %x %x %x, want\n%v, %x", values, shift, at, q.lo, q.hi, q.differing, want, s)
					}
				}
			}
		})
	}, "csv bins")
}

// fenced returns n numbers in a fenced buffer.
func fenced[T any](buffer func(int) []byte, n int) []T {
	var x T
	return unsafe.Slice((*T)(unsafe.Pointer(&buffer(n * int(unsafe.Sizeof(x)))[0])), n) // pages and sizes are multiples of 8
}
