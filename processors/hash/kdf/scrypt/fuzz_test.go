package scrypt

import (
	"bytes"
	"fmt"
	"testing"

	"fanout/internal/cpu/cputest"
	"fanout/processors/hash/kdf/kdftest"
)

// FuzzHash compares every implementation with golang.org/x/crypto.
func FuzzHash(f *testing.F) {
	f.Add([]byte("password"), []byte("NaCl"), byte(3), byte(8), byte(1), byte(64), byte(9), byte(8))
	f.Add([]byte(""), []byte(""), byte(1), byte(1), byte(1), byte(1), byte(1), byte(1))
	f.Add([]byte("\x00"), []byte("\xff"), byte(7), byte(3), byte(5), byte(200), byte(4), byte(3))
	f.Fuzz(func(t *testing.T, password, salt []byte, logN, r, p, keyBytes, count, lanes byte) {
		N, R, P, n := 2<<(logN%9), 1+int(r)%20, 1+int(p)%4, 1+int(keyBytes)
		if N*R*P > 4096 {
			P = 1
		}
		var passwords, salts, want [][]byte
		for i := range int(count) % 11 {
			passwords = append(passwords, append([]byte(fmt.Sprint(i)), password...))
			salts = append(salts, append(salt[:len(salt):len(salt)], byte(i)))
			want = append(want, xscryptKey(t, passwords[i], salts[i], N, R, P, n))
		}
		cputest.Each(t, func(t *testing.T) {
			h := New(N, R, P, n, 1+int(lanes)%9)
			defer h.Close()
			for i, key := range kdftest.Keys(t, h, h.keyBytes, passwords, salts) {
				if !bytes.Equal(key, want[i]) {
					t.Errorf("n=%d, r=%d, p=%d, %d lanes: key %d is %x, want %x", N, R, P, h.Lanes(), i, key, want[i])
				}
			}
		}, "scrypt")
	})
}
