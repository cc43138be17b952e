package sha512crypt

import (
	"bytes"
	"context"
	"crypto/sha512"
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/go-crypt/x/crypt"

	"fanout/internal/cpu/cputest"
	"fanout/processors/hash/kdf/crypt3"
	"fanout/processors/hash/kdf/kdftest"
	"fanout/processors/hash/kdf/shacrypt"
)

// eachImplementation runs f on each implementation and, unless tests are to be
// short, on runRef in three lanes, which is slow.
func eachImplementation(t *testing.T, f func(t *testing.T, hasher func(rounds int) *Hasher, slow bool)) {
	cputest.Each(t, func(t *testing.T) { f(t, New, false) }, "sha512crypt")
	t.Run("lanes of the reference", func(t *testing.T) {
		if testing.Short() {
			t.Skip("slow")
		}
		f(t, func(rounds int) *Hasher {
			return newHasher(rounds, implementation{width: 3, run: runRef})
		}, true)
	})
}

// The test vectors of the specification. Rounds and salts that it cuts to its
// limits are cut here already.
func TestPublishedVectors(t *testing.T) {
	eachImplementation(t, func(t *testing.T, hasher func(rounds int) *Hasher, slow bool) {
		for _, v := range []struct {
			rounds               int
			salt, password, want string
		}{
			{5000, "saltstring", "Hello world!",
				"$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1"},
			{10000, "saltstringsaltstring", "Hello world!",
				"$6$rounds=10000$saltstringsaltst$OW1/O6BYHV6BcXZu8QVeXbDWra3Oeqh0sbHbbMCVNSnCM/UrjmM0Dp8vOuZeHBy/YTBmSK6H9qs/y3RnOaw5v."},
			{5000, "toolongsaltstring", "This is just a test",
				"$6$toolongsaltstrin$lQ8jolhgVRVhY4b5pZKaysCLi0QBxGoNeKQzQ3glMhwllF7oGDZxUhx1yxdYcz/e1JSbq3y6JMxxl8audkUEm0"},
			{1400, "anotherlongsaltstring", "a very much longer text to encrypt.  This one even stretches over morethan one line.",
				"$6$rounds=1400$anotherlongsalts$POfYwTEok97VWcjxIiSOjiykti.o/pQs.wPvMxQ6Fm7I6IoYN3CmLs66x9t0oSwbtEW7o7UmJEiDwGqd8p4ur1"},
			{77777, "short", "we have a short salt string but not a short password",
				"$6$rounds=77777$short$WuQyW2YR.hBNpjjRhpYD/ifIw05xdfeEyQoMxIXbkvr0gge1a1x3yRULJ5CCaUeOxFmtlcGZelFl5CxtgfiAc0"},
			{123456, "asaltof16chars..", "a short string",
				"$6$rounds=123456$asaltof16chars..$BtCwjqMJGx5hrJhZywWvt0RLE8uZ4oPwcelCjmw2kSYu.Ec6ycULevoBK25fs2xXgMNrCzIMVcgEJAstJeonj1"},
			{1000, "roundstoolow", "the minimum number is still observed",
				"$6$rounds=1000$roundstoolow$kUMsbe306n21p9R.FRkW3IGn.S9NPN0x50YhH1xhLsPuWGsUSklZt58jaTfF4ZEQpyUNGc0dqbpBYYBaHHrsX."},
		} {
			if (testing.Short() || slow) && v.rounds > 10000 {
				continue
			}
			password, salt := []byte(v.password), []byte(v.salt)
			// Two, as one alone may be left to the standard library.
			for _, key := range kdftest.Keys(t, hasher(v.rounds), KeyBytes, [][]byte{password, password}, [][]byte{salt, salt}) {
				if got := variant.Encode(v.rounds, salt[:min(len(salt), shacrypt.MaxSalt)], key); got != v.want {
					t.Errorf("got %s, want %s", got, v.want)
				}
			}
		}
	})
}

// goCrypt hashes a password by a different implementation.
func goCrypt(rounds int, password, salt []byte) string {
	return string(crypt.KeySHACrypt(sha512.New, password, salt[:min(len(salt), shacrypt.MaxSalt)], rounds))
}

// compareHashes compares the hashes of passwords with those of want.
func compareHashes(t testing.TB, h *Hasher, passwords, salts [][]byte, want func(rounds int, password, salt []byte) string) {
	t.Helper()
	for i, key := range kdftest.Keys(t, h, KeyBytes, passwords, salts) {
		encoded := variant.Encode(h.rounds, nil, key)
		got := encoded[len(encoded)-crypt3.Digits(KeyBytes):]
		if want := want(h.rounds, passwords[i], salts[i]); got != want {
			t.Errorf("%d rounds, password %d of %d (%d bytes), salt of %d bytes: %s, want %s",
				h.rounds, i, len(passwords), len(passwords[i]), len(salts[i]), got, want)
		}
	}
}

func TestEveryFillOfTheLanes(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(1, 2))
		for n := range 2*8 + 2 {
			passwords := kdftest.Random(rng, n, func() int { return rng.IntN(30) })
			salts := kdftest.Random(rng, n, func() int { return shacrypt.MaxSalt })
			compareHashes(t, New(shacrypt.MinRounds), passwords, salts, goCrypt)
		}
	}, "sha512crypt")
}

