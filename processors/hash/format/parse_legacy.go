package format

import (
	"encoding/hex"
	"strings"

	"fanout/processors/hash/kdf/digest"
	"fanout/processors/hash/kdf/md5crypt"
	"fanout/processors/hash/kdf/phpass"
	"fanout/processors/hash/kdf/scram"
	"fanout/processors/hash/kdf/sha256crypt"
	"fanout/processors/hash/kdf/yescrypt"
)

// parseMD5Crypt reads $1$salt$key and $apr1$salt$key.
func parseMD5Crypt(text string) (h parts, err error) {
	parsed, err := md5crypt.Parse(text)
	if err != nil {
		return h, err
	}
	name := "md5crypt"
	if parsed.Ident == md5crypt.Apr1 {
		name = "apr1"
	}
	h.params, err = newParams(name, len(parsed.Key))
	h.salt, h.key = parsed.Salt, parsed.Key
	return h, err
}

// parseSHA256Crypt reads $5$rounds=535000$salt$key.
func parseSHA256Crypt(text string) (h parts, err error) {
	rounds, salt, key, err := sha256crypt.Parse(text)
	if err != nil {
		return h, err
	}
	h.params, err = newParams("sha256crypt", len(key), cost{"rounds", rounds})
	h.salt, h.key = salt, key
	return h, err
}

// parseYescrypt reads $y$j9T$salt$key.
func parseYescrypt(text string) (h parts, err error) {
	parsed, err := yescrypt.Parse(text)
	if err != nil {
		return h, err
	}
	h.params, err = newParams("yescrypt", len(parsed.Key), cost{"n", parsed.N}, cost{"r", parsed.R})
	h.salt, h.key = parsed.Salt, parsed.Key
	return h, err
}

// parsePHPass reads $P$, its variant $H$ of phpBB, and $S$ of Drupal 7.
func parsePHPass(text string) (h parts, err error) {
	parsed, err := phpass.Parse(text)
	if err != nil {
		return h, err
	}
	name := "phpass"
	if parsed.Ident == phpass.Drupal {
		name = "drupal7"
	}
	h.params, err = newParams(name, len(parsed.Key), cost{"cost", parsed.Cost})
	h.salt, h.key = parsed.Salt, parsed.Key
	return h, err
}

// parseSCRAM reads SCRAM-SHA-256$4096:salt$key:key of PostgreSQL.
func parseSCRAM(text string) (h parts, err error) {
	iterations, salt, key, err := scram.Parse(text)
	if err != nil {
		return h, err
	}
	h.params, err = newParams("scram-sha-256", len(key), cost{"iterations", iterations})
	h.salt, h.key = salt, key
	return h, err
}

// parseDigest reads {SSHA512} and the like.
func parseDigest(text string) (h parts, err error) {
	parsed, err := digest.Parse(text)
	if err != nil {
		return h, err
	}
	h.params, err = newParams(parsed.Kind.Name, len(parsed.Key))
	h.salt, h.key = parsed.Salt, parsed.Key
	return h, err
}

// parseDovecotPBKDF2 reads $1$salt$rounds$key, Dovecot's own form of PBKDF2
// with SHA-1: the salt is text, the key hexadecimal.
func parseDovecotPBKDF2(text string) (h parts, err error) {
	part := strings.Split(text, "$")
	if len(part) != 5 {
		return h, errParts
	}
	return textSaltHex("pbkdf2-sha1", part[2], part[4], []string{"iterations"}, part[3:4])
}

// textSaltHex returns the parts of a hash whose salt is text and whose key is
// hexadecimal.
func textSaltHex(algorithm, salt, key string, names, values []string) (h parts, err error) {
	var costs []cost
	for i, name := range names {
		n, err := number(name, values[i])
		if err != nil {
			return h, err
		}
		costs = append(costs, cost{name, n})
	}
	if h.key, err = hex.DecodeString(key); err != nil {
		return h, errHex
	}
	if h.salt = []byte(salt); len(salt) == 0 {
		return h, errSalt
	}
	h.params, err = newParams(algorithm, len(h.key), costs...)
	return h, err
}

// parseWerkzeugPBKDF2 reads pbkdf2:sha256:600000$salt$key of Python's Werkzeug
// and Flask.
func parseWerkzeugPBKDF2(text string) (h parts, err error) {
	method, rest, _ := strings.Cut(text, "$")
	salt, key, ok := strings.Cut(rest, "$")
	field := strings.Split(method, ":")
	if !ok || len(field) != 3 {
		return h, errParts
	}
	return textSaltHex("pbkdf2-"+field[1], salt, key, []string{"iterations"}, field[2:])
}

// parseWerkzeugScrypt reads scrypt:32768:8:1$salt$key.
func parseWerkzeugScrypt(text string) (h parts, err error) {
	method, rest, _ := strings.Cut(text, "$")
	salt, key, ok := strings.Cut(rest, "$")
	field := strings.Split(method, ":")
	if !ok || len(field) != 4 {
		return h, errParts
	}
	return textSaltHex("scrypt", salt, key, []string{"n", "r", "p"}, field[1:])
}
