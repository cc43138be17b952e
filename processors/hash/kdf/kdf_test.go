package kdf

import (
	"bytes"
	"context"
	"crypto/pbkdf2"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/scrypt"
)

// params returns the default parameters with these costs in place of their own.
func params(algorithm string, costs ...int) Params {
	s, err := Lookup(algorithm)
	if err != nil {
		panic(err)
	}
	p := s.Default()
	copy(p.Costs[:], costs)
	return p
}

// sized is params with the length of the key, too.
func sized(keyBytes int, algorithm string, costs ...int) Params {
	p := params(algorithm, costs...)
	p.KeyBytes = keyBytes
	return p
}

// small has parameters of every algorithm that take no time.
var small = []Params{
	params("pbkdf2-sha512", 3),
	sized(33, "pbkdf2-sha256", 3),
	params("argon2id", 8, 1, 1),
	params("bcrypt", 4),
	sized(20, "scrypt", 16, 1, 1),
	params("sha512crypt", 1000),
	sized(33, "argon2i", 9, 2, 1),
	sized(16, "argon2d", 17, 1, 2),
	sized(24, "argon2id", 17, 3, 2, 16),
	params("bcrypt-sha256", 4),
	params("bcrypt-sha256-v1", 4),
	params("django-bcrypt-sha256", 4),
	params("wordpress", 4),
	params("scram-sha-256", 3),
	sized(21, "pbkdf2-sha1", 3),
	sized(33, "pbkdf2-sha224", 3),
	sized(49, "pbkdf2-sha384", 3),
}

// one hashes one password.
func one(t *testing.T, p Params, password, salt string) []byte {
	t.Helper()
	if err := p.Check(); err != nil {
		t.Fatal(err)
	}
	key := make([]byte, p.KeyLength())
	if err := p.New(1).Hash(t.Context(), [][]byte{key}, [][]byte{[]byte(password)}, [][]byte{[]byte(salt)}); err != nil {
		t.Fatal(err)
	}
	return key
}

const binarySalt = "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f"

func TestHashersAgreeWithPublishedVectors(t *testing.T) {
	for _, v := range []struct {
		name           string
		p              Params
		password, salt string
		want           string
	}{
		// RFC 7914 section 11.
		{"pbkdf2-sha256 1", sized(64, "pbkdf2-sha256", 1), "passwd", "salt",
			"55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783"},
		{"pbkdf2-sha256 80000", sized(64, "pbkdf2-sha256", 80000), "Password", "NaCl",
			"4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d"},
		// The inputs of RFC 6070, with SHA-512.
		{"pbkdf2-sha512 1", params("pbkdf2-sha512", 1), "password", "salt",
			"867f70cf1ade02cff3752599a3a53dc4af34c7a669815ae5d513554e1c8cf252c02d470a285a0501bad999bfe943c08f050235d7d68b1da55e63f73b60a57fce"},
		{"pbkdf2-sha512 4096", params("pbkdf2-sha512", 4096), "passwordPASSWORDpassword", "saltSALTsaltSALTsaltSALTsaltSALTsalt",
			"8c0511f4c6e597c6ac6315d8f0362e225f3c501495ba23b868c005174dc4ee71115b59f9e60cd9532fa33e0f75aefe30225c583a186cd82bd4daea9724a3d3b8"},
		// Python's hashlib.
		{"pbkdf2-sha1", sized(64, "pbkdf2-sha1", 1000), "a\x00b", binarySalt,
			"9438c1cfc6ea7d21b844f2025c8f7671d14bed06eca83933b7fc9d0588cc87299ca301a93619bec6ff3afe41bab3baadd56c48745ea10d4e5088c7483299d478"},
		{"pbkdf2-sha224", sized(64, "pbkdf2-sha224", 1000), "a\x00b", binarySalt,
			"0ab99aa20c417114bdae36d8ff6fdedb55b8a2ef6a00b8ae7d077ba31ef50e0572ec488060d0c55df9944a318214b25da81b2706e2c271d3d0607b61e635147e"},
		{"pbkdf2-sha384", sized(64, "pbkdf2-sha384", 1000), "a\x00b", binarySalt,
			"839e8f25efda8e94698b92d22c04a1dda5ca0ed1084117222b3f7194a9f6a6024e5f8c01cb4094e7ed17e209e8049971125614d903ce0a15351979a0375e90e2"},
		// RFC 7914 section 12.
		{"scrypt 1024", sized(64, "scrypt", 1024, 8, 16), "password", "NaCl",
			"fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"},
		{"scrypt 16384", sized(64, "scrypt", 16384, 8, 1), "pleaseletmein", "SodiumChloride",
			"7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"},
		// The reference implementation's own, version 0x13.
		{"argon2id 256", params("argon2id", 256, 2, 1), "password", "somesalt",
			"9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe"},
		{"argon2id 256, 2 lanes", params("argon2id", 256, 2, 2), "password", "somesalt",
			"6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037"},
	} {
		t.Run(v.name, func(t *testing.T) {
			if got := hex.EncodeToString(one(t, v.p, v.password, v.salt)); got != v.want {
				t.Errorf("got %s, want %s", got, v.want)
			}
		})
	}
}

