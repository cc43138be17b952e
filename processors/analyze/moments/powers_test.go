package moments

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"testing"
	"unsafe"

	"fanout/internal/cpu/cputest"
	"fanout/internal/fence"
)

const kernel = "csv moments"

// Every implementation returns the results of the reference, for blocks of all
// sizes.
func TestKernelsAgreeWithReference(t *testing.T) {
	spans := []uint64{0, 1, 1<<13 - 1, 1 << 13, 1<<26 - 1, 1 << 26, 1<<32 - 1, 1 << 32, 1<<63 - 1, math.MaxUint64}
	cputest.Each(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(1, 2))
		sizes := []int{1023, blockSize}
		for n := 1; n < 40; n++ {
			sizes = append(sizes, n)
		}
		for _, span := range spans {
			for _, lo := range []int64{0, 1, -1, -(1 << 20), math.MaxInt64, math.MinInt64} {
				for _, n := range sizes {
					mants := make([]int64, n)
					for i := range mants {
						d := rng.Uint64()
						switch rng.IntN(4) {
						case 0:
							d = span
						case 1:
							d = 0
						case 2:
							d = uint64(-lo) // 0
						}
						if span != math.MaxUint64 {
							d %= span + 1
						}
						if room := uint64(math.MaxInt64) - uint64(lo); d > room {
							d = room
						}
						mants[i] = int64(uint64(lo) + d)
					}
					checkBlock(t, mants)
				}
			}
		}
	}, kernel)
}

// The kernels do not read outside the mantissas.
func TestKernelsStayInside(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		fence.Each(t, func(buffer func(int) []byte) {
			for n := 1; n < 40; n++ {
				checkBlock(t, unsafe.Slice((*int64)(unsafe.Pointer(unsafe.SliceData(buffer(8*n)))), n))
			}
		})
	}, kernel)
}

func checkBlock(t *testing.T, mants []int64) {
	t.Helper()
	want := survey{lo: mants[0], hi: mants[0]}
	want.addRef(mants)
	if got := surveyOf(mants); got != want {
		t.Fatalf("survey of %d: %+v, want %+v", mants, got, want)
	}
	span := uint64(want.hi) - uint64(want.lo)
	if got, want := sumPowers(mants, want.lo, span), sumPowersRef(mants, want.lo, span); got != want {
		t.Fatalf("powers of %d: %x, want %x", mants, got, want)
	}
}

func FuzzPowersAgreeWithReference(f *testing.F) {
	f.Add([]byte("12345678abcdefgh\x00\x00\x00\x00\x00\x00\x00\x00"), int64(-3), uint8(40))
	f.Add(bytes.Repeat([]byte{1, 0, 0, 0, 0, 0, 0, 0}, 33), int64(0), uint8(8))
	f.Fuzz(func(t *testing.T, data []byte, lo int64, width uint8) {
		mants := make([]int64, min(len(data)/8, blockSize))
		if len(mants) == 0 {
			t.Skip()
		}
		mask := uint64(math.MaxUint64) >> (width % 64)
		for i := range mants {
			mants[i] = lo + int64(binary.LittleEndian.Uint64(data[8*i:])&mask)
		}
		cputest.OnEach(func(string) { checkBlock(t, mants) }, kernel)
	})
}
