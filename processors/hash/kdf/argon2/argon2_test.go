package argon2

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"testing"

	xargon2 "golang.org/x/crypto/argon2"

	"fanout/internal/cpu/cputest"
	"fanout/processors/hash/kdf/kdftest"
	"fanout/processors/hash/kdf/scheme"
)

// The vectors of RFC 9106 section 5.
func TestVectorsOfTheRFC(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		for v, want := range []string{
			"512b391b6f1162975371d30919734294f868e3be3984f3c1a13a4db9fabe4acb",
			"c814d9d1dc7f37aa13f0d77f2494bda1c8de6b016dd388d29952a4c4672b6ce8",
			"0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659",
		} {
			h := New(Variant(v), 32, 3, 4, 32, 1)
			h.secret, h.data = bytes.Repeat([]byte{3}, 8), bytes.Repeat([]byte{4}, 12)
			key := kdftest.Keys(t, h, h.keyBytes, [][]byte{bytes.Repeat([]byte{1}, 32)}, [][]byte{bytes.Repeat([]byte{2}, 16)})
			if got := hex.EncodeToString(key[0]); got != want {
				t.Errorf("variant %d: %s, want %s", v, got, want)
			}
			h.Close()
		}
	}, "argon2")
}

// golang.org/x/crypto has no Argon2d; these are keys of @node-rs/argon2 2.2.1.
func TestKeysOfArgon2d(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		for _, c := range []struct {
			memory, time, parallelism int
			password, salt, want      string
		}{
			{8, 1, 1, "password", "somesalt", "c519e603ac603ec1aeb5b71ec44a6179e3f3975b14c0c97e3914c79e6363e178"},
			{64, 2, 1, "", "0123456789abcdef", "951e83ce76e4d21185a7f3da4f2dfa3cb7fb3e4f73798fee"},
			{100, 3, 2, "correct horse", "saltsaltsaltsalt", "e208c2a40f54e9ecc6f2d70e5a4b71677fe2c20d63341531a3cf8a5ac8a21b8e1dcc273ab4bb07911c71e7af07f8b2bbac5cbb77be6ad70b4ea4874b42f3d6a0"},
			{1024, 1, 3, "pässword", "somesaltsomesalt", "399d66dd"},
			{41, 4, 5, "x", "12345678", "f0b859f25283d4ac7a71a0583ec4a2af3d229a1e5bd97a3dbeb6fa4ba23ec1ff68cae1f454f2e1eea308473f6aeb65e97c32798412aa426a9619010a593698afba4d94065f202d33bcdef74c4f4d57c9d95a0b1af09f5008f5d528c6640c2f38d595c4a1"},
		} {
			h := New(D, c.memory, c.time, c.parallelism, len(c.want)/2, 1)
			key := kdftest.Keys(t, h, h.keyBytes, [][]byte{[]byte(c.password)}, [][]byte{[]byte(c.salt)})
			if got := hex.EncodeToString(key[0]); got != c.want {
				t.Errorf("m=%d, t=%d, p=%d: %s, want %s", c.memory, c.time, c.parallelism, got, c.want)
			}
			h.Close()
		}
	}, "argon2")
}

