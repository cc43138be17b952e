// Package yescrypt verifies the password hash $y$ of crypt(3) (Solar Designer,
// yescrypt 1.1) by a library, one password at a time. Only the default flavour
// can be computed, without parallelism, more time, upgrades or a ROM.
package yescrypt

import (
	"errors"
	"fmt"
	"math/bits"
	"strings"

	"fanout/processors/hash/kdf/crypt3"
)

const (
	// KeyBytes is the length of the result.
	KeyBytes = 32
	// MaxSalt is the number of bytes of the longest salt.
	MaxSalt = 64

	prefix = "$y$"
	// flavour is that of yescrypt's defaults: read-write, 6 rounds, gather 4,
	// simple 2, S-boxes of 12 KiB.
	flavour = 'j'
	// MinLog and MaxLog are the limits of N's binary logarithm, MaxR of r.
	MinLog, MaxLog, MaxR = 2, 30, 1 << 16
)

// A Hash has the parts of a string.
type Hash struct {
	N, R int // cost, a power of two, and block size
	Salt []byte
	Key  []byte
}

// String returns the hash as $y$jNR$salt$key.
func (h *Hash) String() string {
	s := append([]byte(prefix), flavour)
	s = appendNumber(s, bits.Len(uint(h.N))-1-1)
	s = appendNumber(s, h.R-1)
	s = crypt3.Append(append(s, '$'), h.Salt)
	return string(crypt3.Append(append(s, '$'), h.Key))
}

// Parse splits a string into its parts. It accepts only what String returns.
func Parse(s string) (*Hash, error) {
	parts := strings.Split(s, "$")
	if len(parts) != 5 || !strings.HasPrefix(s, prefix) {
		return nil, errors.New("not a yescrypt hash, which is $y$ with parameters, $, salt, $ and key")
	}
	h := &Hash{}
	var err error
	if h.N, h.R, err = parseParams(parts[2]); err != nil {
		return nil, fmt.Errorf("yescrypt %w", err)
	}
	if h.Salt, err = parseSalt(parts[3]); err != nil {
		return nil, fmt.Errorf("yescrypt salt %w", err)
	}
	if h.Key, err = crypt3.Decode(parts[4], KeyBytes); err != nil {
		return nil, fmt.Errorf("yescrypt key %w", err)
	}
	return h, nil
}

var errCutParams = errors.New("parameters are cut off or not in crypt(3)'s base 64")

// parseParams reads flavour, N and r.
func parseParams(s string) (n, r int, err error) {
	if s == "" {
		return 0, 0, errCutParams
	}
	if s[0] != flavour {
		return 0, 0, errors.New("cannot be checked with a flavour other than j")
	}
	log, s, ok := cutNumber(s[1:])
	if !ok {
		return 0, 0, errCutParams
	}
	if log += 1; log < MinLog || log > MaxLog {
		return 0, 0, fmt.Errorf("cost is not from 2^%d to 2^%d", MinLog, MaxLog)
	}
	if r, s, ok = cutNumber(s); !ok {
		return 0, 0, errCutParams
	}
	if r += 1; r > MaxR {
		return 0, 0, fmt.Errorf("block size is above %d", MaxR)
	}
	if s != "" {
		return 0, 0, errors.New("cannot be checked with parallelism, time, upgrades or a ROM")
	}
	return 1 << log, r, nil
}

// parseSalt decodes a salt of any length.
func parseSalt(s string) ([]byte, error) {
	if len(s) > crypt3.Digits(MaxSalt) {
		return nil, fmt.Errorf("is longer than %d bytes", MaxSalt)
	}
	return crypt3.Decode(s, len(s)*6/8)
}

// Numbers below 48 have one digit. Others have a first digit that tells how
// many follow, the highest first: after 48 to 55 there is one, after 56 to 59
// two, and so on. Each length begins where the one before ends.
const firstEnd, lastEnd, maxMore = 47, 62, 3

// cutNumber reads a number from 0, of up to 1 + maxMore digits.
func cutNumber(s string) (v int, rest string, ok bool) {
	if s == "" {
		return 0, "", false
	}
	first, ok := crypt3.Digit(s[0])
	start, end, more := 0, firstEnd, 0
	for ; ok && first > end && more < maxMore; more++ {
		v += (end + 1 - start) << (6 * more)
		start, end = end+1, end+1+(lastEnd-end)/2
	}
	if !ok || first > end || len(s) <= more {
		return 0, "", false
	}
	v += (first - start) << (6 * more)
	for i := range more {
		digit, ok := crypt3.Digit(s[1+i])
		if !ok {
			return 0, "", false
		}
		v += digit << (6 * (more - 1 - i))
	}
	return v, s[1+more:], true
}

// appendNumber appends a number as cutNumber reads it.
func appendNumber(s []byte, v int) []byte {
	start, end, more := 0, firstEnd, 0
	for v >= (end+1-start)<<(6*more) {
		v -= (end + 1 - start) << (6 * more)
		start, end = end+1, end+1+(lastEnd-end)/2
		more++
	}
	s = append(s, digit(start+v>>(6*more)))
	for more--; more >= 0; more-- {
		s = append(s, digit(v>>(6*more)&63))
	}
	return s
}

func digit(v int) byte { return crypt3.Append(nil, []byte{byte(v)})[0] }
