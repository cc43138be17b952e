package jpeg

import "encoding/binary"

// A bitWriter turns tokens into the bytes of an entropy-coded segment.
type bitWriter struct {
	acc  uint64 // the bits of the last byte, which is not yet full, from the top
	used uint   // how many they are, below 8
	// packed has room for the bytes of chunkTokens tokens and one store of 8
	// bytes after them.
	packed [chunkTokens*tokenBits/8 + 8 + 8]byte
}

// chunkTokens is how many tokens are packed before zero bytes are stuffed
// between the bytes: few enough for the caches. It is even.
const chunkTokens = 4096

// appendTokens appends the bytes of tokens to dst.
func (w *bitWriter) appendTokens(dst []byte, tokens []token, codes *[tableCount << 8]uint32) []byte {
	for len(tokens) > 0 {
		n := min(len(tokens), chunkTokens)
		dst = appendStuffed(dst, w.packed[:w.pack(tokens[:n], codes)])
		tokens = tokens[n:]
	}
	return dst
}

// pack writes tokens to packed and returns the number of whole bytes.
func (w *bitWriter) pack(tokens []token, codes *[tableCount << 8]uint32) int {
	acc, used, at := w.acc, w.used, 0
	// Two tokens and the bits left from before fit into 64 bits: 2·27 + 7.
	for len(tokens) >= 2 {
		a, aBits := tokens[0].code(codes)
		b, bBits := tokens[1].code(codes)
		tokens = tokens[2:]
		used += aBits + bBits
		acc |= (a<<(bBits&63) | b) << (-used & 63)
		binary.BigEndian.PutUint64(w.packed[at:], acc)
		at += int(used / 8)
		acc <<= used &^ 7 & 63
		used &= 7
	}
	if len(tokens) == 1 {
		a, aBits := tokens[0].code(codes)
		used += aBits
		acc |= a << (-used & 63)
		binary.BigEndian.PutUint64(w.packed[at:], acc)
		at += int(used / 8)
		acc <<= used &^ 7 & 63
		used &= 7
	}
	w.acc, w.used = acc, used
	return at
}

// code returns the token's code followed by its additional bits, and the length
// of both.
func (t token) code(codes *[tableCount << 8]uint32) (uint64, uint) {
	c := codes[t.index()]
	return uint64(c>>5 | uint32(t>>16)), uint(c & 31)
}

// appendEnd fills up the last byte of a scan with ones (T.81 F.1.2.3).
func (w *bitWriter) appendEnd(dst []byte) []byte {
	if w.used > 0 {
		dst = appendStuffed(dst, []byte{byte(w.acc>>56) | 0xff>>w.used})
	}
	w.acc, w.used = 0, 0
	return dst
}

// appendStuffed appends src with a zero byte after every 0xff (T.81 F.1.2.3).
func appendStuffed(dst, src []byte) []byte {
	for len(src) >= 8 {
		// A byte of v is 0xff if it is 0 in the complement. The subtraction
		// sets the top bit of the lowest such byte, and none if there is no
		// such byte.
		v := binary.LittleEndian.Uint64(src)
		if (^v-0x0101010101010101)&v&0x8080808080808080 == 0 {
			dst = binary.LittleEndian.AppendUint64(dst, v)
		} else {
			dst = appendStuffedBytes(dst, src[:8])
		}
		src = src[8:]
	}
	return appendStuffedBytes(dst, src)
}

func appendStuffedBytes(dst, src []byte) []byte {
	for _, b := range src {
		dst = append(dst, b)
		if b == 0xff {
			dst = append(dst, 0)
		}
	}
	return dst
}