// Version 0x10, which golang.org/x/crypto has not; these are keys of the
// reference implementation, by argon2-cffi 21.1.
func TestKeysOfTheVersionBefore(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		for _, c := range []struct {
			variant                   Variant
			memory, time, parallelism int
			password, salt, want      string
		}{
			{D, 8, 1, 1, "password", "somesalt", "0a23a2261ba63dba51e84e611a6b0262017edff7e177428052a80ca405d915d7"},
			{D, 64, 2, 1, "", "0123456789abcdef", "8a7f197dd58fb9a0b55819b63872c62ac690a38969974c59"},
			{D, 100, 3, 2, "correct horse", "saltsaltsaltsalt", "b30e45497184ce8048d2f46052791f445b750b3848daec7e9df667fb98779f89"},
			{D, 1100, 4, 2, "pässword", "somesaltsomesalt", "9b87c6ab0715f2a15564db6f0a4c678c"},
			{I, 8, 1, 1, "password", "somesalt", "a23bd062e93b9b97086c883a8f3728b9ba1dcf8f829cc48a30a222ca3a13d1b8"},
			{I, 64, 2, 1, "", "0123456789abcdef", "f5b3670c238aea6d32001f7cf9645dcba3fd852eb7ec5bbf"},
			{I, 100, 3, 2, "correct horse", "saltsaltsaltsalt", "fa7d80507765f5f54cf645d9d3ec103113050bc34a096dec78aad84d808fca3d"},
			{I, 1100, 4, 2, "pässword", "somesaltsomesalt", "3a879a01abad8e617a28874539176aeb"},
			{ID, 8, 1, 1, "password", "somesalt", "e6880c8364bbf670337893986659db955e41492303492e42da9f33873c06cde5"},
			{ID, 64, 2, 1, "", "0123456789abcdef", "6500efa5655fcb8bd796b4f82310b9320c575fecc6d44a1b"},
			{ID, 100, 3, 2, "correct horse", "saltsaltsaltsalt", "4474e89e232908d930dbb759900ca7b2447c0dbb9a99fc9f1383d5b684134dee"},
			{ID, 1100, 4, 2, "pässword", "somesaltsomesalt", "6a4c379a32702d56f7e6dae2246b761f"},
		} {
			p := scheme.Params{Costs: [scheme.MaxCosts]int{c.memory, c.time, c.parallelism, version10}, KeyBytes: len(c.want) / 2}
			for _, s := range Schemes {
				if s.Name == [...]string{D: "argon2d", I: "argon2i", ID: "argon2id"}[c.variant] {
					p.Scheme = s
				}
			}
			if err := p.Check(); err != nil {
				t.Fatal(err)
			}
			h := p.New(2)
			same := [][]byte{[]byte(c.password), []byte(c.password), []byte(c.password)}
			for _, key := range kdftest.Keys(t, h, p.KeyBytes, same, [][]byte{[]byte(c.salt), []byte(c.salt), []byte(c.salt)}) {
				if got := hex.EncodeToString(key); got != c.want {
					t.Errorf("variant %d, m=%d, t=%d, p=%d: %s, want %s", c.variant, c.memory, c.time, c.parallelism, got, c.want)
				}
			}
			h.Close()
		}
	}, "argon2")
}

// xargon2Key computes a key with golang.org/x/crypto, which has no Argon2d.
func xargon2Key(v Variant, password, salt []byte, memory, time, parallelism, keyBytes int) []byte {
	key := xargon2.IDKey
	if v == I {
		key = xargon2.Key
	}
	return key(password, salt, uint32(time), uint32(memory), uint8(parallelism), uint32(keyBytes))
}

func TestKeysAreThoseOfXCrypto(t *testing.T) {
	maxParallelism := 5
	if testing.Short() {
		maxParallelism = 2
	}
	cputest.Each(t, func(t *testing.T) {
		memories := []func(p int) int{
			func(p int) int { return 8 * p },
			func(p int) int { return 8*p + 5 },
			func(p int) int { return 61 * p },
			func(p int) int { return 550*p + 3 }, // more addresses than one block holds
		}
		for p := 1; p <= maxParallelism; p++ {
			for i, memory := range memories {
				for time := 1; time <= 4; time++ {
					for _, v := range []Variant{I, ID} {
						keyBytes := 4 + (p*50+i*37+time*13)%197
						h := New(v, memory(p), time, p, keyBytes, 4)
						passwords, salts := kdftest.Inputs(h.Lanes()+1, 8)
						for i, key := range kdftest.Keys(t, h, h.keyBytes, passwords, salts) {
							if want := xargon2Key(v, passwords[i], salts[i], memory(p), time, p, keyBytes); !bytes.Equal(key, want) {
								t.Fatalf("variant %d, m=%d, t=%d, p=%d, %d bytes, password %d: %x, want %x", v, memory(p), time, p, keyBytes, i, key, want)
							}
						}
						h.Close()
					}
				}
			}
		}
	}, "argon2")
}

func TestEveryLengthOfKeyAndSalt(t *testing.T) {
	for n := 4; n <= 200; n++ {
		h := New(ID, 8, 1, 1, n, 1)
		password, salt := []byte("password"), bytes.Repeat([]byte{byte(n)}, n/2+6)
		if key := kdftest.Keys(t, h, h.keyBytes, [][]byte{password}, [][]byte{salt}); !bytes.Equal(key[0], xargon2Key(ID, password, salt, 8, 1, 1, n)) {
			t.Errorf("%d bytes of key: %x", n, key)
		}
		h.Close()
	}
}

