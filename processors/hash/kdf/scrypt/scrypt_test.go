package scrypt

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"testing"

	xscrypt "golang.org/x/crypto/scrypt"

	"fanout/internal/cpu/cputest"
	"fanout/processors/hash/kdf/kdftest"
)

func xscryptKey(t testing.TB, password, salt []byte, n, r, p, keyBytes int) []byte {
	t.Helper()
	key, err := xscrypt.Key(password, salt, n, r, p, keyBytes)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// The vectors of RFC 7914 section 12, except for the one with N=2^20.
func TestVectorsOfTheRFC(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		for _, c := range []struct {
			password, salt string
			n, r, p        int
			want           string
		}{
			{"", "", 16, 1, 1, "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"},
			{"password", "NaCl", 1024, 8, 16, "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"},
			{"pleaseletmein", "SodiumChloride", 16384, 8, 1, "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"},
		} {
			h := New(c.n, c.r, c.p, 64, 100)
			key := kdftest.Keys(t, h, h.keyBytes, [][]byte{[]byte(c.password)}, [][]byte{[]byte(c.salt)})
			if got := hex.EncodeToString(key[0]); got != c.want {
				t.Errorf("%q, %q, n=%d: %s, want %s", c.password, c.salt, c.n, got, c.want)
			}
			h.Close()
		}
	}, "scrypt")
}

func TestKeysAreThoseOfXCrypto(t *testing.T) {
	maxR := 9
	if testing.Short() {
		maxR = 3
	}
	cputest.Each(t, func(t *testing.T) {
		for _, n := range []int{2, 4, 16, 256} {
			for r := 1; r <= maxR; r++ {
				for p := 1; p <= 3; p++ {
					keyBytes := 1 + (n*7+r*31+p*11)%130
					h := New(n, r, p, keyBytes, 100)
					passwords, salts := kdftest.Inputs(h.Lanes()+1, 0)
					for i, key := range kdftest.Keys(t, h, h.keyBytes, passwords, salts) {
						if want := xscryptKey(t, passwords[i], salts[i], n, r, p, keyBytes); !bytes.Equal(key, want) {
							t.Fatalf("n=%d, r=%d, p=%d, %d bytes, password %d: %x, want %x", n, r, p, keyBytes, i, key, want)
						}
					}
					h.Close()
				}
			}
		}
	}, "scrypt")
}

// However many passwords are hashed at a time, each gets its own key.
func TestEveryFillOfTheLanes(t *testing.T) {
	passwords, salts := kdftest.Inputs(19, 0)
	want := make([][]byte, len(passwords))
	for i := range want {
		want[i] = xscryptKey(t, passwords[i], salts[i], 32, 2, 2, 24)
	}
	cputest.Each(t, func(t *testing.T) {
		for lanes := 1; lanes <= 9; lanes++ {
			h := New(32, 2, 2, 24, lanes)
			for n := range len(passwords) + 1 {
				for i, key := range kdftest.Keys(t, h, h.keyBytes, passwords[:n], salts[:n]) {
					if !bytes.Equal(key, want[i]) {
						t.Fatalf("%d lanes, %d passwords: key %d is %x, want %x", lanes, n, i, key, want[i])
					}
				}
			}
			h.Close()
		}
	}, "scrypt")
}

func TestLanesAreNoMoreThanAllowed(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		for lanes := 1; lanes < 20; lanes++ {
			h := New(16, 2, 3, 32, lanes)
			if h.Lanes() != min(lanes, maxLanes()) {
				t.Errorf("%d lanes, allowed are %d", h.Lanes(), lanes)
			}
			// V, B, and X and Y, which have whole vectors
			minimum := int64(128 * 2 * h.Lanes() * (16 + 3 + 2))
			if maximum := minimum + 128*2*2*3; h.Memory() < minimum || h.Memory() > maximum {
				t.Errorf("%d lanes: %d bytes of memory, want from %d to %d", h.Lanes(), h.Memory(), minimum, maximum)
			}
		}
	}, "scrypt")
}

func TestACancelledHashEndsWithTheCause(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(context.Background())
		stop := errors.New("stop")
		cancel(stop)
		h := New(1<<20, 1, 1, 32, 1) // a second
		defer h.Close()
		passwords, salts := kdftest.Inputs(1, 0)
		if err := h.Hash(ctx, [][]byte{make([]byte, 32)}, passwords, salts); err != stop {
			t.Errorf("%v, want the cause", err)
		}
	}, "scrypt")
}

// A hash allocates little: one word list for each of the 33 blocks of PBKDF2.
func TestFewAllocationsPerHash(t *testing.T) {
	h := New(256, 8, 1, 32, 8)
	defer h.Close()
	passwords, salts := kdftest.Inputs(h.Lanes(), 0)
	keys := kdftest.Keys(t, h, h.keyBytes, passwords, salts)
	n := testing.AllocsPerRun(10, func() { h.Hash(context.Background(), keys, passwords, salts) })
	if n > float64(40*len(keys)) {
		t.Errorf("%v allocations for %d passwords", n, len(keys))
	}
}

// Nothing about passwords remains in the Hasher, except in the arena.
func TestSecretsAreForgotten(t *testing.T) {
	h := New(16, 1, 2, 32, 8)
	defer h.Close()
	passwords, salts := kdftest.Inputs(h.Lanes(), 0)
	kdftest.Keys(t, h, h.keyBytes, passwords, salts)
	for _, b := range append(h.parts[:cap(h.parts)], h.units[:cap(h.units)]...) {
		if b != nil {
			t.Error("a part is kept")
		}
	}
}

func BenchmarkHash(b *testing.B) {
	for _, n := range []int{1 << 15, 1 << 17} {
		report := func(b *testing.B, perRound int) {
			b.ReportMetric(float64(b.N*perRound)/b.Elapsed().Seconds(), "hash/s")
		}
		b.Run(fmt.Sprintf("n=%d/x-crypto", n), func(b *testing.B) {
			for b.Loop() {
				xscryptKey(b, []byte("password"), []byte("saltsaltsaltsalt"), n, 8, 1, 32)
			}
			report(b, 1)
		})
		for lanes := 1; lanes <= maxLanes(); lanes++ {
			b.Run(fmt.Sprintf("n=%d/lanes=%d", n, lanes), func(b *testing.B) {
				h := New(n, 8, 1, 32, lanes)
				defer h.Close()
				passwords, salts := kdftest.Inputs(lanes, 0)
				kdftest.Keys(b, h, h.keyBytes, passwords, salts)
				for b.Loop() {
					kdftest.Keys(b, h, h.keyBytes, passwords, salts)
				}
				report(b, lanes)
			})
		}
	}
}
