package scrypt

import (
	"math/rand/v2"
	"slices"
	"testing"
	"unsafe"

	"fanout/internal/cpu/cputest"
	"fanout/internal/fence"
	"fanout/processors/hash/kdf/kdftest"
)

// fencedWords returns n words between canaries and forbidden pages.
func fencedWords(buffer func(n int) []byte, n int) []uint32 {
	b := buffer(4 * n)
	return unsafe.Slice((*uint32)(unsafe.Pointer(unsafe.SliceData(b))), n) // b has 4*n bytes, aligned for words
}

// checkMix compares one step of ROMix with the reference. It takes several
// calls, which end at the given pairs of blocks. If shared is set, the last
// lane shares the row of the first.
func checkMix(t *testing.T, random *rand.Rand, r, lanes int, shared bool, ends ...int) {
	t.Helper()
	fence.Each(t, func(buffer func(n int) []byte) {
		s := state{vectorLanes(lanes), lanes}
		row := 32 * r
		for _, xored := range []bool{false, true} {
			x, y := fencedWords(buffer, lanes*row), fencedWords(buffer, lanes*row)
			in := make([][]uint32, lanes)     // states
			memory := make([][]uint32, lanes) // rows
			var rows [8]*uint32
			for lane := range lanes {
				in[lane] = make([]uint32, row)
				memory[lane] = fencedWords(buffer, row)
				for i := range row {
					in[lane][i], memory[lane][i] = random.Uint32(), random.Uint32()
				}
				if shared && lane == lanes-1 {
					in[lane], memory[lane] = in[0], memory[0]
				}
				rows[lane] = &memory[lane][0]
				for i, w := range in[lane] {
					x[s.word(lane, i/16, i%16)] = w
				}
			}
			before := slices.Clone(x)
			from := 0
			for _, to := range append(ends, r) {
				if xored {
					xor(x, y, &rows, lanes, r, from, to)
				} else {
					store(x, y, &rows, lanes, r, from, to)
				}
				from = to
			}
			if !slices.Equal(x, before) {
				t.Errorf("r=%d, %d lanes: what goes in was changed", r, lanes)
			}
			for lane := range lanes {
				want := slices.Clone(in[lane])
				if xored {
					for i := range want {
						want[i] ^= memory[lane][rowWord(i)]
					}
				} else {
					for i := range want {
						if memory[lane][rowWord(i)] != in[lane][i] {
							t.Fatalf("r=%d, %d of %d lanes: word %d was not stored", r, lane, lanes, i)
						}
					}
				}
				mixed := make([]uint32, row)
				blockMix(mixed, want)
				for i := range mixed {
					if y[s.word(lane, i/16, i%16)] != mixed[i] {
						t.Fatalf("xor %v, r=%d, lane %d of %d, parts %v: word %d is wrong", xored, r, lane, lanes, ends, i)
					}
				}
			}
		}
	})
}

// rowWord returns the index in a row of word i of a state: that of one lane.
func rowWord(i int) int { return state{1, 1}.word(0, i/16, i%16) }

func TestStepsAreThoseOfTheReference(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		width := vectorLanes(maxLanes())
		if width == 1 {
			t.Skip("the reference takes its steps one lane at a time")
		}
		random := rand.New(rand.NewPCG(1, 2))
		for lanes := width; lanes <= maxLanes(); lanes += width {
			for r := 1; r <= 9; r++ {
				checkMix(t, random, r, lanes, r%2 == 0)
				for end := 1; end < r; end++ {
					checkMix(t, random, r, lanes, false, end)
				}
			}
			checkMix(t, random, 5, lanes, false, 1, 2, 4)
		}
	}, "scrypt")
}

// The assembly takes this number of blocks in several calls.
func TestManyBlocks(t *testing.T) {
	passwords, salts := kdftest.Inputs(2, 0)
	const n, r = 2, maxPairs + 1
	cputest.Each(t, func(t *testing.T) {
		h := New(n, r, 1, 32, 2)
		defer h.Close()
		for i, key := range kdftest.Keys(t, h, h.keyBytes, passwords, salts) {
			if want := xscryptKey(t, passwords[i], salts[i], n, r, 1, 32); string(key) != string(want) {
				t.Errorf("key %d is %x, want %x", i, key, want)
			}
		}
	}, "scrypt")
}
