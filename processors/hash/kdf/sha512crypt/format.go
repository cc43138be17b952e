package sha512crypt

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

const (
	prefix       = "$6$"
	roundsPrefix = "rounds="
	// alphabet has the digits of the base 64 of crypt(3).
	alphabet = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	// keyDigits is the length of an encoded key: each digit has 6 of 512 bits.
	keyDigits = (KeyBytes*8 + 5) / 6
)

// SaltSource is the number of random bytes for a salt of MaxSalt characters.
const SaltSource = MaxSalt * 6 / 8

// Salt returns random bytes as a salt in the alphabet of crypt(3). SaltSource
// bytes make MaxSalt characters.
func Salt(random []byte) []byte {
	var salt []byte
	for i := 0; i+3 <= len(random); i += 3 {
		salt = appendDigits(salt, uint32(random[i])<<16|uint32(random[i+1])<<8|uint32(random[i+2]), 4)
	}
	return salt
}

// Encode returns the hash in the form of crypt(3), $6$rounds=N$salt$key,
// without rounds if their number is the default. The key has KeyBytes bytes,
// and Parse accepts the salt.
func Encode(rounds int, salt, key []byte) string {
	s := []byte(prefix)
	if rounds != DefaultRounds {
		s = append(s, roundsPrefix...)
		s = strconv.AppendInt(s, int64(rounds), 10)
		s = append(s, '$')
	}
	s = append(s, salt...)
	s = append(s, '$')
	for i := range KeyBytes / 3 {
		high, middle, low := group(i)
		s = appendDigits(s, uint32(key[high])<<16|uint32(key[middle])<<8|uint32(key[low]), 4)
	}
	return string(appendDigits(s, uint32(key[KeyBytes-1]), 2))
}

// group returns the indices of the bytes of a key that make its group i of four
// digits: i, i+21 and i+42, whose order rotates from group to group (step 22
// e).
func group(i int) (high, middle, low int) {
	at := [3]int{i, i + 21, i + 42}
	return at[i%3], at[(i+1)%3], at[(i+2)%3]
}

// appendDigits appends n digits of v, the lowest first.
func appendDigits(s []byte, v uint32, n int) []byte {
	for range n {
		s = append(s, alphabet[v&63])
		v >>= 6
	}
	return s
}

// Parse splits a hash into its parts. The number of rounds may be missing.
func Parse(s string) (rounds int, salt, key []byte, err error) {
	rest, ok := strings.CutPrefix(s, prefix)
	if !ok {
		return 0, nil, nil, errors.New("not a sha512crypt hash, which begins with " + prefix)
	}
	rounds = DefaultRounds
	if number, ok := strings.CutPrefix(rest, roundsPrefix); ok {
		if number, rest, ok = strings.Cut(number, "$"); !ok {
			return 0, nil, nil, errors.New("sha512crypt hash ends after its rounds")
		}
		rounds, err = strconv.Atoi(number)
		if err != nil || rounds < MinRounds || rounds > MaxRounds || number != strconv.Itoa(rounds) {
			return 0, nil, nil, fmt.Errorf("sha512crypt rounds %q are not from %d to %d", number, MinRounds, MaxRounds)
		}
	}
	saltText, keyText, ok := strings.Cut(rest, "$")
	switch {
	case !ok:
		return 0, nil, nil, errors.New("sha512crypt hash ends after its salt")
	case len(saltText) > MaxSalt:
		return 0, nil, nil, fmt.Errorf("sha512crypt salt is longer than %d bytes", MaxSalt)
	case strings.ContainsFunc(saltText, func(r rune) bool { return r <= ' ' || r > '~' || r == ':' }):
		return 0, nil, nil, errors.New("sha512crypt salt has a character that no password file can hold")
	}
	key, err = parseKey(keyText)
	return rounds, []byte(saltText), key, err
}

func parseKey(s string) ([]byte, error) {
	if len(s) != keyDigits {
		return nil, fmt.Errorf("sha512crypt key has %d characters, want %d", len(s), keyDigits)
	}
	var bad bool
	digits := func(s string) (v uint32) {
		for i := len(s) - 1; i >= 0; i-- {
			digit := strings.IndexByte(alphabet, s[i])
			bad = bad || digit < 0
			v = v<<6 | uint32(digit)&63
		}
		return v
	}
	key := make([]byte, KeyBytes)
	for i := range KeyBytes / 3 {
		v := digits(s[4*i : 4*i+4])
		high, middle, low := group(i)
		key[high], key[middle], key[low] = byte(v>>16), byte(v>>8), byte(v)
	}
	last := digits(s[keyDigits-2:])
	key[KeyBytes-1] = byte(last)
	if bad || last > 255 {
		return nil, errors.New("sha512crypt key is not in crypt(3)'s base 64")
	}
	return key, nil
}
