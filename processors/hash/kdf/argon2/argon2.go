// Package argon2 is the password hash Argon2 in all its variants, version 0x13
// (RFC 9106), with several passwords at a time.
//
// Time goes into two things: the compression of 1 KiB blocks, which the kernel
// "argon2" does in vectors, and waiting for memory, as most blocks need one whose
// place follows from the block before. So several passwords, or several lanes of
// one, are filled in turns: while a block of one is computed, what the others
// need next is fetched.
//
// Limits: passwords and salts below 4 GiB; no secret value and no associated
// data, which password lists do not have.
package argon2

import (
	"context"
	"fmt"
	"hash"
	"math"
	"runtime"

	"fanout/processors/hash/kdf/arena"

	"golang.org/x/crypto/blake2b"
)

// A Variant says how the blocks that a block depends on are chosen. The values
// are the type y of RFC 9106 section 3.1.
type Variant uint8

// The variants.
const (
	D  Variant = 0 // by what the password made of the block before
	I  Variant = 1 // independently of the password
	ID Variant = 2 // as I for half of the first pass, then as D
)

const (
	version   = 0x13
	slices    = 4 // sync points per pass, SL in the RFC
	blockSize = 1024

	maxStreams = 6 // lanes that are filled in turns
)

// A block is 1 KiB in 64-bit words, in the order that placement tells.
type block = [blockSize / 8]uint64

// A Hasher computes keys with one set of parameters. One goroutine owns it. It
// keeps its memory between calls, until Close.
type Hasher struct {
	variant     Variant
	memory      int // in KiB, as asked for: it goes into the first digest
	time        int
	parallelism int
	keyBytes    int

	segment   int // blocks of a lane between two sync points
	columns   int // blocks of a lane
	passwords int // at a time

	secret, data []byte // K and X, which only the RFC's test vectors have

	arena   arena.Arena[uint64]
	fillers [maxStreams]filler

	blocks int // since the last look at the context

	digest, tail hash.Hash // BLAKE2b-512, and of what is left of a key's length
	scratch      struct {
		numbers [24]byte
		h0      [blake2b.Size + 8]byte
		sum     [blake2b.Size]byte
		bytes   [blockSize]byte
		last    block
	}
}

// New returns a Hasher, which works on at most so many passwords at a time as
// lanes tells, at least 1. Each takes memoryKiB KiB, rounded down to a multiple of
// 4*parallelism. RFC 9106 section 3.1 bounds the others: parallelism is from 1 to
// 2^24-1, memoryKiB from 8*parallelism to 2^32-1, time from 1 to 2^32-1, keyBytes
// from 4. Memory is taken in the first call of Hash.
func New(v Variant, memoryKiB, time, parallelism, keyBytes, lanes int) *Hasher {
	in := func(v int, lo, hi int64) bool { return lo <= int64(v) && int64(v) <= hi }
	if v > ID || !in(parallelism, 1, 1<<24-1) || !in(memoryKiB, 8*int64(parallelism), math.MaxUint32) ||
		!in(time, 1, math.MaxUint32) || !in(keyBytes, 4, math.MaxUint32) || lanes < 1 {
		panic(fmt.Sprintf("argon2: internal error: variant %d, m=%d, t=%d, p=%d, %d bytes, %d lanes",
			v, memoryKiB, time, parallelism, keyBytes, lanes))
	}
	h := &Hasher{
		variant: v, memory: memoryKiB, time: time, parallelism: parallelism, keyBytes: keyBytes,
		segment:   memoryKiB / (slices * parallelism),
		passwords: min(lanes, (minStreams()+parallelism-1)/parallelism),
	}
	h.columns = slices * h.segment
	h.digest, _ = blake2b.New512(nil) // fails only with a key
	h.tail, _ = blake2b.New(tailBytes(keyBytes), nil)
	return h
}

// Lanes returns how many passwords the Hasher works on at a time. With AVX-512
// it is 4 for a parallelism of 1, 2 for 2 or 3, else 1, as the lanes of one password
// (RFC 9106 section 3.1) are filled in turns as well. It is less if New was told so.
func (h *Hasher) Lanes() int { return h.passwords }

// Memory returns how many bytes the Hasher holds from the first call of Hash
// with Lanes passwords on.
func (h *Hasher) Memory() int64 { return int64(h.passwords) * h.perPassword() }

func (h *Hasher) perPassword() int64 { return int64(h.parallelism) * int64(h.columns) * blockSize }

// Close gives the Hasher's memory back. It can be used again then. A Hasher that
// is not closed gives it back when the garbage collector finds it.
func (h *Hasher) Close() { h.arena.Close() }

// Hash sets keys[i] to the key of passwords[i] with salts[i], for all i; the
// slices are of one length, and each key has as many bytes as New was told. When
// ctx is done, it returns its cause within milliseconds; keys are then not
// valid. Any other error is a lack of memory.
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
	defer h.forget()
	for i := range passwords {
		h.first(passwords[i], salts[i])
		for lane := range h.parallelism {
			first := (i*h.parallelism + lane) * h.columns
			h.start(blockAt(memory, first), 0, lane)
			h.start(blockAt(memory, first+1), 1, lane)
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

// forget clears what depends on passwords, except for the arena, which the next
// batch overwrites and Close gives back.
func (h *Hasher) forget() {
	clear(h.fillers[:])
	clear(h.scratch.h0[:])
	clear(h.scratch.sum[:])
	clear(h.scratch.bytes[:])
	clear(h.scratch.last[:])
	for _, d := range []hash.Hash{h.digest, h.tail} {
		d.Write(h.scratch.bytes[:]) // zeros, over what its buffer held
		d.Reset()
	}
}

// blockAt returns block i of memory.
func blockAt(memory []uint64, i int) *block { return (*block)(memory[i*len(block{}):]) }
