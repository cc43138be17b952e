package argon2

import (
	"encoding/binary"
	"hash"

	"golang.org/x/crypto/blake2b"
)

var le = binary.LittleEndian

// setH0 sets h0 to the digest of all inputs, H_0 in RFC 9106 section 3.2 step
// 1.
func (h *Hasher) setH0(password, salt []byte) {
	d, s := h.digest, &h.scratch
	d.Reset()
	for i, v := range [...]int{h.parallelism, h.keyBytes, h.memory, h.time, h.version, int(h.variant)} {
		le.PutUint32(s.numbers[4*i:], uint32(v))
	}
	d.Write(s.numbers[:])
	for _, b := range [...][]byte{password, salt, h.secret, h.data} {
		le.PutUint32(s.numbers[:], uint32(len(b)))
		d.Write(s.numbers[:4])
		d.Write(b)
	}
	d.Sum(s.h0[:0])
}

// setFirst sets b, in column 0 or 1 of a lane, which depends on h0 alone (steps
// 3 and 4).
func (h *Hasher) setFirst(b *block, column, lane int) {
	s := &h.scratch
	le.PutUint32(s.h0[blake2b.Size:], uint32(column))
	le.PutUint32(s.h0[blake2b.Size+4:], uint32(lane))
	h.variableHash(s.bytes[:], s.h0[:], h.digest)
	place := placement()
	for i := range b {
		b[place[i]] = le.Uint64(s.bytes[8*i:])
	}
}

// finish sets key to the digest of the exclusive or of the last blocks of all
// lanes in a password's memory (steps 7 and 8).
func (h *Hasher) finish(key []byte, memory []uint64) {
	s := &h.scratch
	clear(s.last[:])
	for lane := range h.parallelism {
		for i, word := range blockAt(memory, (lane+1)*h.columns-1) {
			s.last[i] ^= word
		}
	}
	place := placement()
	for i := range s.last {
		le.PutUint64(s.bytes[8*i:], s.last[place[i]])
	}
	h.variableHash(key[:h.keyBytes], s.bytes[:], h.tail)
}

// variableHash sets out to the digest of in with the length of out, by the
// variable-length hash function H' of RFC 9106 section 3.3. last is BLAKE2b
// with tailBytes(len(out)) bytes.
func (h *Hasher) variableHash(out, in []byte, last hash.Hash) {
	s := &h.scratch
	le.PutUint32(s.numbers[:], uint32(len(out)))
	if len(out) <= blake2b.Size {
		last.Reset()
		last.Write(s.numbers[:4])
		last.Write(in)
		last.Sum(out[:0])
		return
	}
	h.digest.Reset()
	h.digest.Write(s.numbers[:4])
	h.digest.Write(in)
	h.digest.Sum(s.sum[:0])
	const half = blake2b.Size / 2
	for {
		copy(out, s.sum[:half])
		if out = out[half:]; len(out) <= blake2b.Size {
			break
		}
		s.sum = blake2b.Sum512(s.sum[:])
	}
	last.Reset()
	last.Write(s.sum[:])
	last.Sum(out[:0])
}

// tailBytes returns the length of the last digest in variableHash. Half digests
// of 32 bytes come before it, until at most 64 bytes remain.
func tailBytes(n int) int {
	const half = blake2b.Size / 2
	if n <= blake2b.Size {
		return n
	}
	return n - (n-half-1)/half*half
}
