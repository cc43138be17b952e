package pbkdf2

import (
	"bytes"
	"context"
	"crypto/pbkdf2"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"math"
	"math/rand/v2"
	"testing"

	"fanout/internal/cpu/cputest"
	"fanout/processors/hash/kdf/kdftest"
)

var functions = map[Hash]func() hash.Hash{SHA256: sha256.New, SHA512: sha512.New}

// eachFunction runs f on each implementation with each hash function.
func eachFunction(t *testing.T, f func(t *testing.T, h Hash)) {
	cputest.Each(t, func(t *testing.T) {
		for _, h := range []Hash{SHA256, SHA512} {
			t.Run(fmt.Sprintf("sha%d", 8*h.Size()), func(t *testing.T) { f(t, h) })
		}
	}, "pbkdf2-sha256", "pbkdf2-sha512")
}

// compareWithStd compares the keys of passwords with crypto/pbkdf2's.
func compareWithStd(t testing.TB, h Hash, iterations, keyBytes int, passwords, salts [][]byte) {
	t.Helper()
	compareHasher(t, New(h, iterations, keyBytes), passwords, salts)
}

func compareHasher(t testing.TB, h *Hasher, passwords, salts [][]byte) {
	t.Helper()
	for i, key := range kdftest.Keys(t, h, h.keyBytes, passwords, salts) {
		want, err := pbkdf2.Key(functions[h.hash], string(passwords[i]), salts[i], h.iterations, h.keyBytes)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(key, want) {
			t.Errorf("%d iterations, password %d of %d (%d bytes), salt of %d bytes: %x, want %x",
				h.iterations, i, len(passwords), len(passwords[i]), len(salts[i]), key, want)
		}
	}
}

func TestPublishedVectors(t *testing.T) {
	eachFunction(t, func(t *testing.T, h Hash) {
		for _, v := range []struct {
			h              Hash
			iterations     int
			password, salt string
			want           string
		}{
			// RFC 7914 section 11.
			{SHA256, 1, "passwd", "salt", "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783"},
			{SHA256, 80000, "Password", "NaCl", "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d"},
			// The inputs of RFC 6070 with SHA-512.
			{SHA512, 1, "password", "salt", "867f70cf1ade02cff3752599a3a53dc4af34c7a669815ae5d513554e1c8cf252c02d470a285a0501bad999bfe943c08f050235d7d68b1da55e63f73b60a57fce"},
			{SHA512, 2, "password", "salt", "e1d9c16aa681708a45f5c7c4e215ceb66e011a2e9f0040713f18aefdb866d53cf76cab2868a39b9f7840edce4fef5a82be67335c77a6068e04112754f27ccf4e"},
			{SHA512, 4096, "password", "salt", "d197b1b33db0143e018b12f3d1d1479e6cdebdcc97c5c0f87f6902e072f457b5143f30602641b3d55cd335988cb36b84376060ecd532e039b742a239434af2d5"},
			{SHA512, 4096, "passwordPASSWORDpassword", "saltSALTsaltSALTsaltSALTsaltSALTsalt", "8c0511f4c6e597c6ac6315d8f0362e225f3c501495ba23b868c005174dc4ee71115b59f9e60cd9532fa33e0f75aefe30225c583a186cd82bd4daea9724a3d3b8"},
		} {
			if v.h != h || testing.Short() && v.iterations > 10000 {
				continue
			}
			// Enough passwords for each implementation, and for none to be left
			// to crypto/pbkdf2.
			lanes := New(h, 1, 64).Lanes()
			n := lanes + (lanes+1)/2
			passwords, salts := make([][]byte, n), make([][]byte, n)
			for i := range n {
				passwords[i], salts[i] = []byte(v.password), []byte(v.salt)
			}
			for i, key := range kdftest.Keys(t, New(h, v.iterations, 64), 64, passwords, salts) {
				if got := hex.EncodeToString(key); got != v.want {
					t.Errorf("password %d of %d: got %s, want %s", i, n, got, v.want)
				}
			}
		}
	})
}

func TestEveryFillOfTheLanes(t *testing.T) {
	eachFunction(t, func(t *testing.T, h Hash) {
		rng := rand.New(rand.NewPCG(1, uint64(h)))
		for n := range 2*32 + 2 {
			passwords := kdftest.Random(rng, n, func() int { return rng.IntN(20) })
			salts := kdftest.Random(rng, n, func() int { return 16 })
			compareWithStd(t, h, 3, h.Size(), passwords, salts)
		}
	})
}

// Keys of several digests take several lanes, in part in the next batch.
func TestEveryKeyLength(t *testing.T) {
	eachFunction(t, func(t *testing.T, h Hash) {
		rng := rand.New(rand.NewPCG(2, uint64(h)))
		for keyBytes := 1; keyBytes <= 4*h.Size()+1; keyBytes++ {
			n := 1 + rng.IntN(12)
			passwords := kdftest.Random(rng, n, func() int { return rng.IntN(20) })
			salts := kdftest.Random(rng, n, func() int { return 16 })
			compareWithStd(t, h, 2, keyBytes, passwords, salts)
		}
	})
}

// Lengths are from 0 to four blocks of the hash function.
func TestEveryLengthOfPasswordAndSalt(t *testing.T) {
	eachFunction(t, func(t *testing.T, h Hash) {
		rng := rand.New(rand.NewPCG(3, uint64(h)))
		longest := 4 * functions[h]().BlockSize()
		length := -1
		next := func() int { length++; return length }
		passwords := kdftest.Random(rng, longest+1, next)
		length = -1
		salts := kdftest.Random(rng, longest+1, next)
		compareWithStd(t, h, 2, h.Size(), passwords, salts)
		rng.Shuffle(len(salts), func(i, j int) { salts[i], salts[j] = salts[j], salts[i] })
		compareWithStd(t, h, 1, h.Size(), passwords, salts)
	})
}

