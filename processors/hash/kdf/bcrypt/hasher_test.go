package bcrypt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unsafe"

	xbcrypt "golang.org/x/crypto/bcrypt"

	"fanout/internal/cpu/cputest"
	"fanout/internal/fence"
)

// hashIntoBuffers hashes passwords in one batch. It calls buffer for the memory
// of each digest.
func hashIntoBuffers(t testing.TB, cost int, passwords, salts [][]byte, buffer func(int) []byte) [][]byte {
	t.Helper()
	keys := make([][]byte, len(passwords))
	for i := range keys {
		keys[i] = buffer(DigestBytes)
	}
	if err := New(cost).Hash(context.Background(), keys, passwords, salts); err != nil {
		t.Fatal(err)
	}
	return keys
}

func buffer(n int) []byte { return make([]byte, n) }

// verify checks a digest by golang.org/x/crypto/bcrypt, which cannot be given a
// salt to hash with.
func verify(t testing.TB, cost int, password, salt, digest []byte) {
	t.Helper()
	h := Hash{Ident: "2b", Cost: cost, Salt: [SaltBytes]byte(salt), Digest: [DigestBytes]byte(digest)}
	if err := xbcrypt.CompareHashAndPassword([]byte(h.String()), password); err != nil {
		t.Errorf("%q with salt %x: %s: %v", password, salt, &h, err)
	}
}

func TestHashAgreesWithPublishedVectors(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		var passwords, salts [][]byte
		for _, v := range vectors {
			h, err := Parse(v.hash)
			if err != nil {
				t.Fatal(err)
			}
			passwords, salts = append(passwords, []byte(v.password)), append(salts, h.Salt[:])
		}
		for i, digest := range hashIntoBuffers(t, 5, passwords, salts, buffer) {
			h, _ := Parse(vectors[i].hash)
			if !bytes.Equal(digest, h.Digest[:]) {
				t.Errorf("%q: %x, want %x", passwords[i], digest, h.Digest)
			}
		}
	}, "bcrypt")
}

// Passwords of every length, in every number at a time, next to memory that
// must not be touched.
func TestEveryFillAgreesWithTheLibrary(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		rng, length := rand.New(rand.NewPCG(1, 2)), 0
		step := 1
		if testing.Short() {
			step = 4
		}
		for n := 0; n <= 2*maxLanes+2; n += step {
			fence.Each(t, func(buffer func(int) []byte) {
				passwords, salts := make([][]byte, n), make([][]byte, n)
				for i := range n {
					passwords[i], salts[i] = buffer(length), buffer(SaltBytes)
					for k := range passwords[i] {
						passwords[i][k] = byte(1 + rng.IntN(255))
					}
					for k := range salts[i] {
						salts[i][k] = byte(rng.Uint32())
					}
					length = (length + 1) % (MaxPassword + 1)
				}
				for i, digest := range hashIntoBuffers(t, MinCost, passwords, salts, buffer) {
					verify(t, MinCost, passwords[i], salts[i], digest)
				}
			})
		}
	}, "bcrypt")
}

// The costs around those at which Hash polls its ctx a second time.
func TestCostsAgreeWithTheLibrary(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		for cost := MinCost; cost <= 6; cost++ {
			salt := []byte("0123456789abcdef")
			digests := hashIntoBuffers(t, cost, [][]byte{[]byte("a"), []byte("b")}, [][]byte{salt, salt}, buffer)
			verify(t, cost, []byte("a"), salt, digests[0])
			verify(t, cost, []byte("b"), salt, digests[1])
		}
	}, "bcrypt")
}

// This is tested for any state, not only those of keys, and for memory outside.
func TestRekeyAgreesWithItsReference(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(3, 4))
		size := int(unsafe.Sizeof(boxes{}))
		for n := 1; n <= lanes(); n++ {
			fence.Each(t, func(buffer func(int) []byte) {
				mem := buffer(n * size)
				states := unsafe.Slice((*boxes)(unsafe.Pointer(&mem[0])), n) // aligned: size and pages are multiples of 4
				for i := range states {
					fill(&states[i], rng)
				}
				want := append([]boxes{}, states...)
				rekey(states)
				for i := range want {
					want[i].rekeyRef()
					if states[i] != want[i] {
						t.Errorf("state %d of %d differs", i, n)
					}
				}
			})
		}
	}, "bcrypt")
}

