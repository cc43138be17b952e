package format

import (
	"fmt"
	"math/bits"
	"strings"
)

// crypt64 has the digits of the base 64 of crypt(3).
const crypt64 = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// appendCrypt64 appends bytes in groups of three, each a number whose lowest
// six bits come first.
func appendCrypt64(dst, src []byte) []byte {
	for len(src) > 0 {
		n := min(3, len(src))
		var v uint32
		for i, b := range src[:n] {
			v |= uint32(b) << (8 * i)
		}
		dst = appendNumber64(dst, v, (n*8+5)/6)
		src = src[n:]
	}
	return dst
}

// appendNumber64 appends n digits of v, the lowest first.
func appendNumber64(dst []byte, v uint32, n int) []byte {
	for range n {
		dst = append(dst, crypt64[v&63])
		v >>= 6
	}
	return dst
}

// number64 is the reverse; ok is false if a digit is none.
func number64(text string) (v uint32, ok bool) {
	for i := len(text) - 1; i >= 0; i-- {
		digit := strings.IndexByte(crypt64, text[i])
		if digit < 0 {
			return 0, false
		}
		v = v<<6 | uint32(digit)
	}
	return v, true
}

// decodeCrypt64 is the reverse of appendCrypt64.
func decodeCrypt64(text string) (b []byte, ok bool) {
	for len(text) > 0 {
		digits := min(4, len(text))
		v, ok := number64(text[:digits])
		n := digits * 6 / 8
		if !ok || n == 0 || v>>(8*n) != 0 {
			return nil, false
		}
		for range n {
			b = append(b, byte(v))
			v >>= 8
		}
		text = text[digits:]
	}
	return b, true
}

// The fields of $7$, which begins with three numbers in base 64.
const (
	scryptPrefix   = "$7$"
	scryptDigits   = 5  // of r and of p
	scryptKeyBytes = 32 // of crypt(3)
)

// scryptCrypt appends $7$, N, r, p, the salt, which is text, and the key, as
// crypt(3) of libxcrypt has it.
func scryptCrypt(dst []byte, e *Entry, _ string) ([]byte, error) {
	if !textSalt(e.Salt) {
		return dst, errTextSalt
	}
	c := e.Params.Costs
	dst = append(dst, scryptPrefix...)
	dst = append(dst, crypt64[bits.Len(uint(c[0]))-1])
	dst = appendNumber64(dst, uint32(c[1]), scryptDigits)
	dst = appendNumber64(dst, uint32(c[2]), scryptDigits)
	dst = append(append(dst, e.Salt...), '$')
	return appendCrypt64(dst, e.Key), nil
}

// parseScryptCrypt reads what scryptCrypt writes.
func parseScryptCrypt(text string) (h parts, err error) {
	const numbers = 1 + 2*scryptDigits
	rest := strings.TrimPrefix(text, scryptPrefix)
	if len(rest) < numbers {
		return h, errParts
	}
	salt, key, found := strings.Cut(rest[numbers:], "$")
	if !found || strings.Contains(key, "$") {
		return h, errParts
	}
	n := strings.IndexByte(crypt64, rest[0])
	r, ok1 := number64(rest[1 : 1+scryptDigits])
	p, ok2 := number64(rest[1+scryptDigits : numbers])
	if n < 0 || !ok1 || !ok2 {
		return h, errBase64
	}
	if n > 30 {
		return h, fmt.Errorf("its N is 2^%d, more than 2^30", n)
	}
	var ok bool
	if h.key, ok = decodeCrypt64(key); !ok {
		return h, errBase64
	}
	h.salt = []byte(salt)
	h.params, err = newParams("scrypt", len(h.key), cost{"n", 1 << n}, cost{"r", int(r)}, cost{"p", int(p)})
	return h, err
}
