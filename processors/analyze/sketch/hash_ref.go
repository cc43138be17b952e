package sketch

import "encoding/binary"

// Multipliers: odd numbers with about as many ones as zeros.
const (
	mulHead = 0xe7037ed1a0b428db
	mulTail = 0xa0761d6478bd642f
	mulLast = 0x8ebc6af09c88c6e3
	mulSize = 0x9e3779b97f4a7c15
)

// stripe is the number of bytes of a long value that are hashed together: four
// words, each with its own key and factor.
const stripe = 32

const (
	key0 = 0xb8fe6c3923a44bbe
	key1 = 0x7c01812cf721ad1c
	key2 = 0xded46de9839097db
	key3 = 0x7240a4a4b7b3671f
	mul0 = 0x9fb21c651e98df25
	mul1 = 0xd1b54a32d192ed03
	mul2 = 0xabc98388fb8fac03
	mul3 = 0x8cb92ba72f3d8dd7
)

// hashOf returns the unseeded hash of buf[s:e], which HyperLogLog and Count-Min
// use. It is the same on all machines and in all runs, so that estimates are
// too. It is designed for vector instructions.
func hashOf(buf []byte, s, e int) uint64 {
	if e-s > shortSize {
		return hashOfLong(buf[s:e])
	}
	return hashOfEnds(endsOf(buf, s, e), e-s)
}

// hashOfEnds returns the hash of a short value. Values of the same length of up
// to 8 bytes never collide, because every step is invertible.
func hashOfEnds(x ends, size int) uint64 {
	h := (x.head + uint64(size)*mulSize) * mulHead
	h ^= h >> 29
	return finish(h + x.tail)
}

// finish mixes the bits of h, like the finalizer of MurmurHash3.
func finish(h uint64) uint64 {
	h ^= h >> 32
	h *= mulTail
	h ^= h >> 29
	h *= mulLast
	return h ^ h>>32
}

// hashOfLong returns the hash of a value longer than shortSize. It sums up,
// over all words, the word times a factor, and the product of the two halves of
// the word combined with a key by exclusive or (NH of Black, Halevi, Krawczyk,
// Krovetz and Rogaway, "UMAC: fast and secure message authentication", 1999, as
// in XXH3). The keys differ from stripe to stripe. The last stripe is the last
// 32 bytes of the value, or its first two and its last two words if it is
// shorter than a stripe.
func hashOfLong(b []byte) uint64 {
	h := uint64(len(b)) * mulSize
	last, end := b[max(0, len(b)-stripe):], b[len(b)-16:]
	for round := uint64(0); ; round += mulHead {
		x, y := last, end
		done := len(b) <= stripe
		if !done {
			x, y = b, b[16:]
		}
		x, y = x[:16], y[:16]
		h += wordOf(binary.LittleEndian.Uint64(x), key0+round, mul0)
		h += wordOf(binary.LittleEndian.Uint64(x[8:]), key1+round, mul1)
		h += wordOf(binary.LittleEndian.Uint64(y), key2+round, mul2)
		h += wordOf(binary.LittleEndian.Uint64(y[8:]), key3+round, mul3)
		if done {
			return finish(h)
		}
		b = b[stripe:]
	}
}

// wordOf returns what a word adds to the hash of a long value.
func wordOf(w, key, mul uint64) uint64 {
	k := w ^ key
	return w*mul + k&(1<<32-1)*(k>>32)
}
