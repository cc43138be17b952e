package sketch

import "encoding/binary"

// Odd numbers with as many ones as zeros, about.
const (
	mulHead = 0xe7037ed1a0b428db
	mulTail = 0xa0761d6478bd642f
	mulLast = 0x8ebc6af09c88c6e3
	mulSize = 0x9e3779b97f4a7c15
)

// A long value is hashed in stripes of four words, each of which has a key and a factor of
// its own.
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

// hashOf hashes a value the same everywhere and always, in a way that vectors can: it is
// what HyperLogLog and Count-Min go by.
func hashOf(buf []byte, s, e int) uint64 {
	if e-s > shortSize {
		return hashOfLong(buf[s:e])
	}
	return hashOfEnds(endsOf(buf, s, e), e-s)
}

// hashOfEnds hashes a short value: no two of up to 8 bytes that are equally long collide, as
// every step can be undone.
func hashOfEnds(x ends, size int) uint64 {
	h := (x.head + uint64(size)*mulSize) * mulHead
	h ^= h >> 29
	return finish(h + x.tail)
}

// finish spreads what is in h over all bits, as the last steps of MurmurHash3 do.
func finish(h uint64) uint64 {
	h ^= h >> 32
	h *= mulTail
	h ^= h >> 29
	h *= mulLast
	return h ^ h>>32
}

// hashOfLong hashes a value longer than shortSize: to the sum of its words, each times a
// factor, it adds the products of the two halves of each after a key has changed them (NH of
// Black, Halevi, Krawczyk, Krovetz and Rogaway 1999, as in XXH3). Keys differ from one
// stripe to the next. The last stripe are the last bytes, that of a value with no whole stripe
// its first two and its last two words.
func hashOfLong(b []byte) uint64 {
	h := uint64(len(b)) * mulSize
	last, end := b[max(0, len(b)-stripe):], b[len(b)-16:]
	for turn := uint64(0); ; turn += mulHead {
		x, y := last, end
		done := len(b) <= stripe
		if !done {
			x, y = b, b[16:]
		}
		x, y = x[:16], y[:16]
		h += wordOf(binary.LittleEndian.Uint64(x), key0+turn, mul0)
		h += wordOf(binary.LittleEndian.Uint64(x[8:]), key1+turn, mul1)
		h += wordOf(binary.LittleEndian.Uint64(y), key2+turn, mul2)
		h += wordOf(binary.LittleEndian.Uint64(y[8:]), key3+turn, mul3)
		if done {
			return finish(h)
		}
		b = b[stripe:]
	}
}

func wordOf(w, key, mul uint64) uint64 {
	k := w ^ key
	return w*mul + k&(1<<32-1)*(k>>32)
}