func fill(b *boxes, rng *rand.Rand) {
	for i := range b.p {
		b.p[i] = rng.Uint32()
	}
	for i := range b.s {
		for k := range b.s[i] {
			b.s[i][k] = rng.Uint32()
		}
	}
}

func TestPasswordsThatWouldBeCutAreRefused(t *testing.T) {
	for password, want := range map[string]error{
		strings.Repeat("x", 72): nil,
		strings.Repeat("x", 73): ErrTooLong,
		"before\x00after":       ErrNUL,
	} {
		salt := make([]byte, SaltBytes)
		err := New(MinCost).Hash(t.Context(), [][]byte{make([]byte, DigestBytes)}, [][]byte{[]byte(password)}, [][]byte{salt})
		if !errors.Is(err, want) {
			t.Errorf("%.10q of %d bytes: %v, want %v", password, len(password), err, want)
		}
	}
}

// At cost 31 a hash takes days.
func TestHashStopsInTheMiddle(t *testing.T) {
	cause := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	h := New(MaxCost)
	looked := 0
	err := h.Hash(&cancelled{ctx, func() {
		if looked++; looked == 3 {
			cancel(cause)
		}
	}}, [][]byte{make([]byte, DigestBytes)}, [][]byte{[]byte("x")}, [][]byte{make([]byte, SaltBytes)})
	if err != cause {
		t.Errorf("%v, want the cause", err)
	}
	if h.states[0] != (boxes{}) || h.keys[0] != ([18]uint32{}) {
		t.Error("what comes from the password is still in memory")
	}
}

// A cancelled calls look whenever it is polled.
type cancelled struct {
	context.Context
	look func()
}

func (c *cancelled) Err() error {
	c.look()
	return c.Context.Err()
}

func TestHashAllocatesNothing(t *testing.T) {
	h := New(MinCost)
	one := func(n int) [][]byte { return [][]byte{bytes.Repeat([]byte{1}, n)} }
	keys, passwords, salts := one(DigestBytes), one(8), one(SaltBytes)
	if n := testing.AllocsPerRun(10, func() { _ = h.Hash(context.Background(), keys, passwords, salts) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

// FuzzHash compares batches of up to two fills, whose passwords are parts of
// one text, with the library.
func FuzzHash(f *testing.F) {
	f.Add([]byte("secret"), []byte("0123456789abcdef"), uint8(3))
	f.Add(bytes.Repeat([]byte{0xff}, 72), []byte{}, uint8(9))
	f.Fuzz(func(t *testing.T, text, saltText []byte, count uint8) {
		n := int(count)%(2*maxLanes) + 1
		var passwords, salts [][]byte
		for i := range n {
			p := text[len(text)*i/n:]
			if Check(p) != nil {
				return
			}
			salt := make([]byte, SaltBytes)
			copy(salt, saltText[len(saltText)*i/n:])
			passwords, salts = append(passwords, p), append(salts, salt)
		}
		for i, digest := range hashIntoBuffers(t, MinCost, passwords, salts, buffer) {
			verify(t, MinCost, passwords[i], salts[i], digest)
		}
	})
}

func BenchmarkHash(b *testing.B) {
	for n := 1; n <= maxLanes; n++ {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			h := New(8)
			keys, passwords, salts := make([][]byte, n), make([][]byte, n), make([][]byte, n)
			for i := range n {
				keys[i], passwords[i], salts[i] = make([]byte, DigestBytes), []byte("correct horse"), make([]byte, SaltBytes)
			}
			for b.Loop() {
				if err := h.Hash(context.Background(), keys, passwords, salts); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "hashes/s")
		})
	}
	b.Run("library", func(b *testing.B) {
		for b.Loop() {
			if _, err := xbcrypt.GenerateFromPassword([]byte("correct horse"), 8); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "hashes/s")
	})
}
