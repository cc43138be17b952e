// Package argon2 computes the password hash Argon2 (RFC 9106) in all its
// variants, for several passwords at a time. New hashes are of version 0x13,
// the one of the RFC; hashes of version 0x10 can still be verified.
//
// A hash takes its time for compressing blocks of 1 KiB, which the kernel
// "argon2" does in vectors, and for waiting for memory, as most blocks depend
// on one whose position is known only after the block before. So several
// passwords, or several lanes of one, are filled in turns: while a block of one
// is computed, the next reference blocks of the others are prefetched.
//
// Limits: passwords and salts are below 4 GiB. There is no secret value and no
// associated data, which password lists do not have.
package argon2

import (
	"context"
	"fmt"
	"hash"
	"math"
	"runtime"

	"golang.org/x/crypto/blake2b"

	"fanout/processors/hash/kdf/arena"
)

// A Variant is the way to choose the reference block of each block: the type y
// of RFC 9106 section 3.1.
type Variant uint8

// The variants.
const (
	D  Variant = 0 // data-dependent: by the content of the block before
	I  Variant = 1 // data-independent
	ID Variant = 2 // data-independent in the first half of the first pass
)

const (
	// version13 is the version of RFC 9106. version10 is the one before, in
	// which passes after the first overwrite blocks instead of adding to them:
	// the reference implementation's of 2015, still read by it.
	version10, version13 = 0x10, 0x13

	slices    = 4 // in a pass, SL in the RFC
	blockSize = 1024

	maxStreams = 6 // lanes that are filled in turns, at most
)

// A block is 1 KiB in 64-bit words, in the order of placement.
type block = [blockSize / 8]uint64

// A Hasher computes keys with one set of parameters. Only one goroutine at a
// time may use it. It keeps its memory between calls, until Close.
type Hasher struct {
	variant     Variant
	version     int
	memory      int // in KiB, not rounded, as the first digest includes it
	time        int
	parallelism int
	keyBytes    int

	segment   int // blocks in a segment
	columns   int // blocks in a lane
	passwords int // at a time

	secret, data []byte // K and X, only for the test vectors of the RFC

	arena   arena.Arena[uint64]
	fillers [maxStreams]filler

	blocks int // computed since ctx was last polled

	digest, tail hash.Hash // BLAKE2b-512, and BLAKE2b for the last bytes of a key
	scratch      struct {
		numbers [24]byte
		h0      [blake2b.Size + 8]byte
		sum     [blake2b.Size]byte
		bytes   [blockSize]byte
		last    block
	}
}

// New returns a Hasher that hashes at most lanes passwords at a time, at least
// one. Each takes memoryKiB KiB, rounded down to a multiple of 4*parallelism.
// Within the limits of RFC 9106 section 3.1, parallelism is from 1 to 2^24-1,
// memoryKiB from 8*parallelism to 2^32-1, time (the number of passes) from 1 to
// 2^32-1, keyBytes from 4 to 2^32-1. The first call of Hash allocates the
// memory.
func New(v Variant, memoryKiB, time, parallelism, keyBytes, lanes int) *Hasher {
	in := func(v int, lo, hi int64) bool { return lo <= int64(v) && int64(v) <= hi }
	if v > ID || !in(parallelism, 1, 1<<24-1) || !in(memoryKiB, 8*int64(parallelism), math.MaxUint32) ||
		!in(time, 1, math.MaxUint32) || !in(keyBytes, 4, math.MaxUint32) || lanes < 1 {
		panic(fmt.Sprintf("argon2: internal error: variant %d, m=%d, t=%d, p=%d, %d bytes, %d lanes",
			v, memoryKiB, time, parallelism, keyBytes, lanes))
	}
	h := &Hasher{
		variant: v, version: version13, memory: memoryKiB, time: time, parallelism: parallelism, keyBytes: keyBytes,
		segment:   memoryKiB / (slices * parallelism),
		passwords: min(lanes, (minStreams()+parallelism-1)/parallelism),
	}
	h.columns = slices * h.segment
	h.digest, _ = blake2b.New512(nil) // fails only with a key
	h.tail, _ = blake2b.New(tailBytes(keyBytes), nil)
	return h
}

// Lanes returns the number of passwords that the Hasher hashes at a time, at
// most that of New. With AVX-512 it is 4 for a parallelism of 1, 2 for 2 or 3,
// else 1, as the lanes of one password (RFC 9106 section 3.1) are filled in
// turns as well.
func (h *Hasher) Lanes() int { return h.passwords }

// Memory returns the number of bytes that the Hasher holds after the first call
// of Hash with Lanes passwords.
func (h *Hasher) Memory() int64 { return int64(h.passwords) * h.perPassword() }

func (h *Hasher) perPassword() int64 { return int64(h.parallelism) * int64(h.columns) * blockSize }

// Close releases the memory. The Hasher can be used again. The garbage
// collector releases the memory of a Hasher that is not closed.
func (h *Hasher) Close() { h.arena.Close() }

// Hash sets keys[i], which has keyBytes bytes, to the key of passwords[i] with
// salts[i], for all i. The slices have the same length. When ctx is done, Hash
// returns its cause within milliseconds. The keys are then not valid. Any other
// error means that memory ran out.
func (h *Hasher) Hash(ctx context.Context, keys, passwords, salts [][]byte) error {
	defer runtime.KeepAlive(h) // and with it its arena
	for len(passwords) > 0 {
		n := min(h.passwords, len(passwords))
		if err := h.batch(ctx, keys[:n], passwords[:n], salts[:n]); err != nil {
			return err
		}
		keys, passwords, salts = keys[n:], passwords[n:], salts[n:]
	}
	return nil
}

// batch computes at most h.passwords keys.
func (h *Hasher) batch(ctx context.Context, keys, passwords, salts [][]byte) error {
	bytes := int64(len(passwords)) * h.perPassword()
	if bytes > math.MaxInt {
		return fmt.Errorf("argon2: no room for %d MiB in the address space", bytes>>20)
	}
	memory, err := h.arena.Get(int(bytes / 8))
	if err != nil {
		return fmt.Errorf("argon2: %w", err)
	}
	defer h.clear()
	for i := range passwords {
		h.setH0(passwords[i], salts[i])
		for lane := range h.parallelism {
			first := (i*h.parallelism + lane) * h.columns
			h.setFirst(blockAt(memory, first), 0, lane)
			h.setFirst(blockAt(memory, first+1), 1, lane)
		}
	}
	if err := h.fill(ctx, memory, len(passwords)*h.parallelism); err != nil {
		return err
	}
	for i := range passwords {
		size := h.parallelism * h.columns * len(block{})
		h.finish(keys[i], memory[i*size:][:size])
	}
	return nil
}

// clear overwrites all data that depends on passwords, except for the arena,
// which the next batch overwrites and Close releases.
func (h *Hasher) clear() {
	clear(h.fillers[:])
	clear(h.scratch.h0[:])
	clear(h.scratch.sum[:])
	clear(h.scratch.bytes[:])
	clear(h.scratch.last[:])
	for _, d := range []hash.Hash{h.digest, h.tail} {
		d.Write(h.scratch.bytes[:]) // zeros, to overwrite its buffer
		d.Reset()
	}
}

// blockAt returns block i of memory.
func blockAt(memory []uint64, i int) *block { return (*block)(memory[i*len(block{}):]) }
