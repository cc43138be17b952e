package preset

import (
	"encoding/base64"
	"errors"
	"fmt"

	"fanout/processors/hash/format"
	"fanout/processors/hash/kdf"
	"fanout/processors/hash/kdf/bcrypt"
)

// bcryptSalt is how many characters the salt has in a bcrypt string; before it
// are ident and cost.
const bcryptPrefix, bcryptSalt = len("$2b$10$"), 22

// bcryptString returns the bcrypt string with an ident.
func bcryptString(e *format.Entry, ident string) string {
	h := bcrypt.Hash{
		Ident: ident, Cost: value(e.Params, "cost"),
		Salt: [bcrypt.SaltBytes]byte(e.Salt), Digest: [bcrypt.DigestBytes]byte(e.Key),
	}
	return h.String()
}

// bcryptHalves returns salt and digest as a bcrypt string has them.
func bcryptHalves(e *format.Entry) (salt, digest string) {
	s := bcryptString(e, "2b")[bcryptPrefix:]
	return s[:bcryptSalt], s[bcryptSalt:]
}

// ownString returns the string that the algorithm has for itself.
func ownString(e *format.Entry) string {
	_, hash := e.Params.Encode(e.Salt, e.Key)
	return hash
}

// phcString returns the PHC string, or bcrypt's own.
func phcString(e *format.Entry) (string, error) {
	if e.Params.Scheme.Name == "bcrypt" {
		return bcryptString(e, "2b"), nil
	}
	return notationOf("phc", e)
}

// notationOf returns the hash alone as one of the formats writes it.
func notationOf(name string, e *format.Entry) (string, error) {
	f, err := format.Lookup(name)
	if err != nil {
		return "", err
	}
	text, err := f.AppendHash(nil, e, &format.Style{})
	return string(text), err
}

// withUser parses a hash string, and says whose it is.
func withUser(name, hash string) (format.Entry, error) {
	e, err := format.Parse(hash)
	if err != nil {
		return refuse(name, err.Error())
	}
	e.User = name
	return e, nil
}

// refuse returns an entry that cannot be checked.
func refuse(name, why string) (format.Entry, error) {
	return format.Entry{User: name, Err: errors.New(why)}, nil
}

// computed returns an entry with an algorithm and its costs in their order.
func computed(name string, salt, key []byte, algorithm string, costs ...int) (e format.Entry, err error) {
	s, err := kdf.Lookup(algorithm)
	if err != nil {
		return refuse(name, fmt.Sprintf("%s is not computed", algorithm))
	}
	e = format.Entry{User: name, Salt: salt, Key: key, Params: s.Default()}
	copy(e.Params.Costs[:len(s.Costs)], costs)
	switch {
	case !s.FixedKey:
		e.Params.KeyBytes = len(key)
	case len(key) != s.KeyBytes:
		return refuse(name, fmt.Sprintf("its hash has %d bytes, not %d", len(key), s.KeyBytes))
	}
	if len(key) < minKey {
		return refuse(name, fmt.Sprintf("the hash is cut to %d bytes", len(key)))
	}
	e.Err = e.Params.Check()
	return e, nil
}

// minKey is the length of the shortest hash that is checked.
const minKey = 16

// decoded is computed with salt and key in base64.
func decoded(name, salt, key, algorithm string, costs ...int) (format.Entry, error) {
	s, errSalt := base64.StdEncoding.Strict().DecodeString(salt)
	k, errKey := base64.StdEncoding.Strict().DecodeString(key)
	if errSalt != nil || errKey != nil {
		return refuse(name, "its salt or hash is not in base64 with padding")
	}
	return computed(name, s, k, algorithm, costs...)
}

// fromHalves parses a bcrypt string that was cut into its parts.
func fromHalves(name string, cost int, salt, digest string) (format.Entry, error) {
	if len(salt) != bcryptSalt {
		return refuse(name, fmt.Sprintf("its salt has %d characters, not %d", len(salt), bcryptSalt))
	}
	return withUser(name, fmt.Sprintf("$2b$%02d$%s%s", cost, salt, digest))
}
