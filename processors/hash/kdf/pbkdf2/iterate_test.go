package pbkdf2

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"unsafe"

	"fanout/internal/cpu/cputest"
	"fanout/internal/fence"
	"fanout/processors/hash/kdf/kdftest"
	"fanout/processors/hash/kdf/sha2"
)

// The assembly equals the reference in all rows but the scratch ones, and
// touches nothing else.
func TestKernelsEqualTheReference(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		for _, k := range implementations256() {
			compareKernel(t, k)
		}
		for _, k := range implementations512() {
			compareKernel(t, k)
		}
	}, "pbkdf2-sha256", "pbkdf2-sha512")
}

func compareKernel[W sha2.Word](t *testing.T, k implementation[W]) {
	rng := rand.New(rand.NewPCG(1, uint64(k.width)))
	for _, n := range []int{1, 2, 3, 20} {
		start := make([]W, rows*k.width)
		for i := range start {
			start[i] = W(rng.Uint64())
		}
		want := slices.Clone(start)
		iterateRef(want, k.width, n)
		fence.Each(t, func(buffer func(n int) []byte) {
			state := wordsOf[W](buffer(len(start) * int(unsafe.Sizeof(W(0)))))
			copy(state, start)
			k.iterate(state, n)
			if result := rowScratch * k.width; !slices.Equal(state[:result], want[:result]) {
				t.Errorf("%T in %d lanes: %d iterations differ from the reference", W(0), k.width, n)
			}
		})
	}
}

// wordsOf returns the memory of b, which is aligned, as words.
func wordsOf[W sha2.Word](b []byte) []W {
	return unsafe.Slice((*W)(unsafe.Pointer(&b[0])), len(b)/int(unsafe.Sizeof(W(0))))
}

// The reference itself equals the standard library.
func TestReferenceInLanes(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	length := func() int { return rng.IntN(40) }
	passwords, salts := kdftest.Random(rng, 7, length), kdftest.Random(rng, 7, length)
	for _, width := range []int{1, 3, 8} {
		t.Run(fmt.Sprintf("%d lanes", width), func(t *testing.T) {
			h := New(SHA256, 4, 40)
			h.lanes256 = newLanes(functions[SHA256](), []implementation[uint32]{{width: width, iterate: func(state []uint32, n int) { iterateRef(state, width, n) }}})
			compareHasher(t, h, passwords, salts)
			h = New(SHA512, 4, 100)
			h.lanes512 = newLanes(functions[SHA512](), []implementation[uint64]{{width: width, iterate: func(state []uint64, n int) { iterateRef(state, width, n) }}})
			compareHasher(t, h, passwords, salts)
		})
	}
}
