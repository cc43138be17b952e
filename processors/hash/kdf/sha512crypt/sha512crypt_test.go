package sha512crypt

import (
	"crypto/sha512"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/go-crypt/x/crypt"

	"fanout/internal/cpu/cputest"
)

// each runs f on each implementation, and on runRef in 3 lanes.
func each(t *testing.T, f func(t *testing.T, hasher func(rounds int) *Hasher)) {
	cputest.Each(t, func(t *testing.T) { f(t, New) }, "sha512crypt")
	t.Run("lanes of the reference", func(t *testing.T) {
		f(t, func(rounds int) *Hasher {
			return &Hasher{rounds: rounds, lanes: newLanes(kernel{width: 3, run: runRef})}
		})
	})
}

// hashOne hashes one password.
func hashOne(t *testing.T, h *Hasher, password, salt string) []byte {
	t.Helper()
	key := make([]byte, KeyBytes)
	if err := h.Hash(t.Context(), [][]byte{key}, [][]byte{[]byte(password)}, [][]byte{[]byte(salt)}); err != nil {
		t.Fatal(err)
	}
	return key
}

// The test vectors of the specification. Rounds and salts that it cuts to its
// limits are cut here already.
func TestPublishedVectors(t *testing.T) {
	each(t, func(t *testing.T, hasher func(rounds int) *Hasher) {
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
			key := hashOne(t, hasher(v.rounds), v.password, v.salt)
			if got := Encode(v.rounds, []byte(v.salt[:min(len(v.salt), MaxSalt)]), key); got != v.want {
				t.Errorf("got %s, want %s", got, v.want)
			}
		}
	})
}

func randomBytes(rng *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(rng.Uint32())
	}
	return b
}

// check compares the hashes of passwords with go-crypt's.
func check(t *testing.T, h *Hasher, passwords, salts [][]byte) {
	t.Helper()
	keys := make([][]byte, len(passwords))
	for i := range keys {
		keys[i] = make([]byte, KeyBytes)
	}
	if err := h.Hash(t.Context(), keys, passwords, salts); err != nil {
		t.Fatal(err)
	}
	for i, key := range keys {
		want := fmt.Sprintf("$6$rounds=%d$%s$%s", h.rounds, salts[i], crypt.KeySHACrypt(sha512.New, passwords[i], salts[i], h.rounds))
		if got := Encode(h.rounds, salts[i], key); got != want {
			t.Errorf("password %d of %d (%d bytes), salt of %d bytes: %s, want %s",
				i, len(passwords), len(passwords[i]), len(salts[i]), got, want)
		}
	}
}

func TestAnyFill(t *testing.T) {
	each(t, func(t *testing.T, hasher func(rounds int) *Hasher) {
		rng := rand.New(rand.NewPCG(1, 2))
		h := hasher(1000)
		for n := range 20 {
			passwords, salts := make([][]byte, n), make([][]byte, n)
			for i := range n {
				passwords[i], salts[i] = randomBytes(rng, rng.IntN(30)), Salt(randomBytes(rng, SaltSource))
			}
			check(t, h, passwords, salts)
		}
	})
}