// However many passwords are hashed at a time, each gets its own key.
func TestEveryFillOfTheLanes(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		for _, v := range []Variant{D, I, ID} {
			for p := 1; p <= 3; p++ {
				alone := New(v, 100, 2, p, 24, 1)
				if alone.Lanes() != 1 {
					t.Fatalf("%d lanes where 1 was allowed", alone.Lanes())
				}
				passwords, salts := kdftest.Inputs(7, 8)
				want := kdftest.Keys(t, alone, alone.keyBytes, passwords, salts)
				for lanes := 1; lanes <= 5; lanes++ {
					h := New(v, 100, 2, p, 24, lanes)
					for n := 0; n <= 7; n++ {
						for i, key := range kdftest.Keys(t, h, h.keyBytes, passwords[:n], salts[:n]) {
							if !bytes.Equal(key, want[i]) {
								t.Errorf("variant %d, p=%d, %d lanes, %d passwords: key %d is %x, want %x", v, p, lanes, n, i, key, want[i])
							}
						}
					}
					h.Close()
				}
				alone.Close()
			}
		}
	}, "argon2")
}

func TestLanesAndMemory(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		for _, c := range []struct{ parallelism, lanes, want int }{
			{1, 100, minStreams()}, {1, 3, min(3, minStreams())}, {1, 1, 1}, {2, 100, (minStreams() + 1) / 2}, {2, 1, 1}, {4, 100, 1}, {255, 1, 1},
		} {
			h := New(ID, 8*c.parallelism+3, 1, c.parallelism, 32, c.lanes)
			if h.Lanes() != c.want {
				t.Errorf("p=%d, %d lanes allowed: %d, want %d", c.parallelism, c.lanes, h.Lanes(), c.want)
			}
			if want := int64(c.want * 8 * c.parallelism << 10); h.Memory() != want {
				t.Errorf("p=%d, %d lanes: %d bytes of memory, want %d", c.parallelism, h.Lanes(), h.Memory(), want)
			}
		}
	}, "argon2")
}

func TestACancelledHashEndsWithTheCause(t *testing.T) {
	ctx, cancel := context.WithCancelCause(context.Background())
	stop := fmt.Errorf("stop")
	cancel(stop)
	h := New(ID, 1<<14, 1<<30, 1, 32, 2) // some days
	defer h.Close()
	passwords, salts := kdftest.Inputs(2, 8)
	if err := h.Hash(ctx, [][]byte{make([]byte, 32), make([]byte, 32)}, passwords, salts); err != stop {
		t.Errorf("%v, want the cause", err)
	}
}

func TestNothingIsAllocatedPerHash(t *testing.T) {
	h := New(ID, 64, 1, 1, 100, 3)
	defer h.Close()
	passwords, salts := kdftest.Inputs(3, 8)
	keys := kdftest.Keys(t, h, h.keyBytes, passwords, salts)
	if n := testing.AllocsPerRun(10, func() { h.Hash(context.Background(), keys, passwords, salts) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

// Nothing about passwords remains in the Hasher, except in the arena.
func TestSecretsAreForgotten(t *testing.T) {
	h := New(I, 64, 1, 1, 100, 3)
	passwords, salts := kdftest.Inputs(3, 8)
	kdftest.Keys(t, h, h.keyBytes, passwords, salts)
	if h.fillers[0].memory != nil || h.fillers[0].addresses != (block{}) || h.scratch.last != (block{}) || h.scratch.h0 != [len(h.scratch.h0)]byte{} ||
		h.scratch.sum != [len(h.scratch.sum)]byte{} || h.scratch.bytes != [blockSize]byte{} {
		t.Error("scratch memory is not cleared")
	}
	h.Close()
}

func BenchmarkHash(b *testing.B) {
	for _, c := range []struct{ memory, time, parallelism int }{{19456, 2, 1}, {65536, 3, 1}, {65536, 3, 4}} {
		name := fmt.Sprintf("m=%d,t=%d,p=%d", c.memory, c.time, c.parallelism)
		report := func(b *testing.B, perRound int) {
			b.ReportMetric(float64(b.N*perRound)/b.Elapsed().Seconds(), "hash/s")
		}
		b.Run(name+"/x-crypto", func(b *testing.B) {
			for b.Loop() {
				xargon2.IDKey([]byte("password"), []byte("saltsaltsaltsalt"), uint32(c.time), uint32(c.memory), uint8(c.parallelism), 32)
			}
			report(b, 1)
		})
		for lanes := 1; lanes <= New(ID, c.memory, c.time, c.parallelism, 32, 100).Lanes(); lanes++ {
			b.Run(fmt.Sprintf("%s/lanes=%d", name, lanes), func(b *testing.B) {
				h := New(ID, c.memory, c.time, c.parallelism, 32, lanes)
				defer h.Close()
				passwords, salts := kdftest.Inputs(lanes, 8)
				kdftest.Keys(b, h, h.keyBytes, passwords, salts)
				for b.Loop() {
					kdftest.Keys(b, h, h.keyBytes, passwords, salts)
				}
				report(b, lanes)
			})
		}
	}
}
