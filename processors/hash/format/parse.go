package format

import (
	"errors"
	"fmt"
	"strings"

	"fanout/processors/hash/kdf"
)

// ErrNoHash says that a text is no hash in any notation that is known.
var ErrNoHash = errors.New("it is no hash in a notation that is known")

// parts are what a hash string holds.
type parts struct {
	params    kdf.Params
	salt, key []byte
}

// A reading is a notation that hashes are read in.
type reading struct {
	prefix string
	parse  func(text string) (parts, error)
	colons int // that are part of it, where a colon may end a hash
}

// Parse reads one hash string of any notation. The error is ErrNoHash; a hash
// that is known, but cannot be checked, has Entry.Err.
func Parse(text string) (e Entry, err error) {
	r := find(text)
	if r == nil {
		return e, unnamed(text)
	}
	if strings.ContainsFunc(text, func(c rune) bool { return c <= ' ' || c > '~' }) {
		e.Err = errors.New("it has a character that no hash has")
		return e, nil
	}
	h, err := r.parse(text)
	if err != nil {
		return Entry{Err: err}, nil
	}
	return Entry{Params: h.params, Salt: h.salt, Key: h.key, Err: checkParts(h.params, h.key)}, nil
}

// find returns the notation with the longest prefix of text, or nil.
func find(text string) (found *reading) {
	for i := range readings {
		r := &readings[i]
		if strings.HasPrefix(text, r.prefix) && (r.prefix != "{" || isBraces(text)) && (found == nil || len(r.prefix) > len(found.prefix)) {
			found = r
		}
	}
	return found
}

// A cost is a parameter that a hash string names.
type cost struct {
	name  string
	value int
}

// costVersion is the name of Argon2's version among its costs, argon2Version
// that of RFC 9106.
const (
	costVersion   = "version"
	argon2Version = 19
)

// newParams returns parameters with these costs.
func newParams(algorithm string, keyBytes int, costs ...cost) (p kdf.Params, err error) {
	if p.Scheme, err = kdf.Lookup(algorithm); err != nil {
		return p, fmt.Errorf("%s is not computed", algorithm)
	}
	for _, c := range costs {
		found := false
		for i := range p.Scheme.Costs {
			if p.Scheme.Costs[i].Name == c.name {
				p.Costs[i], found = c.value, true
			}
		}
		if !found && (c.name != costVersion || c.value != argon2Version) {
			return p, fmt.Errorf("%s %d of %s is not computed", c.name, c.value, algorithm)
		}
	}
	if !p.Scheme.FixedKey {
		p.KeyBytes = keyBytes
	} else if keyBytes != p.Scheme.KeyBytes {
		return p, fmt.Errorf("the hash has %d bytes, not %d", keyBytes, p.Scheme.KeyBytes)
	}
	return p, nil
}
