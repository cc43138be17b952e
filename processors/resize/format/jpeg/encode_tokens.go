package jpeg

import "math/bits"

// A token is a Huffman symbol and the bits that follow it in the file, before
// the codes are known: the index of the symbol (table<<8 | symbol) in the low
// 10 bits, the bits in the upper half. Their number depends on the symbol.
type token uint32

func newToken(index int, bits uint32) token { return token(uint32(index) | bits<<16) }

// index is that of the token's symbol.
func (t token) index() uint { return uint(t & (tableCount<<8 - 1)) }

// extraBits returns the number of bits that follow a symbol: the size of a value
// (T.81, F.1.2.1 and F.1.2.2), or of the length of a run of blocks (G.1.2.2).
func extraBits(symbol int) int {
	switch {
	case symbol&15 != 0:
		return symbol & 15
	case symbol == symbolZeros:
		return 0
	}
	return symbol >> 4
}

// indexRaw, plus their number, is the index of 1 to 16 bits without a symbol.
// As a symbol of a DC table it would be a difference of more than 128 bits.
const indexRaw = 0x80

// tokenBits is the most that a token becomes: a code of 16 bits and 11 bits. No
// value needs more, no run of blocks is so long (maxRun), and what has no
// symbol has at most 16.
const tokenBits = 27

// Symbols of AC tables without a value (T.81, F.1.2.2.1).
const (
	symbolEnd   = 0x00 // the other coefficients are 0
	symbolZeros = 0xF0 // sixteen zeros
)

// magnitudes has, at v modulo its length, the token of a value v: its symbol is
// the number of bits of |v|, to which a table and a run of zeros are to be
// added, and the bits tell v from others of that number: they are v, or v-1 if
// it is negative. Differences of DC coefficients, the largest values, are
// within ±2040.
var magnitudes = func() (m [4096]token) {
	for i := range m {
		v := (i+2048)%4096 - 2048
		n := bits.Len(uint(max(v, -v)))
		if v < 0 {
			v--
		}
		m[i] = newToken(n, uint32(v)&(1<<n-1))
	}
	return m
}()

func magnitude(v int) token { return magnitudes[v&(len(magnitudes)-1)] }

// blockTokens is the most tokens that a block makes: one for each coefficient,
// and one for the end or, instead of sixteen coefficients, for a run of zeros.
const blockTokens = 65

// appendBlock appends the tokens of a block in a sequential file (T.81, F.1.2):
// of the difference of its DC coefficient to the one before, and of its AC
// coefficients. tables is the number of its DC table. There is room for
// blockTokens more.
func appendBlock(tokens []token, counts *[tableCount << 8]uint32, coeffs *[64]int16, nonzero uint64, diff, tables int) []token {
	out := tokens[len(tokens) : len(tokens)+blockTokens : len(tokens)+blockTokens]
	dc := token(tables << 8)
	ac := dc + 1<<8
	t := dc | magnitude(diff)
	counts[t.index()]++
	out[0] = t
	at := 1
	before := 0
	for m := nonzero &^ 1; m != 0; m &= m - 1 {
		k := bits.TrailingZeros64(m)
		run := k - before - 1
		before = k
		for ; run > 15; run -= 16 {
			counts[(ac|symbolZeros).index()]++
			out[at] = ac | symbolZeros
			at++
		}
		t := ac | token(run<<4) | magnitude(int(coeffs[k&63]))
		counts[t.index()]++
		out[at] = t
		at++
	}
	if before < 63 {
		counts[(ac|symbolEnd).index()]++
		out[at] = ac | symbolEnd
		at++
	}
	return tokens[:len(tokens)+at]
}
