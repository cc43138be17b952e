package jpeg

import (
	"math/rand/v2"
	"slices"
	"testing"
	"unsafe"

	"fanout/internal/cpu/cputest"
	"fanout/internal/fence"
)

// randomTables returns tables with codes of all lengths, and with bits that
// begin no code.
func randomTables(rng *rand.Rand) (dc *dcTable, ac *acTable) {
	w := fileWriter{rng: rng, flat: rng.IntN(2) == 0}
	var all []byte
	for i := range 256 {
		all = append(all, byte(i))
	}
	dc, ac = new(dcTable), new(acTable)
	s := w.randomSpec(slices.Clone(all[:1+rng.IntN(16)]))
	dc.build(&s)
	s = w.randomSpec(slices.Clone(all[:1+rng.IntN(255)]))
	ac.build(&s)
	return dc, ac
}

// Whatever the bits are, runs of MCUs end as the reference says, with the same
// coefficients, and touch nothing outside their buffers.
func TestRunsOfRandomBitsStayWithinTheirBuffers(t *testing.T) {
	seeds := uint64(400)
	if testing.Short() {
		seeds = 60
	}
	cputest.Each(t, func(t *testing.T) {
		for seed := range seeds {
			fence.Each(t, func(buffer func(n int) []byte) {
				rng := rand.New(rand.NewPCG(seed, 4))
				k := 1 << rng.IntN(4)
				dc, ac := randomTables(rng)
				n := rng.IntN(400)
				r := mcuRun{end: zigzagEnd[k], index: &blockIndex[k], blockSize: k * k, n: 1 + rng.IntN(maxBlocks), remaining: rng.IntN(40)}
				r.buf = buffer(n + ecsLookahead)
				for i := range r.buf {
					r.buf[i] = byte(rng.Uint32())
				}
				r.beginLimit = 8 * n
				r.endLimit = r.beginLimit - rng.IntN(2)*rng.IntN(8*n+1)
				for i := range r.blocks[:r.n] {
					r.blocks[i] = mcuBlock{dc: dc, ac: ac, offset: i * r.blockSize, stride: r.n * r.blockSize, component: rng.IntN(3)}
				}
				size := max(1, r.remaining) * r.n * r.blockSize
				want := r
				want.coeffs = make([]int16, size)
				r.coeffs = unsafe.Slice((*int16)(unsafe.Pointer(unsafe.SliceData(buffer(2*size)))), size)

				state, wantState := r.run(), want.runRef()
				if state != wantState || r.remaining != want.remaining || r.position() != want.position() && state != runPastEnd {
					t.Fatalf("seed %d: state %d, %d left, position %d, want %d, %d, %d",
						seed, state, r.remaining, r.position(), wantState, want.remaining, want.position())
				}
				good := len(r.coeffs) - max(1, r.remaining)*r.n*r.blockSize
				if state == runDone {
					good = len(r.coeffs)
				}
				for i := range max(0, good) {
					if r.coeffs[i] != want.coeffs[i] {
						t.Fatalf("seed %d: coefficient %d is %d, want %d", seed, i, r.coeffs[i], want.coeffs[i])
					}
				}
			})
		}
	}, "jpeg huffman")
}

// No entry may consume no bits or stand for no coefficient: decoding would not
// end.
func TestEveryTableEntryMakesProgress(t *testing.T) {
	for seed := range uint64(20) {
		_, ac := randomTables(rand.New(rand.NewPCG(seed, 6)))
		for i, e := range ac.pairs {
			if e != cannotPair && (e&63 == 0 || e>>56 == 0 || e&255 > maxPair) {
				t.Fatalf("seed %d: pair %d is %x", seed, i, e)
			}
		}
		for i, e := range ac.skip {
			if e != cannotSkip && (e&63 == 0 || e>>8 == 0 || e&255 > 28) {
				t.Fatalf("seed %d: skip %d is %x", seed, i, e)
			}
		}
	}
}

func TestCodesAreFoundAsTheyWereAssigned(t *testing.T) {
	// T.81 table K.3: lengths of the codes for differences of luma.
	s := huffmanSpec{counts: [16]uint8{0, 1, 5, 1, 1, 1, 1, 1, 1}}
	for i := range 12 {
		s.symbols[i] = byte(i)
	}
	var table dcTable
	table.build(&s)
	for _, test := range []struct {
		bits          uint64
		length, value int
	}{
		{0b00 << 62, 2, 0},
		{0b010_1 << 60, 4, 1},
		{0b010_0 << 60, 4, -1},
		{0b011_00 << 59, 5, -3},
		{0b011_11 << 59, 5, 3},
		{0b111111110_11111111111 << 44, 20, 2047},
		{0b111111110_00000000000 << 44, 20, -2047},
	} {
		e := table.lookup(test.bits)
		if int(e.length()) != test.length || e.receiveExtend(test.bits) != test.value {
			t.Errorf("%064b: %d bits, value %d, want %d, %d", test.bits, e.length(), e.receiveExtend(test.bits), test.length, test.value)
		}
	}
	if e := table.lookup(1<<64 - 1); e != 0 {
		t.Errorf("a code of ones: %x", e)
	}
}
