package format

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"strings"

	"fanout/processors/hash/kdf/crypt3"
)

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
	dst = append(dst, crypt3.Append(nil, []byte{byte(bits.Len(uint(c[0])) - 1)})[0])
	dst = appendNumber(dst, c[1])
	dst = appendNumber(dst, c[2])
	dst = append(append(dst, e.Salt...), '$')
	return crypt3.Append(dst, e.Key), nil
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
	n, ok1 := crypt3.Digit(rest[0])
	r, ok2 := numberOf(rest[1 : 1+scryptDigits])
	p, ok3 := numberOf(rest[1+scryptDigits : numbers])
	if !ok1 || !ok2 || !ok3 {
		return h, errBase64
	}
	if n > maxLogarithm {
		return h, errLogarithm
	}
	if h.key, err = crypt3.Decode(key, scryptKeyBytes); err != nil {
		return h, fmt.Errorf("its hash %w", err)
	}
	h.salt = []byte(salt)
	h.params, err = newParams("scrypt", len(h.key), cost{"n", 1 << n}, cost{"r", r}, cost{"p", p})
	return h, err
}

// appendNumber appends a number of 30 bits, the lowest digit first.
func appendNumber(dst []byte, v int) []byte {
	return crypt3.Append(dst, binary.LittleEndian.AppendUint32(nil, uint32(v)))[:len(dst)+scryptDigits]
}

// numberOf is the reverse; ok is false if a digit is none.
func numberOf(text string) (v int, ok bool) {
	for i := len(text) - 1; i >= 0; i-- {
		digit, ok := crypt3.Digit(text[i])
		if !ok {
			return 0, false
		}
		v = v<<6 | digit
	}
	return v, true
}
