package pbkdf2

import (
	"bytes"
	"crypto/pbkdf2"
	"crypto/sha256"
	"crypto/sha512"
	"fmt"
	"hash"
	"math/rand/v2"
	"testing"

	"fanout/internal/cpu/cputest"
)

var functions = map[Hash]func() hash.Hash{SHA256: sha256.New, SHA512: sha512.New}

// each runs f on each implementation with each hash function.
func each(t *testing.T, f func(t *testing.T, h Hash)) {
	cputest.Each(t, func(t *testing.T) {
		for _, h := range []Hash{SHA256, SHA512} {
			t.Run(fmt.Sprintf("sha%d", 8*h.Size()), func(t *testing.T) { f(t, h) })
		}
	}, "pbkdf2-sha256", "pbkdf2-sha512")
}

func randomBytes(rng *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(rng.Uint32())
	}
	return b
}

// check compares the keys of passwords with crypto/pbkdf2's.
func check(t *testing.T, h Hash, iterations, keyBytes int, passwords, salts [][]byte) {
	t.Helper()
	keys := make([][]byte, len(passwords))
	for i := range keys {
		keys[i] = make([]byte, keyBytes)
	}
	if err := New(h, iterations, keyBytes).Hash(t.Context(), keys, passwords, salts); err != nil {
		t.Fatal(err)
	}
	for i, key := range keys {
		want, err := pbkdf2.Key(functions[h], string(passwords[i]), salts[i], iterations, keyBytes)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(key, want) {
			t.Errorf("%d iterations, password %d of %d (%d bytes), salt of %d bytes: %x, want %x",
				iterations, i, len(passwords), len(passwords[i]), len(salts[i]), key, want)
		}
	}
}

func TestAnyIterationsAndFillsEqualTheStandardLibrary(t *testing.T) {
	each(t, func(t *testing.T, h Hash) {
		rng := rand.New(rand.NewPCG(1, uint64(h)))
		for _, iterations := range []int{1, 2, 3, 50} {
			for n := range 35 {
				passwords, salts := make([][]byte, n), make([][]byte, n)
				for i := range n {
					passwords[i], salts[i] = randomBytes(rng, rng.IntN(20)), randomBytes(rng, 16)
				}
				check(t, h, iterations, h.Size(), passwords, salts)
			}
		}
	})
}
