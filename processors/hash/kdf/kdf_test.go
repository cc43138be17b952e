package kdf

import (
	"bytes"
	"context"
	"crypto/pbkdf2"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/scrypt"
)

// small has parameters of every algorithm that take no time.
var small = []Params{
	{Algorithm: PBKDF2SHA512, Iterations: 3, KeyBytes: 64},
	{Algorithm: PBKDF2SHA256, Iterations: 3, KeyBytes: 33},
	{Algorithm: Argon2id, MemoryKiB: 8, Time: 1, Parallelism: 1, KeyBytes: 32},
	{Algorithm: Bcrypt, Cost: 4},
	{Algorithm: Scrypt, N: 16, R: 1, P: 1, KeyBytes: 20},
	{Algorithm: SHA512Crypt, Rounds: 1000},
	{Algorithm: Argon2i, MemoryKiB: 9, Time: 2, Parallelism: 1, KeyBytes: 33},
	{Algorithm: Argon2d, MemoryKiB: 17, Time: 1, Parallelism: 2, KeyBytes: 16},
}

// one hashes one password.
func one(t *testing.T, p Params, password, salt string) []byte {
	t.Helper()
	if err := p.Check(); err != nil {
		t.Fatal(err)
	}
	key := make([]byte, p.KeyLength())
	if err := New(p, 1).Hash(t.Context(), [][]byte{key}, [][]byte{[]byte(password)}, [][]byte{[]byte(salt)}); err != nil {
		t.Fatal(err)
	}
	return key
}

func TestHashersAgreeWithPublishedVectors(t *testing.T) {
	for _, v := range []struct {
		name           string
		p              Params
		password, salt string
		want           string
	}{
		// RFC 7914 section 11.
		{"pbkdf2-sha256 1", Params{Algorithm: PBKDF2SHA256, Iterations: 1, KeyBytes: 64}, "passwd", "salt",
			"55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783"},
		{"pbkdf2-sha256 80000", Params{Algorithm: PBKDF2SHA256, Iterations: 80000, KeyBytes: 64}, "Password", "NaCl",
			"4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d"},
		// The inputs of RFC 6070, with SHA-512.
		{"pbkdf2-sha512 1", Params{Algorithm: PBKDF2SHA512, Iterations: 1, KeyBytes: 64}, "password", "salt",
			"867f70cf1ade02cff3752599a3a53dc4af34c7a669815ae5d513554e1c8cf252c02d470a285a0501bad999bfe943c08f050235d7d68b1da55e63f73b60a57fce"},
		{"pbkdf2-sha512 4096", Params{Algorithm: PBKDF2SHA512, Iterations: 4096, KeyBytes: 64}, "passwordPASSWORDpassword", "saltSALTsaltSALTsaltSALTsaltSALTsalt",
			"8c0511f4c6e597c6ac6315d8f0362e225f3c501495ba23b868c005174dc4ee71115b59f9e60cd9532fa33e0f75aefe30225c583a186cd82bd4daea9724a3d3b8"},
		// RFC 7914 section 12.
		{"scrypt 1024", Params{Algorithm: Scrypt, N: 1024, R: 8, P: 16, KeyBytes: 64}, "password", "NaCl",
			"fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"},
		{"scrypt 16384", Params{Algorithm: Scrypt, N: 16384, R: 8, P: 1, KeyBytes: 64}, "pleaseletmein", "SodiumChloride",
			"7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"},
		// The reference implementation's own, version 0x13.
		{"argon2id 256", Params{Algorithm: Argon2id, MemoryKiB: 256, Time: 2, Parallelism: 1, KeyBytes: 32}, "password", "somesalt",
			"9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe"},
		{"argon2id 256, 2 lanes", Params{Algorithm: Argon2id, MemoryKiB: 256, Time: 2, Parallelism: 2, KeyBytes: 32}, "password", "somesalt",
			"6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037"},
	} {
		t.Run(v.name, func(t *testing.T) {
			if got := hex.EncodeToString(one(t, v.p, v.password, v.salt)); got != v.want {
				t.Errorf("got %s, want %s", got, v.want)
			}
		})
	}
}

