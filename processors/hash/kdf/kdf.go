// Package kdf is the table of password hash functions: PBKDF2 (RFC 8018 section
// 5.2), bcrypt, scrypt (RFC 7914), Argon2 (RFC 9106) and the SHA-512 scheme of
// crypt(3). Each package below it has the kernels of one of them, which hash
// many passwords at a time, and describes it by a [Scheme]. The standard
// library and golang.org/x/crypto are what their tests compare with. Beside
// them are old functions, one password at a time, most of them to verify only.
//
// A new algorithm is a package of its own and a row in the table.
package kdf

import (
	"cmp"
	"fmt"
	"slices"

	"fanout/processors/hash/kdf/argon2"
	"fanout/processors/hash/kdf/bcrypt"
	"fanout/processors/hash/kdf/digest"
	"fanout/processors/hash/kdf/md5crypt"
	"fanout/processors/hash/kdf/pbkdf2"
	"fanout/processors/hash/kdf/phpass"
	"fanout/processors/hash/kdf/scheme"
	"fanout/processors/hash/kdf/scram"
	"fanout/processors/hash/kdf/scrypt"
	"fanout/processors/hash/kdf/sha256crypt"
	"fanout/processors/hash/kdf/sha512crypt"
	"fanout/processors/hash/kdf/yescrypt"
)

// The types of the schemes.
type (
	Scheme     = scheme.Scheme
	Params     = scheme.Params
	Hasher     = scheme.Hasher
	ParamError = scheme.ParamError
)

// table has a row or two for each package. The first scheme of the first row is
// the default.
var table = [][]*Scheme{
	pbkdf2.Schemes,
	bcrypt.Schemes,
	bcrypt.Digested,
	argon2.Schemes,
	scrypt.Schemes,
	sha512crypt.Schemes,
	sha256crypt.Schemes,
	md5crypt.Schemes,
	phpass.Schemes,
	digest.Schemes,
	yescrypt.Schemes,
	scram.Schemes,
	pbkdf2.Others,
}

// Lookup returns the scheme of that name, also one that is only for verifying.
func Lookup(name string) (*Scheme, error) {
	for _, row := range table {
		for _, s := range row {
			if s.Name == name {
				return s, nil
			}
		}
	}
	return nil, fmt.Errorf("algorithm %q is none of %v", name, Names())
}

// Algorithms lists the schemes for new hashes: the default one and the others
// of its package, then the rest by name.
func Algorithms() []*Scheme {
	all := slices.DeleteFunc(slices.Concat(table...), func(s *Scheme) bool { return s.VerifyOnly })
	slices.SortFunc(all[len(table[0]):], func(a, b *Scheme) int { return cmp.Compare(a.Name, b.Name) })
	return all
}

// Names returns the names of Algorithms.
func Names() (names []string) {
	for _, s := range Algorithms() {
		names = append(names, s.Name)
	}
	return names
}

// Costs returns the names of the costs of all schemes, each once.
func Costs() (names []string) {
	for _, s := range slices.Concat(table...) {
		for _, c := range s.Costs {
			if !slices.Contains(names, c.Name) {
				names = append(names, c.Name)
			}
		}
	}
	return names
}
