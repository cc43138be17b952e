package sketch

import (
	"encoding/binary"
	"hash/maphash"
	"math/bits"
	"math/rand/v2"
)

// ends are the first and the last bytes of a value. Together with its size they
// represent a short value in full.
type ends struct {
	head uint64 // the first 8 bytes, little-endian, padded with zeros
	tail uint64 // the last 8 bytes of a value of more than 8 bytes, else 0
}

// shortSize is the length of the longest short value.
const shortSize = 16

// canLoadEnds reports whether loadEnds accepts buf[s:e]: the value is short,
// not empty, and 8 bytes from its start and before its end are inside buf.
func canLoadEnds(buf []byte, s, e int) bool {
	return uint(e-s-1) < shortSize && s+8 <= len(buf) && e >= 8
}

// loadEnds returns the ends of buf[s:e], for which canLoadEnds must be true.
func loadEnds(buf []byte, s, e int) ends {
	size := e - s
	return ends{
		binary.LittleEndian.Uint64(buf[s:s+8]) & (^uint64(0) >> (uint(8-min(size, 8)) * 8 & 63)),
		binary.LittleEndian.Uint64(buf[e-8:e]) & uint64((8-size)>>63),
	}
}

// endsOf returns the ends of buf[s:e], which must be short.
func endsOf(buf []byte, s, e int) ends {
	if canLoadEnds(buf, s, e) {
		return loadEnds(buf, s, e)
	}
	if s == e {
		return ends{}
	}
	var wide [3 * 8]byte
	copy(wide[8:], buf[s:e])
	return loadEnds(wide[:], 8, 8+e-s)
}

// The seeds of the hashes that choose slots. They are random, so that nobody
// can prepare a file whose values collide. They do not affect results.
var (
	longSeed  = maphash.MakeSeed()
	shortSeed = [2]uint64{rand.Uint64(), rand.Uint64()}
)

// tableHash returns the seeded hash of a short value.
func tableHash(x ends, size int) uint64 {
	hi, lo := bits.Mul64(x.head^shortSeed[0], x.tail^shortSeed[1]^uint64(size))
	return hi ^ lo
}

// tableHashLong returns the seeded hash of a value longer than shortSize.
func tableHashLong(b []byte) uint64 { return maphash.Bytes(longSeed, b) }
