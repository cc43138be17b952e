// Package kdftest has what the tests of the password hashes share.
package kdftest

import (
	"bytes"
	"context"
	"math/rand/v2"
	"testing"
)

// A Hasher is that of any package below kdf.
type Hasher interface {
	Hash(ctx context.Context, keys, passwords, salts [][]byte) error
}

// Keys returns the keys, of keyBytes bytes each, of passwords with salts.
func Keys(t testing.TB, h Hasher, keyBytes int, passwords, salts [][]byte) [][]byte {
	t.Helper()
	keys := make([][]byte, len(passwords))
	for i := range keys {
		keys[i] = make([]byte, keyBytes)
	}
	if err := h.Hash(context.Background(), keys, passwords, salts); err != nil {
		t.Fatal(err)
	}
	return keys
}

// Inputs returns n passwords and n salts of different lengths. Salts have at
// least minSalt bytes.
func Inputs(n, minSalt int) (passwords, salts [][]byte) {
	for i := range n {
		passwords = append(passwords, bytes.Repeat([]byte{byte('a' + i)}, 7*i))
		salts = append(salts, bytes.Repeat([]byte{byte('A' + i)}, minSalt+i*31%93))
	}
	return passwords, salts
}

// Random returns n strings of random bytes. It calls length for the length of
// each.
func Random(rng *rand.Rand, n int, length func() int) [][]byte {
	list := make([][]byte, n)
	for i := range list {
		list[i] = make([]byte, length())
		for j := range list[i] {
			list[i][j] = byte(rng.Uint32())
		}
	}
	return list
}

// DoneAfter returns a context that is cancelled after it was polled some times.
func DoneAfter(times int) context.Context { return &doneLater{context.Background(), times} }

type doneLater struct {
	context.Context
	times int
}

func (c *doneLater) Err() error {
	if c.times--; c.times < 0 {
		return context.Canceled
	}
	return nil
}
