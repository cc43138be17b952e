package bcrypt

// boxes is the state of Blowfish.
type boxes struct {
	p [18]uint32     // subkeys
	s [4][256]uint32 // S-boxes
	_ [14]uint32     // padding to cache lines, as in the generator of the assembly
}

// encipher encrypts one block of two words: 16 rounds of a Feistel network, two
// in each pass of the loop.
func (b *boxes) encipher(l, r uint32) (uint32, uint32) {
	l ^= b.p[0]
	for i := 1; i < 17; i += 2 {
		r ^= b.p[i] ^ b.feistel(l)
		l ^= b.p[i+1] ^ b.feistel(r)
	}
	return r ^ b.p[17], l
}

// feistel is the function F of the rounds. Sums are modulo 2^32.
func (b *boxes) feistel(x uint32) uint32 {
	return ((b.s[0][x>>24] + b.s[1][x>>16&0xff]) ^ b.s[2][x>>8&0xff]) + b.s[3][x&0xff]
}

// rekeyRef replaces the state, subkeys first, in pairs of words. Each pair
// becomes the encryption, by the present state, of the pair before; the first
// pair becomes that of zeros. With addKey it is ExpandKey of the paper for a
// salt of zeros.
func (b *boxes) rekeyRef() { b.rekeySalted(&[18]uint32{}) }

// rekeySalted is rekeyRef with the first four words of salt, in turn, added to
// the words before they are encrypted.
func (b *boxes) rekeySalted(salt *[18]uint32) {
	var l, r uint32
	at := 0
	next := func(words []uint32) {
		for i := 0; i < len(words); i += 2 {
			l, r = b.encipher(l^salt[at], r^salt[at+1])
			words[i], words[i+1] = l, r
			at ^= 2
		}
	}
	next(b.p[:])
	for i := range b.s {
		next(b.s[i][:])
	}
}

// addKey adds the 18 words of a key or salt to the subkeys.
func (b *boxes) addKey(words *[18]uint32) {
	for i := range b.p {
		b.p[i] ^= words[i]
	}
}

// setCyclic sets words to big-endian words of the bytes of b, which repeat.
func setCyclic(words *[18]uint32, b []byte) {
	at := 0
	for i := range words {
		for range 4 {
			words[i] = words[i]<<8 | uint32(b[at])
			if at++; at == len(b) {
				at = 0
			}
		}
	}
}
