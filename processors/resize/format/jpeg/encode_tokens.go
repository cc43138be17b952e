package jpeg

import "math/bits"

// A token is a Huffman symbol with the additional bits that follow it in the
// file, made before the codes are known: the index of the symbol (table<<8 |
// symbol) in the low 10 bits, the additional bits in the upper half. Their
// number depends on the symbol.
type token uint32

func newToken(index int, bits uint32) token { return token(uint32(index) | bits<<16) }

// index returns the index of the token's symbol.
func (t token) index() uint { return uint(t & (tableCount<<8 - 1)) }

// additionalBits returns the number of bits that follow a symbol RRRRSSSS: SSSS
// of a value (T.81 F.1.2.1 and F.1.2.2), or n of EOBn (G.1.2.2).
func additionalBits(symbol int) int {
	switch {
	case symbol&15 != 0:
		return symbol & 15
	case symbol == symbolZRL:
		return 0
	}
	return symbol >> 4
}

// indexRaw, plus their number, is the index of a token of 1 to 16 bits without
// a symbol. It is free, as symbols of DC tables are below 16.
const indexRaw = 0x80

// tokenBits is the limit of a token's bits: a code of 16 bits and 11 additional
// bits. No value and no end-of-band run (maxEOBRun) needs more, and tokens
// without a symbol have at most 16.
const tokenBits = 27

// Symbols of AC tables without a value (T.81 F.1.2.2.1).
const (
	symbolEOB = 0x00 // end of block: the other coefficients are 0
	symbolZRL = 0xF0 // zero run length: 16 zeros
)

// valueTokens has, at v modulo its length, the token of a value v. Its symbol
// is the number of bits of |v|, SSSS, to which a table and a run of zeros are
// to be added; its additional bits are those of v, or of v-1 if it is negative
// (T.81 F.1.2.1). Differences of DC coefficients, the largest values, are
// within ±2040.
var valueTokens = func() (m [4096]token) {
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

// valueToken returns the token of v without table and run.
func valueToken(v int) token { return valueTokens[v&(len(valueTokens)-1)] }

// maxBlockTokens is the limit of a block's tokens: one for each coefficient and
// one for its end. A run of 16 zeros has one, too.
const maxBlockTokens = 65

// appendBlock appends the tokens of a block in a sequential file (T.81 F.1.2)
// and counts their symbols: that of diff, the difference of its DC coefficient
// to the prediction, and those of its AC coefficients, whose bitmap is nonzero.
// tables is the number of its DC table. tokens has room for maxBlockTokens
// more.
func appendBlock(tokens []token, counts *[tableCount << 8]uint32, coeffs *[64]int16, nonzero uint64, diff, tables int) []token {
	out := tokens[len(tokens) : len(tokens)+maxBlockTokens : len(tokens)+maxBlockTokens]
	dc := token(tables << 8)
	ac := dc + 1<<8
	t := dc | valueToken(diff)
	counts[t.index()]++
	out[0] = t
	at := 1
	before := 0
	for m := nonzero &^ 1; m != 0; m &= m - 1 {
		k := bits.TrailingZeros64(m)
		run := k - before - 1
		before = k
		for ; run > 15; run -= 16 {
			counts[(ac|symbolZRL).index()]++
			out[at] = ac | symbolZRL
			at++
		}
		t := ac | token(run<<4) | valueToken(int(coeffs[k&63]))
		counts[t.index()]++
		out[at] = t
		at++
	}
	if before < 63 {
		counts[(ac|symbolEOB).index()]++
		out[at] = ac | symbolEOB
		at++
	}
	return tokens[:len(tokens)+at]
}
