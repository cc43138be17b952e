package sha512crypt

import (
	"math/rand/v2"
	"slices"
	"testing"
	"unsafe"

	"fanout/internal/cpu/cputest"
	"fanout/internal/fence"
)

// The assembly equals the reference on random programs, and touches nothing
// else. One random program has each lane's blocks and digests anywhere in its
// part of the arena, overlapping, and steps that follow each other in any
// order.
func TestKernelsEqualTheReference(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		k := bestImplementation()
		if k.width == 0 {
			return
		}
		rng := rand.New(rand.NewPCG(1, uint64(k.width)))
		const arenaBytes, steps = 300, 5 // of each lane
		for n := 1; n < 30; n++ {
			fence.Each(t, func(buffer func(n int) []byte) {
				fenced := program{
					arena:   buffer(k.width * arenaBytes),
					steps:   slice[step](buffer(k.width * steps * stepBytes)),
					cursors: slice[uint64](buffer(k.width * 8)),
					state:   slice[uint64](buffer(k.width * rows * 8)),
				}
				for i := range fenced.arena {
					fenced.arena[i] = byte(rng.Uint32())
				}
				for i := range fenced.state {
					fenced.state[i] = rng.Uint64()
				}
				for i := range fenced.steps {
					lane := i / steps
					fenced.steps[i] = step{
						block:  uint32(lane*arenaBytes + rng.IntN(arenaBytes-blockBytes+1)),
						digest: uint32(lane*arenaBytes + rng.IntN(arenaBytes-KeyBytes+1)),
						next:   uint32(lane*steps+rng.IntN(steps)) * stepBytes,
						begin:  -int32(rng.IntN(2)),
					}
				}
				for lane := range fenced.cursors {
					fenced.cursors[lane] = uint64(lane*steps+rng.IntN(steps)) * stepBytes
				}
				want := program{slices.Clone(fenced.arena), fenced.steps, slices.Clone(fenced.cursors), slices.Clone(fenced.state)}
				runRef(&want, n)
				before := slices.Clone(fenced.steps)
				k.run(&fenced, n)
				if !slices.Equal(fenced.arena, want.arena) || !slices.Equal(fenced.cursors, want.cursors) ||
					!slices.Equal(fenced.state[:8*k.width], want.state[:8*k.width]) || !slices.Equal(fenced.steps, before) {
					t.Errorf("%d steps differ from the reference", n)
				}
			})
		}
	}, "sha512crypt")
}

// slice returns the memory of b, which is aligned for T, as a slice of T.
func slice[T any](b []byte) []T {
	var t T
	return unsafe.Slice((*T)(unsafe.Pointer(&b[0])), len(b)/int(unsafe.Sizeof(t)))
}
