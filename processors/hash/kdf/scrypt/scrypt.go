// Package scrypt computes the password hash scrypt (RFC 7914) of several
// passwords at a time.
//
// A hash takes nearly all its time for scryptROMix, whose Salsa20/8 is a long
// chain of operations on 4 words, each of which waits for the one before. So
// the kernel "scrypt" gives each password 128 bits of a vector, and interleaves
// two or three vectors: while one waits, the others compute.
//
// Limits: N is at most 2^31.
package scrypt

import (
	"context"
	"crypto/sha256"
	"fmt"
	"math"
	"math/bits"
	"runtime"

	"fanout/processors/hash/kdf/arena"
	"fanout/processors/hash/kdf/pbkdf2"
)

// A Hasher computes keys with one set of parameters. Only one goroutine at a
// time may use it. It keeps its memory between calls, until Close.
type Hasher struct {
	n, r, p  int
	keyBytes int
	lanes    int
	arena    arena.Arena[uint32]
	parts    [][]byte // B (RFC 7914 section 6) of each password
	units    [][]byte // the p parts B_i of all passwords
	blocks   int      // mixed since ctx was last polled

	before, after *pbkdf2.Hasher // of the mixing
}

// New returns a Hasher that hashes at most lanes passwords at a time, at least
// one. Each takes 128*n*r bytes. n is a power of two from 2 to 2^31, r and p
// are at least 1, r*p is below 2^30, and keyBytes is from 1 to 32*(2^32-1) (RFC
// 7914 section 2). The first call of Hash allocates the memory.
func New(n, r, p, keyBytes, lanes int) *Hasher {
	if n < 2 || int64(n) > 1<<31 || bits.OnesCount(uint(n)) != 1 || r < 1 || p < 1 || r > (1<<30-1)/p ||
		keyBytes < 1 || int64(keyBytes) > (1<<32-1)*sha256.Size || lanes < 1 {
		panic(fmt.Sprintf("scrypt: internal error: n=%d, r=%d, p=%d, %d bytes, %d lanes", n, r, p, keyBytes, lanes))
	}
	return &Hasher{
		n: n, r: r, p: p, keyBytes: keyBytes, lanes: min(lanes, maxLanes()),
		before: pbkdf2.New(pbkdf2.SHA256, 1, 128*r*p), after: pbkdf2.New(pbkdf2.SHA256, 1, keyBytes),
	}
}

// Lanes returns the number of passwords that the Hasher hashes at a time: 8
// with AVX-512, 6 with AVX2, else 1, but at most that of New. The p parts of a
// password fill lanes as well, so that with p above 1 fewer passwords suffice.
func (h *Hasher) Lanes() int { return h.lanes }

// Memory returns the largest number of bytes that the Hasher holds.
func (h *Hasher) Memory() int64 {
	width := vectorLanes(h.lanes)
	states := 2 * (h.lanes + width - 1) / width * width
	return 128 * int64(h.r) * (int64(h.lanes)*(int64(h.n)+int64(h.p)) + int64(states))
}

// Close releases the memory. The Hasher can be used again. The garbage
// collector releases the memory of a Hasher that is not closed.
func (h *Hasher) Close() { h.arena.Close() }

// Hash sets keys[i], which has keyBytes bytes, to the key of passwords[i] with
// salts[i], for all i. The slices have the same length. When ctx is done, Hash
// returns its cause within milliseconds. The keys are then not valid. Any other
// error means that memory ran out, or that Go's FIPS 140 mode refused PBKDF2.
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
	defer h.clear()
	for range passwords {
		h.parts = append(h.parts, make([]byte, h.p*part))
	}
	if err := h.before.Hash(ctx, h.parts, passwords, salts); err != nil {
		return err
	}
	for _, b := range h.parts {
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
	return h.after.Hash(ctx, keys, passwords, h.parts)
}

// clear overwrites all data that depends on passwords, except for the arena,
// which the next batch overwrites and Close releases.
func (h *Hasher) clear() {
	for _, b := range h.parts {
		clear(b)
	}
	clear(h.parts)
	clear(h.units)
	h.parts, h.units = h.parts[:0], h.units[:0]
}

// memory returns memory of the arena for the vector V of each of some units
// (32*n*r words), and for two states X of some lanes (32*r words for each
// lane).
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

// pollInterval is the number of blocks of 64 bytes that each lane mixes before
// ctx is polled, which takes about a millisecond.
const pollInterval = 1 << 13

// poll counts n mixed blocks, and after each pollInterval returns the cause of
// ctx if that is done.
func (h *Hasher) poll(ctx context.Context, n int) error {
	if h.blocks += n; h.blocks >= pollInterval {
		h.blocks = 0
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
	return nil
}