// byLibrary computes what New's hasher should, by the libraries alone. What they
// do not offer for any salt the kernel's own tests compare; here it is the key of
// one password.
func byLibrary(t *testing.T, p Params, password, salt []byte) (key []byte, err error) {
	switch p.Algorithm {
	case PBKDF2SHA512:
		return pbkdf2.Key(sha512.New, string(password), salt, p.Iterations, p.KeyBytes)
	case PBKDF2SHA256:
		return pbkdf2.Key(sha256.New, string(password), salt, p.Iterations, p.KeyBytes)
	case Scrypt:
		return scrypt.Key(password, salt, p.N, p.R, p.P, p.KeyBytes)
	case Argon2id:
		return argon2.IDKey(password, salt, uint32(p.Time), uint32(p.MemoryKiB), uint8(p.Parallelism), uint32(p.KeyBytes)), nil
	case Argon2i:
		return argon2.Key(password, salt, uint32(p.Time), uint32(p.MemoryKiB), uint8(p.Parallelism), uint32(p.KeyBytes)), nil
	}
	return one(t, p, string(password), string(salt)), nil
}

func TestBatchesEqualSinglePasswords(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	bytesOf := func(n int) []byte {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(1 + rng.IntN(255))
		}
		return b
	}
	for _, p := range small {
		h := New(p, 8)
		for _, n := range []int{0, 1, 2, h.Lanes(), 2*h.Lanes() + 1} {
			keys, passwords, salts := make([][]byte, n), make([][]byte, n), make([][]byte, n)
			for i := range n {
				keys[i], passwords[i], salts[i] = make([]byte, p.KeyLength()), bytesOf(rng.IntN(73)), bytesOf(16)
			}
			if err := h.Hash(t.Context(), keys, passwords, salts); err != nil {
				t.Fatal(err)
			}
			for i := range n {
				if want, err := byLibrary(t, p, passwords[i], salts[i]); err != nil || !bytes.Equal(keys[i], want) {
					t.Errorf("%s: password %d of %d differs (%v)", p.Algorithm, i, n, err)
				}
			}
		}
	}
}

func TestHashStopsWhenAsked(t *testing.T) {
	cause := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(cause)
	for _, a := range Algorithms {
		p := Default(a)
		h := New(p, 1)
		defer h.Close()
		if err := h.Hash(ctx, [][]byte{make([]byte, p.KeyLength())}, [][]byte{[]byte("x")}, [][]byte{make([]byte, 16)}); err != cause {
			t.Errorf("%s: %v, want the cause", a, err)
		}
	}
}

func TestPasswordsThatWouldBeCutAreRefused(t *testing.T) {
	long := strings.Repeat("x", 73)
	for _, p := range small {
		for _, password := range []string{"a\x00b", long, "", "x"} {
			refused := p.CheckPassword([]byte(password)) != nil
			cut := password == "a\x00b" && (p.Algorithm == Bcrypt || p.Algorithm == SHA512Crypt) || password == long && p.Algorithm == Bcrypt
			if refused != cut {
				t.Errorf("%s, %q: refused %v, want %v", p.Algorithm, password, refused, cut)
			}
		}
	}
}

func TestSaltsAreWhatTheAlgorithmCanWrite(t *testing.T) {
	random := []byte{0, 1, 2, 250, 251, 252, 253, 254, 255, '$', ':', '\n', 9, 8, 7, 6}
	for _, p := range small {
		n := p.SaltBytes()
		if n == 0 {
			n = len(random)
		}
		salt := p.Salt(random[:n])
		if p.Algorithm != SHA512Crypt && !bytes.Equal(salt, random[:n]) {
			t.Errorf("%s: %x became %x", p.Algorithm, random[:n], salt)
		}
		if p.Algorithm == SHA512Crypt && (len(salt) != 16 || bytes.ContainsAny(salt, "$:\n\x00")) {
			t.Errorf("%s: salt %q", p.Algorithm, salt)
		}
	}
}

func BenchmarkHash(b *testing.B) {
	for _, p := range []Params{
		{Algorithm: PBKDF2SHA512, Iterations: 10_000, KeyBytes: 64},
		{Algorithm: PBKDF2SHA256, Iterations: 10_000, KeyBytes: 32},
		Default(Argon2id),
		{Algorithm: Bcrypt, Cost: 8},
		{Algorithm: Scrypt, N: 1 << 14, R: 8, P: 1, KeyBytes: 32},
		{Algorithm: SHA512Crypt, Rounds: 5000},
	} {
		b.Run(string(p.Algorithm), func(b *testing.B) {
			h := New(p, 8)
			defer h.Close()
			n := h.Lanes()
			keys, passwords, salts := make([][]byte, n), make([][]byte, n), make([][]byte, n)
			for i := range n {
				keys[i], passwords[i], salts[i] = make([]byte, p.KeyLength()), []byte("correct horse battery"), make([]byte, 16)
			}
			for b.Loop() {
				if err := h.Hash(context.Background(), keys, passwords, salts); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "hashes/s")
		})
	}
}
