package argon2

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"
	"unsafe"

	"fanout/internal/cpu/cputest"
	"fanout/internal/fence"
)

// fencedBlock returns a block in n bytes between canaries and forbidden pages.
func fencedBlock(buffer func(n int) []byte) *block {
	b := buffer(blockSize)
	return (*block)(unsafe.Pointer(unsafe.SliceData(b))) // b holds a block, at a multiple of 1024 bytes of a page
}

// arrange returns b with its words in the placement of the implementation.
func arrange(b *block) (placed block) {
	for i, at := range placement() {
		placed[at] = b[i]
	}
	return placed
}

func checkCompress(t *testing.T, blocks [3]block) {
	t.Helper()
	fence.Each(t, func(buffer func(n int) []byte) {
		out, prev, ref := fencedBlock(buffer), fencedBlock(buffer), fencedBlock(buffer)
		for _, c := range []struct {
			name           string
			out, prev, ref *block
		}{{"apart", out, prev, ref}, {"out is prev", out, out, ref}, {"out is ref", out, prev, out}} {
			for _, xor := range []bool{false, true} {
				*out, *prev, *ref = arrange(&blocks[0]), arrange(&blocks[1]), arrange(&blocks[2])
				want, first, second := blocks[0], blocks[1], blocks[2]
				if c.prev == out {
					first = want
				}
				if c.ref == out {
					second = want
				}
				compressRef(&want, &first, &second, xor)
				if xor {
					compressXor(c.out, c.prev, c.ref)
				} else {
					compress(c.out, c.prev, c.ref)
				}
				if *out != arrange(&want) {
					t.Errorf("%s, xor %v: wrong block", c.name, xor)
				}
				if c.prev != out && *prev != arrange(&blocks[1]) || c.ref != out && *ref != arrange(&blocks[2]) {
					t.Errorf("%s, xor %v: an input was changed", c.name, xor)
				}
			}
		}
	})
}

func TestBlocksAreThoseOfTheReference(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		random := rand.New(rand.NewPCG(1, 2))
		for range 50 {
			var blocks [3]block
			for i := range blocks {
				for j := range blocks[i] {
					blocks[i][j] = random.Uint64()
					if random.IntN(8) == 0 { // carries everywhere
						blocks[i][j] = ^uint64(0) << random.IntN(64)
					}
				}
			}
			checkCompress(t, blocks)
		}
	}, "argon2")
}

func TestWordZeroIsFirst(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		seen := map[uint8]bool{}
		for _, at := range placement() {
			seen[at] = true
		}
		if len(seen) != len(block{}) || placement()[0] != 0 {
			t.Errorf("%d places, word 0 at %d", len(seen), placement()[0])
		}
	}, "argon2")
}

func FuzzCompress(f *testing.F) {
	f.Add([]byte{0}, byte(0))
	f.Add([]byte("\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x80"), byte(3))
	f.Fuzz(func(t *testing.T, data []byte, shift byte) {
		if len(data) == 0 {
			return
		}
		var blocks [3]block
		for i := range blocks {
			for j := range blocks[i] {
				var word [8]byte
				for k := range word {
					word[k] = data[(i*1024+j*8+k+int(shift)*j)%len(data)]
				}
				blocks[i][j] = binary.LittleEndian.Uint64(word[:])
			}
		}
		cputest.Each(t, func(t *testing.T) { checkCompress(t, blocks) }, "argon2")
	})
}

func BenchmarkCompress(b *testing.B) {
	var out, prev, ref block
	b.SetBytes(blockSize)
	for b.Loop() {
		compress(&out, &prev, &ref)
	}
}