// From nothing to four blocks of SHA-512, side by side: lanes have different
// numbers of blocks, end at different times, and some passwords do not fit into
// a lane.
func TestEveryLengthOfPassword(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	length := -1
	passwords := kdftest.Random(rng, maxPassword+3, func() int { length++; return length })
	passwords = append(passwords, kdftest.Random(rng, 20, func() int { return maxPassword + 3 + rng.IntN(4*blockBytes-maxPassword) })...)
	rng.Shuffle(len(passwords), func(i, j int) { passwords[i], passwords[j] = passwords[j], passwords[i] })
	salts := kdftest.Random(rng, len(passwords), func() int { return rng.IntN(shacrypt.MaxSalt + 3) })
	if testing.Short() {
		passwords, salts = passwords[:40], salts[:40]
	}
	known := map[string]string{}
	for i, password := range passwords {
		known[string(password)] = goCrypt(shacrypt.MinRounds, password, salts[i])
	}
	cputest.Each(t, func(t *testing.T) {
		compareHashes(t, New(shacrypt.MinRounds), passwords, salts, func(_ int, password, _ []byte) string { return known[string(password)] })
	}, "sha512crypt")
}

// A cycle of messages has 42 rounds, and an implementation is called for at
// most maxSteps blocks.
func TestRoundsAroundCyclesAndSteps(t *testing.T) {
	eachImplementation(t, func(t *testing.T, hasher func(rounds int) *Hasher, _ bool) {
		rng := rand.New(rand.NewPCG(5, 6))
		for _, rounds := range []int{1007, 1008, 1009, 1010, maxSteps - 1, maxSteps, maxSteps + 1, 2*maxSteps + 1} {
			if testing.Short() && rounds > 1010 {
				break
			}
			passwords := kdftest.Random(rng, 3, func() int { return rng.IntN(60) })
			salts := kdftest.Random(rng, 3, func() int { return 8 })
			compareHashes(t, hasher(rounds), passwords, salts, goCrypt)
		}
	})
}

func TestHashAsksTheContextOnTheWay(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		h := New(shacrypt.MaxRounds)
		passwords := [][]byte{[]byte("one"), []byte("two"), make([]byte, 1000)}
		keys, salts := make([][]byte, 3), make([][]byte, 3)
		for i := range keys {
			keys[i] = make([]byte, KeyBytes)
		}
		for times := range 6 {
			for n := 1; n <= len(keys); n++ {
				ctx := kdftest.DoneAfter(times)
				if err := h.Hash(ctx, keys[:n], passwords[:n], salts[:n]); err != context.Canceled {
					t.Errorf("%d passwords, done after %d times: %v", n, times, err)
				}
			}
		}
	}, "sha512crypt")
}

func TestHashReturnsTheCause(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		cause := errors.New("enough")
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(cause)
		for _, n := range []int{1, 10} {
			err := New(shacrypt.MaxRounds).Hash(ctx, make([][]byte, n), make([][]byte, n), make([][]byte, n))
			if err != cause {
				t.Errorf("%d passwords: %v, want the cause", n, err)
			}
		}
	}, "sha512crypt")
}

// Hash ends soon in the midst of rounds that would take minutes.
func TestHashIsCancelledFromAnotherGoroutine(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		keys := [][]byte{make([]byte, KeyBytes), make([]byte, KeyBytes)}
		go cancel()
		if err := New(shacrypt.MaxRounds).Hash(ctx, keys, make([][]byte, 2), make([][]byte, 2)); err != context.Canceled {
			t.Error(err)
		}
	}, "sha512crypt")
}

func TestHashLeavesNoSecret(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		h := New(shacrypt.MinRounds)
		rng := rand.New(rand.NewPCG(7, 8))
		length := 300
		shorter := func() int { length -= 60; return length }
		kdftest.Keys(t, h, KeyBytes, kdftest.Random(rng, 5, shorter), kdftest.Random(rng, 5, func() int { return 16 }))
		memory := [][]byte{h.prep.A, h.prep.P, h.prep.S}
		if h.lanes != nil {
			memory = append(memory, h.lanes.arena)
			for i, w := range h.lanes.state {
				if w != 0 {
					t.Fatalf("word %d of the state is left", i)
				}
			}
		}
		for _, m := range memory {
			if m = m[:cap(m)]; !bytes.Equal(m, make([]byte, len(m))) {
				t.Errorf("left in memory: %x", m)
			}
		}
	}, "sha512crypt")
}

func TestHashAllocatesNothing(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		h := New(shacrypt.MinRounds)
		rng := rand.New(rand.NewPCG(9, 0))
		passwords := kdftest.Random(rng, 10, func() int { return 100 })
		salts := kdftest.Random(rng, 10, func() int { return 16 })
		keys := kdftest.Keys(t, h, KeyBytes, passwords, salts)
		ctx := t.Context()
		if n := testing.AllocsPerRun(5, func() {
			if err := h.Hash(ctx, keys, passwords, salts); err != nil {
				t.Error(err)
			}
		}); n != 0 {
			t.Errorf("%v allocations", n)
		}
	}, "sha512crypt")
}
