package scrypt

import (
	"errors"
	"fmt"
	"math/bits"
	"strings"

	"fanout/processors/hash/kdf/crypt3"
)

// CryptKeyBytes is the length of a key of crypt(3).
const CryptKeyBytes = 32

const (
	cryptPrefix = "$7$"
	// maxCryptSalt is above the length of any salt that programs make.
	maxCryptSalt = 128
	// numberDigits is the length of r and p, 30 bits each.
	numberDigits = 5
)

// A CryptHash has the parts of scrypt's form of crypt(3). Its salt is text.
type CryptHash struct {
	N, R, P int
	Salt    []byte
	Key     []byte
}

// String returns the hash as $7$, log₂ N, r, p, salt, $ and key.
func (h *CryptHash) String() string {
	s := append([]byte(cryptPrefix), cryptNumber(bits.Len(uint(h.N)) - 1)[0])
	s = append(append(s, cryptNumber(h.R)...), cryptNumber(h.P)...)
	s = append(append(s, h.Salt...), '$')
	return string(crypt3.Append(s, h.Key))
}

// cryptNumber returns the digits of v, the lowest first.
func cryptNumber(v int) []byte {
	return crypt3.Append(nil, []byte{byte(v), byte(v >> 8), byte(v >> 16), byte(v >> 24)})[:numberDigits]
}

// ParseCrypt splits a hash of crypt(3) into its parts. It accepts only what
// String returns.
func ParseCrypt(s string) (*CryptHash, error) {
	parts := strings.Split(s, "$")
	const params = 1 + 2*numberDigits
	if len(parts) != 4 || !strings.HasPrefix(s, cryptPrefix) || len(parts[2]) < params {
		return nil, errors.New("not an scrypt hash of crypt(3), which is $7$ with parameters, salt, $ and key")
	}
	text, salt := parts[2][:params], parts[2][params:]
	var numbers [2]int
	for i := range text {
		digit, ok := crypt3.Digit(text[i])
		if !ok {
			return nil, errors.New("scrypt parameters are not in crypt(3)'s base 64")
		}
		if i > 0 {
			numbers[(i-1)/numberDigits] |= digit << (6 * ((i - 1) % numberDigits))
		}
	}
	log, _ := crypt3.Digit(text[0])
	if log < 1 || log > 30 {
		return nil, errors.New("scrypt cost is not from 2^1 to 2^30")
	}
	h := &CryptHash{N: 1 << log, R: numbers[0], P: numbers[1], Salt: []byte(salt)}
	if h.R < 1 || h.P < 1 {
		return nil, errors.New("scrypt block size and parallelism must be at least 1")
	}
	err := crypt3.CheckSalt(salt, maxCryptSalt)
	if err == nil {
		if h.Key, err = crypt3.Decode(parts[3], CryptKeyBytes); err != nil {
			err = fmt.Errorf("key %w", err)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("scrypt %w", err)
	}
	return h, nil
}
