package format

import (
	"encoding/base64"
	"errors"
	"fmt"
	"math/bits"
	"strconv"

	"fanout/processors/hash/kdf/bcrypt"
	"fanout/processors/hash/kdf/scram"
)

// encode returns salt and hash as a record has them, bcrypt's with ident.
func encode(e *Entry, ident string) (salt, hash string) {
	if e.Params.Scheme.Name == "bcrypt" && ident != "" {
		return "", bcryptString(e, ident)
	}
	return e.Params.Encode(e.Salt, e.Key)
}

// bcryptString returns the 60 characters of a bcrypt hash.
func bcryptString(e *Entry, ident string) string {
	h := bcrypt.Hash{Ident: ident, Cost: e.Params.Costs[0], Salt: [bcrypt.SaltBytes]byte(e.Salt), Digest: [bcrypt.DigestBytes]byte(e.Key)}
	return h.String()
}

// ownString appends the string that the algorithm itself has.
func ownString(dst []byte, e *Entry, ident string) ([]byte, error) {
	_, hash := encode(e, ident)
	return append(dst, hash...), nil
}

// behind puts a prefix before another notation.
func behind(prefix string, n notation) notation {
	return func(dst []byte, e *Entry, ident string) ([]byte, error) {
		return n(append(dst, prefix...), e, ident)
	}
}

// saltAndHash appends both in base 64, with a $ between.
func saltAndHash(dst []byte, kind *base64.Encoding, e *Entry) []byte {
	dst = append(kind.AppendEncode(dst, e.Salt), '$')
	return kind.AppendEncode(dst, e.Key)
}

// argon2PHC appends $argon2id$v=19$m=65536,t=3,p=4$salt$key, in the order of
// parameters that all readers take.
func argon2PHC(dst []byte, e *Entry, _ string) ([]byte, error) {
	c := e.Params.Costs
	version := argon2Version
	for i, cost := range e.Params.Scheme.Costs {
		if cost.Name == costVersion {
			version = c[i]
		}
	}
	dst = fmt.Appendf(dst, "$%s$v=%d$m=%d,t=%d,p=%d$", e.Params.Scheme.Name, version, c[0], c[1], c[2])
	return saltAndHash(dst, phc, e), nil
}

// scryptPHC appends $scrypt$ln=14,r=8,p=1$salt$key, where ln is the binary
// logarithm of N.
func scryptPHC(dst []byte, e *Entry, _ string) ([]byte, error) {
	c := e.Params.Costs
	dst = fmt.Appendf(dst, "$scrypt$ln=%d,r=%d,p=%d$", bits.Len(uint(c[0]))-1, c[1], c[2])
	return saltAndHash(dst, phc, e), nil
}

// pbkdf2PHC appends $pbkdf2-sha512$i=210000,l=64$salt$key.
func pbkdf2PHC(dst []byte, e *Entry, _ string) ([]byte, error) {
	dst = fmt.Appendf(dst, "$%s$i=%d,l=%d$", e.Params.Scheme.Name, e.Params.Costs[0], len(e.Key))
	return saltAndHash(dst, phc, e), nil
}

// pbkdf2Passlib appends $pbkdf2-sha512$210000$salt$key in passlib's base 64.
func pbkdf2Passlib(dst []byte, e *Entry, _ string) ([]byte, error) {
	dst = fmt.Appendf(dst, "$%s$%d$", e.Params.Scheme.Name, e.Params.Costs[0])
	return saltAndHash(dst, ab64, e), nil
}

// pbkdf2LDAP appends 210000$salt$key, as OpenLDAP's pw-pbkdf2 has it.
func pbkdf2LDAP(dst []byte, e *Entry, _ string) ([]byte, error) {
	dst = append(strconv.AppendInt(dst, int64(e.Params.Costs[0]), 10), '$')
	return saltAndHash(dst, ab64, e), nil
}

// scramString appends SCRAM-SHA-256$4096:salt$key:key, as PostgreSQL takes it
// for a password.
func scramString(dst []byte, e *Entry, _ string) ([]byte, error) {
	return append(dst, scram.String(e.Params.Costs[0], e.Salt, e.Key)...), nil
}

// maxDjango is the length of the column of Django's hashes, in characters.
const maxDjango = 128

// errDjango is Django's limit.
var errDjango = fmt.Errorf("the string is longer than the %d characters of Django's column", maxDjango)

// inDjango holds a notation to Django's column.
func inDjango(n notation) notation {
	return func(dst []byte, e *Entry, ident string) ([]byte, error) {
		start := len(dst)
		dst, err := n(dst, e, ident)
		if err == nil && len(dst)-start > maxDjango {
			err = errDjango
		}
		return dst, err
	}
}

var errTextSalt = errors.New("the salt is no text of letters and digits, as this notation needs it")

// textSalt reports whether a salt can stand in a string as it is.
func textSalt(salt []byte) bool {
	for _, c := range salt {
		if !('0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' || c == '.' || c == '/') {
			return false
		}
	}
	return len(salt) > 0
}

// pbkdf2Django appends pbkdf2_sha256$600000$salt$key, whose salt is text.
func pbkdf2Django(dst []byte, e *Entry, _ string) ([]byte, error) {
	if !textSalt(e.Salt) {
		return dst, errTextSalt
	}
	dst = fmt.Appendf(dst, "pbkdf2_sha256$%d$%s$", e.Params.Costs[0], e.Salt)
	return standard.AppendEncode(dst, e.Key), nil
}

// scryptDjango appends scrypt$16384$salt$8$5$key, whose salt is text.
func scryptDjango(dst []byte, e *Entry, _ string) ([]byte, error) {
	if !textSalt(e.Salt) {
		return dst, errTextSalt
	}
	c := e.Params.Costs
	dst = fmt.Appendf(dst, "scrypt$%d$%s$%d$%d$", c[0], e.Salt, c[1], c[2])
	return standard.AppendEncode(dst, e.Key), nil
}
