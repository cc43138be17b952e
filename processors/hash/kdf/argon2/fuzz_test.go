package argon2

import (
	"bytes"
	"fmt"
	"testing"

	"fanout/internal/cpu/cputest"
	"fanout/processors/hash/kdf/kdftest"
)

// FuzzHash compares every implementation with golang.org/x/crypto. It compares
// Argon2d with the reference, which differs from Argon2i only in the source of
// addresses.
func FuzzHash(f *testing.F) {
	f.Add([]byte("password"), []byte("somesalt"), uint16(64), byte(2), byte(1), byte(32), byte(ID), byte(5), byte(4))
	f.Add([]byte(""), []byte("12345678"), uint16(9), byte(1), byte(5), byte(4), byte(I), byte(1), byte(1))
	f.Add([]byte("\x00\xff"), bytes.Repeat([]byte{7}, 100), uint16(1100), byte(1), byte(2), byte(200), byte(D), byte(3), byte(3))
	f.Fuzz(func(t *testing.T, password, salt []byte, memory uint16, time, parallelism, keyBytes, variant, count, lanes byte) {
		v, p := Variant(variant%3), 1+int(parallelism)%6
		m, n := 8*p+int(memory)%1200, 4+int(keyBytes)
		rounds := 1 + int(time)%3
		var passwords, salts, want [][]byte
		for i := range int(count) % 7 {
			passwords = append(passwords, append([]byte(fmt.Sprint(i)), password...))
			salts = append(salts, append(salt[:len(salt):len(salt)], fmt.Sprintf("%08d", i)...))
			if v != D {
				want = append(want, xargon2Key(v, passwords[i], salts[i], m, rounds, p, n))
			}
		}
		cputest.Each(t, func(t *testing.T) {
			h := New(v, m, rounds, p, n, 1+int(lanes)%5)
			defer h.Close()
			keys := kdftest.Keys(t, h, h.keyBytes, passwords, salts)
			if v == D && want == nil {
				want = keys // of the reference, which comes first
			}
			for i, key := range keys {
				if !bytes.Equal(key, want[i]) {
					t.Errorf("variant %d, m=%d, t=%d, p=%d, %d lanes: key %d is %x, want %x", v, m, rounds, p, h.Lanes(), i, key, want[i])
				}
			}
		}, "argon2")
	})
}
