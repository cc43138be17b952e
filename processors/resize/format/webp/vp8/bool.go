package vp8

import (
	"encoding/binary"
	"math/bits"
)

// A boolDecoder decodes booleans from a partition (RFC 6386 section 7). Past
// the end of its data there are zeros.
type boolDecoder struct {
	data []byte
	pos  int
	// value holds the bits that were read and are not used up: the topmost 8
	// decide on the next boolean, extra of them follow. There are at most 63.
	value uint64
	extra int    // below 0: fewer than 8 are left
	rng   uint32 // the range less 1, 127 to 254 before each boolean
	past  bool   // bits past the end of data were needed
}

func newBoolDecoder(data []byte) boolDecoder {
	return boolDecoder{data: data, rng: 254, extra: -8}
}

// load reads 7 bytes, or, near the end, one.
func (d *boolDecoder) load() {
	if d.pos+8 <= len(d.data) {
		d.value = d.value<<56 | binary.BigEndian.Uint64(d.data[d.pos:])>>8
		d.pos += 7
		d.extra += 56
		return
	}
	d.value <<= 8
	d.extra += 8
	if d.pos < len(d.data) {
		d.value |= uint64(d.data[d.pos])
		d.pos++
	} else {
		d.past = true
	}
}

// bit decodes a boolean that is 0 with a probability of prob/256.
func (d *boolDecoder) bit(prob uint8) uint32 {
	if d.extra < 0 {
		d.load()
	}
	split := d.rng * uint32(prob) >> 8
	shift := uint(d.extra) & 63
	bit := uint32(0)
	if uint32(d.value>>shift) > split {
		d.value -= uint64(split+1) << shift
		d.rng -= split + 1
		bit = 1
	} else {
		d.rng = split
	}
	if d.rng < 127 {
		n := bits.LeadingZeros8(uint8(d.rng + 1))
		d.rng = (d.rng+1)<<n - 1
		d.extra -= n
	}
	return bit
}

// flag decodes a boolean of even probability.
func (d *boolDecoder) flag() bool { return d.bit(128) != 0 }

// number decodes an unsigned number of n bits.
func (d *boolDecoder) number(n int) (v int) {
	for range n {
		v = v<<1 | int(d.bit(128))
	}
	return v
}

// signed decodes a number of n bits and its sign.
func (d *boolDecoder) signed(n int) int {
	if v := d.number(n); d.flag() {
		return -v
	} else {
		return v
	}
}

// optional decodes a number as signed does, if a flag says that it is there.
func (d *boolDecoder) optional(n int) int {
	if !d.flag() {
		return 0
	}
	return d.signed(n)
}
