package format

import (
	"errors"
	"fmt"
	"strings"

	"fanout/processors/hash/kdf/bcrypt"
	"fanout/processors/hash/kdf/sha512crypt"
)

// bcryptDigits are the digits of bcrypt's base 64.
const bcryptDigits = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

// parseBcrypt reads $2b$12$ and 53 characters.
func parseBcrypt(text string) (h parts, err error) {
	parsed, err := bcrypt.Parse(text)
	if err != nil {
		if better := misspelt(text); better != nil {
			err = better
		}
		return h, err
	}
	h.params, err = newParams("bcrypt", bcrypt.DigestBytes, cost{"cost", parsed.Cost})
	h.salt, h.key = parsed.Salt[:], parsed.Digest[:]
	return h, err
}

// parseDigested reads what hashes a digest of the password by bcrypt: passlib's
// bcrypt_sha256, Django's and WordPress'.
func parseDigested(text string) (h parts, err error) {
	algorithm, parsed, err := bcrypt.ParseDigested(text)
	if err != nil {
		return h, err
	}
	h.params, err = newParams(algorithm.Name, bcrypt.DigestBytes, cost{"cost", parsed.Cost})
	h.salt, h.key = parsed.Salt[:], parsed.Digest[:]
	return h, err
}

// misspelt returns what is wrong with a bcrypt string that differs from a right
// one only in bits that do not count: the lowest four of the salt's last digit,
// and the lowest two of the hash's. Other programs compare the text, where it
// never matches.
func misspelt(text string) error {
	const salt, hash = 28, 59
	if len(text) != hash+1 {
		return nil
	}
	right := []byte(text)
	for at, bits := range map[int]int{salt: 4, hash: 2} {
		digit := strings.IndexByte(bcryptDigits, text[at])
		if digit < 0 {
			return nil
		}
		right[at] = bcryptDigits[digit>>bits<<bits]
	}
	if _, err := bcrypt.Parse(string(right)); err != nil {
		return nil
	}
	part, at := "salt", salt
	if right[salt] == text[salt] {
		part, at = "hash", hash
	}
	return fmt.Errorf("only its spelling is wrong: the last character of the %s should be %q, not %q", part, right[at], text[at])
}

// parseSHA512Crypt reads $6$rounds=656000$salt$key.
func parseSHA512Crypt(text string) (h parts, err error) {
	rounds, salt, key, err := sha512crypt.Parse(text)
	if err != nil {
		return h, err
	}
	h.params, err = newParams("sha512crypt", len(key), cost{"rounds", rounds})
	h.salt, h.key = salt, key
	return h, err
}

var errSalt = errors.New("its salt is empty")

// parseDjangoPBKDF2 reads pbkdf2_sha256$600000$salt$key. The salt is text.
// Where it ends with =, which no salt of Django has, it is Clerk's, whose salts
// are in base 64.
func parseDjangoPBKDF2(text string) (h parts, err error) {
	part := strings.Split(text, "$")
	if len(part) != 4 {
		return h, errParts
	}
	n, err := number("count of iterations", part[1])
	if err != nil {
		return h, err
	}
	h.salt = []byte(part[2])
	if strings.HasSuffix(part[2], "=") {
		if h.salt, err = standard.DecodeString(part[2]); err != nil {
			return h, errBase64
		}
	}
	if h.key, err = standard.DecodeString(part[3]); err != nil {
		return h, errBase64
	}
	if len(h.salt) == 0 {
		return h, errSalt
	}
	h.params, err = newParams(strings.Replace(part[0], "_", "-", 1), len(h.key), cost{"iterations", n})
	return h, err
}

// parseDjangoScrypt reads scrypt$16384$salt$8$5$key, whose salt is text.
func parseDjangoScrypt(text string) (h parts, err error) {
	part := strings.Split(text, "$")[1:]
	if len(part) != 5 {
		return h, errParts
	}
	costs := []cost{{name: "n"}, {name: "r"}, {name: "p"}}
	for i, at := range []int{0, 2, 3} {
		if costs[i].value, err = number(costs[i].name, part[at]); err != nil {
			return h, err
		}
	}
	h.salt = []byte(part[1])
	if h.key, err = standard.DecodeString(part[4]); err != nil {
		return h, errBase64
	}
	if len(h.salt) == 0 {
		return h, errSalt
	}
	h.params, err = newParams("scrypt", len(h.key), costs...)
	return h, err
}
