// Package scrypt is the password hash scrypt (RFC 7914) with several passwords
// at a time.
//
// Nearly all time goes into ROMix, whose Salsa20/8 is one long chain of
// operations on 4 words, each of which waits for the one before. So the kernel
// "scrypt" gives each password 128 bits of a vector and goes on with two or three
// vectors at a time: while one waits, the others compute.
//
// Limits: N up to 2^31.
package scrypt

import (
	"context"
	"crypto/pbkdf2"
	"crypto/sha256"
	"fmt"
	"math"
	"math/bits"
	"runtime"

	"fanout/processors/hash/kdf/arena"
)

// A Hasher computes keys with one set of parameters. One goroutine owns it. It
// keeps its memory between calls, until Close.
type Hasher struct {
	n, r, p  int
	keyBytes int
	lanes    int
	arena    arena.Arena[uint32]
	parts    [][]byte // of each password in work: B of RFC 7914 section 6
	units    [][]byte // the p B_i of all of them
	blocks   int      // mixed since the last look at the context
}

// New returns a Hasher, which works on at most so many passwords at a time as
// lanes tells, at least 1. Each takes 128*n*r bytes. n is a power of two above 1,
// r and p are at least 1, r*p is below 2^30, and keyBytes at least 1 (RFC 7914
// section 2). Memory is taken in the first call of Hash.
func New(n, r, p, keyBytes, lanes int) *Hasher {
	if n < 2 || int64(n) > 1<<31 || bits.OnesCount(uint(n)) != 1 || r < 1 || p < 1 || r > (1<<30-1)/p ||
		keyBytes < 1 || int64(keyBytes) > (1<<32-1)*sha256.Size || lanes < 1 {
		panic(fmt.Sprintf("scrypt: internal error: n=%d, r=%d, p=%d, %d bytes, %d lanes", n, r, p, keyBytes, lanes))
	}
	return &Hasher{n: n, r: r, p: p, keyBytes: keyBytes, lanes: min(lanes, maxLanes())}
}

// Lanes returns how many passwords the Hasher works on at a time: 8 with AVX-512,
// 6 with AVX2, else 1, or less if New was told so. The p parts of one password are
// worked on at a time as well, so that with p above 1 fewer passwords suffice.
func (h *Hasher) Lanes() int { return h.lanes }

// Memory returns how many bytes the Hasher holds at most.
func (h *Hasher) Memory() int64 {
	width := vectorLanes(h.lanes)
	states := 2 * (h.lanes + width - 1) / width * width
	return 128 * int64(h.r) * (int64(h.lanes)*(int64(h.n)+int64(h.p)) + int64(states))
}

// Close gives the Hasher's memory back. It can be used again then. A Hasher that
// is not closed gives it back when the garbage collector finds it.
func (h *Hasher) Close() { h.arena.Close() }

// Hash sets keys[i] to the key of passwords[i] with salts[i], for all i; the
// slices are of one length, and each key has as many bytes as New was told. When
// ctx is done, it returns its cause within milliseconds; keys are then not
// valid. Any other error is a lack of memory, or of what a system in FIPS mode
// allows for PBKDF2.
func (h *Hasher) Hash(ctx context.Context, keys, passwords, salts [][]byte) error {
	defer runtime.KeepAlive(h) // and with it its arena
	for len(passwords) > 0 {
		n := min(h.lanes, len(passwords))
		if err := h.batch(ctx, keys[:n], passwords[:n], salts[:n]); err != nil {
			return err
		}
		keys, passwords, salts = keys[n:], passwords[n:], salts[n:]
	}
	return nil
}

// batch computes at most h.lanes keys (RFC 7914 section 6).
func (h *Hasher) batch(ctx context.Context, keys, passwords, salts [][]byte) error {
	part := 128 * h.r // bytes
	defer h.forget()
	for i := range passwords {
		b, err := pbkdf2.Key(sha256.New, string(passwords[i]), salts[i], 1, h.p*part)
		if err != nil {
			return fmt.Errorf("scrypt: %w", err)
		}
		h.parts = append(h.parts, b)
		for j := range h.p {
			h.units = append(h.units, b[j*part:][:part])
		}
	}
	for units := h.units; len(units) > 0; {
		n := min(h.lanes, len(units))
		if err := h.mix(ctx, units[:n]); err != nil {
			return err
		}
		units = units[n:]
	}
	for i := range passwords {
		key, err := pbkdf2.Key(sha256.New, string(passwords[i]), h.parts[i], 1, h.keyBytes)
		if err != nil {
			return fmt.Errorf("scrypt: %w", err)
		}
		copy(keys[i], key)
		clear(key)
	}
	return nil
}

// forget clears what depends on passwords, except for the arena, which the next
// batch overwrites and Close gives back.
func (h *Hasher) forget() {
	for _, b := range h.parts {
		clear(b)
	}
	clear(h.parts)
	clear(h.units)
	h.parts, h.units = h.parts[:0], h.units[:0]
}

// memory returns the arena's memory for the vectors V of some units (32*n*r words
// each), and two states X of lanes lanes (32*r words each).
func (h *Hasher) memory(units, lanes int) (v, x, y []uint32, err error) {
	row := 32 * int64(h.r)
	words := row * (int64(units)*int64(h.n) + 2*int64(lanes))
	if words > math.MaxInt/4 {
		return nil, nil, nil, fmt.Errorf("scrypt: no room for %d MiB in the address space", words>>18)
	}
	m, err := h.arena.Get(int(words))
	if err != nil {
		return nil, nil, nil, fmt.Errorf("scrypt: %w", err)
	}
	size := lanes * int(row)
	return m[2*size:], m[:size], m[size:][:size], nil
}

// between is how many blocks of 64 bytes each lane mixes from one look at the
// context to the next, which takes about a millisecond.
const between = 1 << 13

// look returns the cause if ctx is done. It looks after every so many blocks,
// of which n more have been mixed.
func (h *Hasher) look(ctx context.Context, n int) error {
	if h.blocks += n; h.blocks >= between {
		h.blocks = 0
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
	return nil
}