// byLibrary computes what New's hasher should, by the libraries alone. What
// they do not offer for any salt the kernel's own tests compare; here it is the
// key of one password.
func byLibrary(t *testing.T, p Params, password, salt []byte) (key []byte, err error) {
	switch p.Scheme.Name {
	case "pbkdf2-sha512":
		return pbkdf2.Key(sha512.New, string(password), salt, p.Costs[0], p.KeyBytes)
	case "pbkdf2-sha1":
		return pbkdf2.Key(sha1.New, string(password), salt, p.Costs[0], p.KeyBytes)
	case "pbkdf2-sha224":
		return pbkdf2.Key(sha256.New224, string(password), salt, p.Costs[0], p.KeyBytes)
	case "pbkdf2-sha384":
		return pbkdf2.Key(sha512.New384, string(password), salt, p.Costs[0], p.KeyBytes)
	case "pbkdf2-sha256":
		return pbkdf2.Key(sha256.New, string(password), salt, p.Costs[0], p.KeyBytes)
	case "scrypt":
		return scrypt.Key(password, salt, p.Costs[0], p.Costs[1], p.Costs[2], p.KeyBytes)
	case "argon2id":
		if p.Costs[3] == 16 {
			break
		}
		return argon2.IDKey(password, salt, uint32(p.Costs[1]), uint32(p.Costs[0]), uint8(p.Costs[2]), uint32(p.KeyBytes)), nil
	case "argon2i":
		return argon2.Key(password, salt, uint32(p.Costs[1]), uint32(p.Costs[0]), uint8(p.Costs[2]), uint32(p.KeyBytes)), nil
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
		h := p.New(8)
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
					t.Errorf("%s: password %d of %d differs (%v)", p.Scheme.Name, i, n, err)
				}
			}
		}
	}
}

func TestHashStopsWhenAsked(t *testing.T) {
	for _, s := range Algorithms() {
		testStops(t, s.Default())
	}
}

func testStops(t *testing.T, p Params) {
	t.Helper()
	cause := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(cause)
	h := p.New(1)
	defer h.Close()
	if err := h.Hash(ctx, [][]byte{make([]byte, p.KeyLength())}, [][]byte{[]byte("x")}, [][]byte{make([]byte, 16)}); err != cause {
		t.Errorf("%s: %v, want the cause", p, err)
	}
}

func TestPasswordsThatWouldBeCutAreRefused(t *testing.T) {
	refusing := map[string][]string{
		"a\x00b":                 {"bcrypt", "sha512crypt", "scram-sha-256"},
		"":                       {"scram-sha-256"},
		"x":                      nil,
		strings.Repeat("x", 72):  nil,
		strings.Repeat("x", 73):  {"bcrypt"},
		strings.Repeat("x", 511): {"bcrypt"},
		strings.Repeat("x", 512): {"bcrypt", "sha512crypt"},
	}
	for _, p := range small {
		for password, names := range refusing {
			refused, want := p.CheckPassword([]byte(password)) != nil, slices.Contains(names, p.Scheme.Name)
			if refused != want {
				t.Errorf("%s, %.5q of %d bytes: refused %v, want %v", p.Scheme.Name, password, len(password), refused, want)
			}
		}
	}
}

func TestSaltsAreWhatTheAlgorithmCanWrite(t *testing.T) {
	random := []byte{0, 1, 2, 250, 251, 252, 253, 254, 255, '$', ':', '\n', 9, 8, 7, 6}
	for _, p := range small {
		n := p.Scheme.SaltBytes
		if n == 0 {
			n = len(random)
		}
		salt := p.Salt(random[:n])
		if p.Scheme.Name != "sha512crypt" && !bytes.Equal(salt, random[:n]) {
			t.Errorf("%s: %x became %x", p.Scheme.Name, random[:n], salt)
		}
		if p.Scheme.Name == "sha512crypt" && (len(salt) != 16 || bytes.ContainsAny(salt, "$:\n\x00")) {
			t.Errorf("%s: salt %q", p.Scheme.Name, salt)
		}
	}
}

func BenchmarkHash(b *testing.B) {
	for _, p := range []Params{
		params("pbkdf2-sha512", 10_000),
		params("pbkdf2-sha256", 10_000),
		params("argon2id"),
		params("bcrypt", 8),
		params("scrypt", 1<<14, 8, 1),
		params("sha512crypt", 5000),
	} {
		b.Run(p.Scheme.Name, func(b *testing.B) {
			h := p.New(8)
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
