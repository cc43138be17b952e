package scram

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// prefix begins what PostgreSQL stores.
const prefix = "SCRAM-SHA-256$"

// String returns what PostgreSQL stores in pg_authid, and takes as a password
// that is hashed already: SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey.
func String(iterations int, salt, key []byte) string {
	base := base64.StdEncoding.EncodeToString
	return fmt.Sprintf("%s%d:%s$%s:%s", prefix, iterations, base(salt), base(key[:sha256.Size]), base(key[sha256.Size:]))
}

// Parse splits what String returns, and accepts only its form.
func Parse(s string) (iterations int, salt, key []byte, err error) {
	rest, ok := strings.CutPrefix(s, prefix)
	count, rest, ok2 := strings.Cut(rest, ":")
	saltText, rest, ok3 := strings.Cut(rest, "$")
	storedText, serverText, ok4 := strings.Cut(rest, ":")
	if !ok || !ok2 || !ok3 || !ok4 {
		return 0, nil, nil, errors.New("not all parts of SCRAM-SHA-256 are there")
	}
	if iterations, err = strconv.Atoi(count); err != nil || iterations < 1 {
		return 0, nil, nil, errors.New("the iterations of SCRAM-SHA-256 are no number above 0")
	}
	if salt, err = base64.StdEncoding.DecodeString(saltText); err != nil {
		return 0, nil, nil, errors.New("the salt of SCRAM-SHA-256 is not in base64")
	}
	for _, text := range []string{storedText, serverText} {
		part, err := base64.StdEncoding.DecodeString(text)
		if err != nil || len(part) != sha256.Size {
			return 0, nil, nil, errors.New("a key of SCRAM-SHA-256 is not 32 bytes in base64")
		}
		key = append(key, part...)
	}
	if String(iterations, salt, key) != s {
		return 0, nil, nil, errors.New("SCRAM-SHA-256 is not in its usual form")
	}
	return iterations, salt, key, nil
}
