package format

import (
	"fmt"

	"fanout/processors/hash/kdf/scrypt"
)

// scryptCrypt appends $7$, N, r, p, the salt, which is text, and the key, as
// crypt(3) of libxcrypt has it.
func scryptCrypt(dst []byte, e *Entry, _ string) ([]byte, error) {
	if !textSalt(e.Salt) {
		return dst, errTextSalt
	}
	c := e.Params.Costs
	h := scrypt.CryptHash{N: c[0], R: c[1], P: c[2], Salt: e.Salt, Key: e.Key}
	text := h.String()
	if _, err := scrypt.ParseCrypt(text); err != nil {
		return dst, fmt.Errorf("crypt(3) does not take it: %w", err)
	}
	return append(dst, text...), nil
}

// parseScryptCrypt reads what scryptCrypt writes.
func parseScryptCrypt(text string) (h parts, err error) {
	parsed, err := scrypt.ParseCrypt(text)
	if err != nil {
		return h, err
	}
	h.params, err = newParams("scrypt", len(parsed.Key), cost{"n", parsed.N}, cost{"r", parsed.R}, cost{"p", parsed.P})
	h.salt, h.key = parsed.Salt, parsed.Key
	return h, err
}
