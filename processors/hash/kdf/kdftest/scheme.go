package kdftest

import (
	"bytes"
	"context"
	"crypto/subtle"
	"errors"
	"testing"

	"fanout/processors/hash/kdf/scheme"
)

// Verify returns whether the password has that key, by a hasher of p. Twice the
// password is hashed, with another one between, as hashers keep memory.
func Verify(t testing.TB, p scheme.Params, password, salt, key []byte) bool {
	t.Helper()
	if err := p.Check(); err != nil {
		t.Fatal(err)
	}
	if err := p.CheckPassword(password); err != nil {
		t.Fatal(err)
	}
	h := p.New(1)
	defer h.Close()
	other := append([]byte("not "), password...)
	keys := Keys(t, h, p.KeyLength(), [][]byte{password, other, password}, [][]byte{salt, salt, salt})
	if !bytes.Equal(keys[0], keys[2]) || bytes.Equal(keys[0], keys[1]) {
		t.Errorf("%s: keys %x are not one and the same for one password alone", p, keys)
	}
	return subtle.ConstantTimeCompare(keys[0], key) == 1
}

// Cancels tests that a hasher of p returns the cause of a context that is done
// at the start or after it was polled some times.
func Cancels(t *testing.T, p scheme.Params, salt []byte, times int) {
	t.Helper()
	h := p.New(1)
	defer h.Close()
	key := make([]byte, p.KeyLength())
	hash := func(ctx context.Context) error {
		return h.Hash(ctx, [][]byte{key}, [][]byte{[]byte("password")}, [][]byte{salt})
	}
	cause := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(cause)
	if err := hash(ctx); err != cause {
		t.Errorf("%s: %v, want the cause", p, err)
	}
	for n := range times {
		if err := hash(DoneAfter(n)); err != context.Canceled {
			t.Errorf("%s: done after %d times: %v", p, n, err)
		}
	}
}
