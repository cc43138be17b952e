// Package mac computes HMAC (RFC 2104) and leaves nothing of keys and texts in
// memory: what crypto/hmac has held of a password stays there until the memory
// is used again.
package mac

import (
	"encoding"
	"hash"
)

// A MAC computes HMAC with one key after the other. One goroutine at a time may
// use it.
type MAC struct {
	hash         hash.Hash
	block        []byte // the key, as long as a block
	inner, outer []byte // the states of hash after block with each pad
	sum          []byte
}

// New returns a MAC for a hash function of the standard library.
func New(function func() hash.Hash) *MAC {
	h := function()
	return &MAC{hash: h, block: make([]byte, h.BlockSize()), sum: make([]byte, 0, h.Size())}
}

// SetKey sets the key for the calls of Append that follow.
func (m *MAC) SetKey(key []byte) {
	const innerPad, outerPad = 0x36, 0x5c
	clear(m.block)
	if len(key) > len(m.block) {
		m.hash.Reset()
		m.hash.Write(key)
		m.hash.Sum(m.block[:0])
	} else {
		copy(m.block, key)
	}
	m.inner = m.state(m.inner[:0], innerPad)
	m.outer = m.state(m.outer[:0], innerPad^outerPad)
	clear(m.block)
}

// state changes the block by a pad, and appends the state after it to dst.
func (m *MAC) state(dst []byte, pad byte) []byte {
	for i := range m.block {
		m.block[i] ^= pad
	}
	m.hash.Reset()
	m.hash.Write(m.block)
	state, err := m.hash.(encoding.BinaryAppender).AppendBinary(dst)
	if err != nil {
		panic("mac: internal error: " + err.Error())
	}
	return state
}

// load goes back to a state.
func (m *MAC) load(state []byte) {
	if err := m.hash.(encoding.BinaryUnmarshaler).UnmarshalBinary(state); err != nil {
		panic("mac: internal error: " + err.Error())
	}
}

// Append appends the HMAC of texts, one after the other, to dst. The texts may
// lie in dst behind its end.
func (m *MAC) Append(dst []byte, texts ...[]byte) []byte {
	m.load(m.inner)
	for _, text := range texts {
		m.hash.Write(text)
	}
	m.sum = m.hash.Sum(m.sum[:0])
	m.load(m.outer)
	m.hash.Write(m.sum)
	return m.hash.Sum(dst)
}

// Clear overwrites what depends on the key and the texts.
func (m *MAC) Clear() {
	for _, b := range [][]byte{m.block, m.inner, m.outer, m.sum[:cap(m.sum)]} {
		clear(b)
	}
	Clear(m.hash)
}

// Sum appends the digest of texts, one after the other, to dst and clears h.
func Sum(dst []byte, h hash.Hash, texts ...[]byte) []byte {
	h.Reset()
	for _, text := range texts {
		h.Write(text)
	}
	dst = h.Sum(dst)
	Clear(h)
	return dst
}

// Clear overwrites all that h holds of what was written to it. A single byte
// makes it keep the rest of a block in its buffer, until that is full.
func Clear(h hash.Hash) {
	block := zeros[:h.BlockSize()]
	h.Reset()
	h.Write(block[:1])
	h.Write(block[1:])
	h.Reset()
}

// zeros has a block of the longest, that of SHA-512.
var zeros [128]byte