// An implementation is called for at most maxIterations, without the first one.
func TestIterationsAroundTheStep(t *testing.T) {
	eachFunction(t, func(t *testing.T, h Hash) {
		rng := rand.New(rand.NewPCG(4, uint64(h)))
		for _, iterations := range []int{1, 2, 3, maxIterations - 1, maxIterations, maxIterations + 1, maxIterations + 2, 4095, 4096, 4097, 4098, 8193} {
			if testing.Short() && iterations > maxIterations+2 {
				break
			}
			n := 5 // too many to be left to crypto/pbkdf2
			passwords := kdftest.Random(rng, n, func() int { return 8 })
			salts := kdftest.Random(rng, n, func() int { return 16 })
			compareWithStd(t, h, iterations, h.Size(), passwords, salts)
		}
	})
}

func TestLanesAreFilledByAsManyPasswords(t *testing.T) {
	for _, c := range []struct {
		keyBytes, perKey int
	}{{1, 1}, {64, 1}, {65, 2}, {128, 2}, {129, 3}, {256, 4}, {512, 8}, {1024, 16}} {
		h := New(SHA512, 1, c.keyBytes)
		width := New(SHA512, 1, 1).Lanes()
		n := h.Lanes()
		if n*c.perKey%width != 0 {
			t.Errorf("keys of %d bytes: %d passwords leave some of %d lanes empty", c.keyBytes, n, width)
		}
		if n > 1 && n%2 == 0 && n/2*c.perKey%width == 0 {
			t.Errorf("keys of %d bytes: half of %d passwords fill %d lanes too", c.keyBytes, n, width)
		}
	}
}

func TestHashAsksTheContextInEveryStep(t *testing.T) {
	eachFunction(t, func(t *testing.T, h Hash) {
		// With lanes, it would take hours to do all iterations before asking.
		iterations := math.MaxInt
		if New(h, 1, 1).Lanes() == 1 {
			iterations = 2
		}
		for times := range 4 {
			const n = 5
			keys := make([][]byte, n)
			for i := range keys {
				keys[i] = make([]byte, h.Size())
			}
			ctx := kdftest.DoneAfter(times)
			if err := New(h, iterations, h.Size()).Hash(ctx, keys, make([][]byte, n), make([][]byte, n)); err != context.Canceled {
				t.Errorf("done after %d times: %v", times, err)
			}
		}
	})
}

func TestHashReturnsTheCause(t *testing.T) {
	eachFunction(t, func(t *testing.T, h Hash) {
		cause := errors.New("enough")
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(cause)
		for _, n := range []int{1, 20} {
			keys := make([][]byte, n)
			for i := range keys {
				keys[i] = make([]byte, 1)
			}
			if err := New(h, 1, 1).Hash(ctx, keys, make([][]byte, n), make([][]byte, n)); err != cause {
				t.Errorf("%d passwords: %v, want the cause", n, err)
			}
		}
	})
}

// Hash ends soon although its iterations would take hours.
func TestHashIsCancelledFromAnotherGoroutine(t *testing.T) {
	eachFunction(t, func(t *testing.T, h Hash) {
		hasher := New(h, math.MaxInt, h.Size())
		if hasher.Lanes() == 1 {
			t.Skip("crypto/pbkdf2 ends what it has begun")
		}
		ctx, cancel := context.WithCancel(t.Context())
		keys := make([][]byte, hasher.Lanes())
		for i := range keys {
			keys[i] = make([]byte, h.Size())
		}
		go cancel()
		if err := hasher.Hash(ctx, keys, make([][]byte, len(keys)), make([][]byte, len(keys))); err != context.Canceled {
			t.Error(err)
		}
	})
}

func TestHashLeavesNoSecret(t *testing.T) {
	eachFunction(t, func(t *testing.T, h Hash) {
		hasher := New(h, 3, h.Size())
		rng := rand.New(rand.NewPCG(5, 0))
		kdftest.Keys(t, hasher, hasher.keyBytes, kdftest.Random(rng, 9, func() int { return 200 }), kdftest.Random(rng, 9, func() int { return 16 }))
		if hasher.lanes256 != nil {
			checkZero(t, hasher.lanes256)
		}
		if hasher.lanes512 != nil {
			checkZero(t, hasher.lanes512)
		}
	})
}

func checkZero[W uint32 | uint64](t *testing.T, l *lanes[W]) {
	t.Helper()
	for i, w := range l.state {
		if w != 0 {
			t.Fatalf("word %d of the state is left", i)
		}
	}
	for _, memory := range [][]byte{l.innerKey, l.outerKey, l.digest[:cap(l.digest)], l.saved[:cap(l.saved)]} {
		if !bytes.Equal(memory, make([]byte, len(memory))) {
			t.Errorf("left in memory: %x", memory)
		}
	}
}

func TestHashAllocatesNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("with the race detector, the standard library allocates")
	}
	eachFunction(t, func(t *testing.T, h Hash) {
		hasher := New(h, 2, 100)
		if hasher.Lanes() == 1 {
			t.Skip("crypto/pbkdf2 allocates")
		}
		rng := rand.New(rand.NewPCG(6, 0))
		passwords := kdftest.Random(rng, 16, func() int { return 200 })
		keys := kdftest.Keys(t, hasher, hasher.keyBytes, passwords, passwords)
		ctx := t.Context()
		if n := testing.AllocsPerRun(10, func() {
			if err := hasher.Hash(ctx, keys, passwords, passwords); err != nil {
				t.Error(err)
			}
		}); n != 0 {
			t.Errorf("%v allocations", n)
		}
	})
}
