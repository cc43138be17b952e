package bcrypt

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"strings"

	"fanout/processors/hash/kdf/mac"
	"fanout/processors/hash/kdf/scheme"
)

// A notation is an algorithm that hashes a digest of the password by bcrypt,
// and its string. The digest is text of any password, so that bcrypt's limit of
// 72 bytes does not hold, nor that on NUL bytes.
type notation struct {
	name       string // of the algorithm
	verifyOnly bool
	prefix     string // of its strings alone

	// write gives the string of a hash; ident is that of new ones.
	ident string
	write func(h *Hash) string
	// bcrypt gives the bcrypt string in one, or "".
	bcrypt func(s string) string

	digest func(dst, password, salt []byte) []byte
	// check returns an error for a password that other programs refuse. nil:
	// they take any.
	check func(password []byte) error
}

var notations = []*notation{
	{ // passlib.hash.bcrypt_sha256, version 2, since 1.7.3
		name: "bcrypt-sha256", prefix: "$bcrypt-sha256$v=2,",
		ident: "2b", write: func(h *Hash) string { return h.passlib("v=2,t=%s,r=%d") },
		bcrypt: func(s string) string {
			s, ok := strings.CutPrefix(s, "$bcrypt-sha256$v=2,t=")
			ident, s, isRounds := strings.Cut(s, ",r=")
			if !ok || !isRounds {
				return ""
			}
			return fromPasslib(ident, s)
		},
		digest: func(dst, password, salt []byte) []byte {
			var text [22]byte
			encoding.Encode(text[:], salt[:SaltBytes])
			return appendMAC(dst, sha256.New, text[:], password)
		},
	},
	{ // passlib.hash.bcrypt_sha256, version 1
		name: "bcrypt-sha256-v1", prefix: "$bcrypt-sha256$2", verifyOnly: true,
		ident: "2b", write: func(h *Hash) string { return h.passlib("%s,%d") },
		bcrypt: func(s string) string {
			s, ok := strings.CutPrefix(s, "$bcrypt-sha256$")
			ident, s, isRounds := strings.Cut(s, ",")
			if !ok || !isRounds {
				return ""
			}
			return fromPasslib(ident, s)
		},
		digest: func(dst, password, _ []byte) []byte {
			sum := mac.Sum(nil, sha256.New(), password)
			defer clear(sum)
			return base64.StdEncoding.AppendEncode(dst, sum)
		},
	},
	{ // Django's BCryptSHA256PasswordHasher
		name: "django-bcrypt-sha256", prefix: "bcrypt_sha256$",
		ident: "2b", write: func(h *Hash) string { return "bcrypt_sha256$" + h.String() },
		bcrypt: func(s string) string { return after("bcrypt_sha256$", s) },
		digest: func(dst, password, _ []byte) []byte {
			sum := mac.Sum(nil, sha256.New(), password)
			defer clear(sum)
			return hex.AppendEncode(dst, sum)
		},
	},
	{ // WordPress since 6.8: wp_hash_password
		name: "wordpress", prefix: "$wp$2",
		ident: "2y", write: func(h *Hash) string { return "$wp" + h.String() },
		bcrypt: func(s string) string { return after("$wp", s) },
		digest: func(dst, password, _ []byte) []byte {
			return appendMAC(dst, sha512.New384, []byte("wp-sha384"), bytes.Trim(password, phpSpace))
		},
		check: func(password []byte) error {
			if len(password) > maxWordPress {
				return errWordPress
			}
			return nil
		},
	},
}

// appendMAC appends the HMAC of a password in base64 to dst.
func appendMAC(dst []byte, function func() hash.Hash, key, password []byte) []byte {
	m := mac.New(function)
	defer m.Clear()
	m.SetKey(key)
	return base64.StdEncoding.AppendEncode(dst, m.Append(nil, password))
}

const (
	// phpSpace is what PHP's trim removes, and with it WordPress.
	phpSpace = " \t\n\r\x00\x0b"
	// maxWordPress is the longest password that WordPress takes, in bytes.
	maxWordPress = 4096
)

var errWordPress = errors.New("password is longer than the 4096 bytes that WordPress takes")

// passlib returns the hash with its costs in a form of passlib's.
func (h *Hash) passlib(costs string) string {
	return fmt.Sprintf("$bcrypt-sha256$"+costs+"$%s$%s", h.Ident, h.Cost, encoding.EncodeToString(h.Salt[:]), encoding.EncodeToString(h.Digest[:]))
}

// fromPasslib returns the bcrypt string of an ident and what follows the costs'
// beginning in passlib's forms: 12$salt$digest.
func fromPasslib(ident, rest string) string {
	part := strings.Split(rest, "$")
	if len(part) != 3 || len(part[0]) > 2 || len(part[1]) != 22 {
		return ""
	}
	if len(part[0]) == 1 {
		part[0] = "0" + part[0]
	}
	return fmt.Sprintf("$%s$%s$%s%s", ident, part[0], part[1], part[2])
}

// after returns what follows prefix, or "".
func after(prefix, s string) string {
	rest, ok := strings.CutPrefix(s, prefix)
	if !ok {
		return ""
	}
	return rest
}

// ParseDigested splits a string of one of the algorithms that hash a digest of
// the password by bcrypt, and returns which. It accepts only the form that they
// write themselves, but with each ident.
func ParseDigested(s string) (algorithm *scheme.Scheme, h *Hash, err error) {
	for i, n := range notations {
		if strings.HasPrefix(s, n.prefix) {
			h, err = n.parse(s)
			return Digested[i], h, err
		}
	}
	return nil, nil, errors.New("not a bcrypt hash of a digest")
}

func (n *notation) parse(s string) (*Hash, error) {
	inner := n.bcrypt(s)
	if inner == "" {
		return nil, fmt.Errorf("not a %s hash", n.name)
	}
	h, err := Parse(inner)
	if err == nil && n.write(h) != s {
		err = fmt.Errorf("%s hash is not in its usual form", n.name)
	}
	return h, err
}

// Digested are the algorithms that hash a digest of the password by bcrypt.
var Digested = func() (schemes []*scheme.Scheme) {
	for _, n := range notations {
		schemes = append(schemes, n.describe())
	}
	return schemes
}()

// describe returns the scheme, which is bcrypt's but for the password and the
// strings.
func (n *notation) describe() *scheme.Scheme {
	s := *Schemes[0]
	s.Name, s.VerifyOnly, s.CheckPassword = n.name, n.verifyOnly, n.check
	s.New = func(p scheme.Params, _ int) scheme.Hasher {
		return scheme.Transform(scheme.Light(New(p.Costs[cost])), n.digest)
	}
	s.Encode = func(p scheme.Params, salt, key []byte) string {
		h := newHash(n.ident, p.Costs[cost], salt, key)
		return n.write(&h)
	}
	s.Decode = func(p scheme.Params, hash string) (salt, key []byte, err error) {
		h, err := n.parse(hash)
		if err != nil {
			return nil, nil, err
		}
		return h.parts(p.Costs[cost])
	}
	return &s
}
