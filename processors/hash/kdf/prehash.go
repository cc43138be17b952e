package kdf

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/crypto/md4" //lint:ignore SA1019 NT hashes are of MD4

	"fanout/processors/hash/kdf/mac"
	"fanout/processors/hash/kdf/scheme"
)

// Prehash is what happens to a password before its algorithm.
type Prehash = scheme.Prehash

// The members of records that name a Prehash.
const (
	MemberDigest = "input_digest"
	MemberPepper = "pepper"
)

// inputDigests are what older systems have stored in place of passwords.
var inputDigests = []*Prehash{
	digestOf("md5-hex", md5.New),
	digestOf("sha1-hex", sha1.New),
	digestOf("sha224-hex", sha256.New224),
	digestOf("sha256-hex", sha256.New),
	digestOf("sha384-hex", sha512.New384),
	digestOf("sha512-hex", sha512.New),
	ntlm,
}

// InputDigests returns the names of the digests, as InputDigest takes them.
func InputDigests() (names []string) {
	for _, p := range inputDigests {
		names = append(names, p.Name)
	}
	return names
}

// InputDigest returns the digest of that name, in lower-case hexadecimal. For
// one name it is always the same. What is hashed with it verifies passwords
// where only their digests were known, as [Prehash.Digest] reads them.
func InputDigest(name string) (*Prehash, error) {
	for _, p := range inputDigests {
		if p.Name == name {
			return p, nil
		}
	}
	return nil, fmt.Errorf("digest %q is none of %v", name, InputDigests())
}

// digestOf returns the Prehash that is the digest of the password.
func digestOf(name string, function func() hash.Hash) *Prehash {
	size := function().Size()
	return &Prehash{
		Member: MemberDigest, Name: name, Bytes: hex.EncodedLen(size),
		Append: func(dst, password []byte) []byte {
			return hex.AppendEncode(dst, mac.Sum(make([]byte, 0, size), function(), password))
		},
	}
}

// ntlm is the NT hash of Windows, [MS-NLMP] section 3.3.1: MD4 of the password
// in UTF-16, least significant byte first.
var ntlm = &Prehash{
	Member: MemberDigest, Name: "ntlm-hex", Bytes: hex.EncodedLen(md4.Size),
	Append: func(dst, password []byte) []byte {
		wide := make([]byte, 0, 2*len(password))
		for text := password; len(text) > 0; {
			r, n := utf8.DecodeRune(text)
			text = text[n:]
			if r1, r2 := utf16.EncodeRune(r); r1 != utf8.RuneError {
				wide = append(wide, byte(r1), byte(r1>>8), byte(r2), byte(r2>>8))
			} else {
				wide = append(wide, byte(r), byte(r>>8))
			}
		}
		defer clear(wide)
		return hex.AppendEncode(dst, mac.Sum(make([]byte, 0, md4.Size), md4.New(), wide))
	},
	Check: func(password []byte) error {
		if !utf8.Valid(password) {
			return errors.New("password is not UTF-8, and so has no NT hash")
		}
		return nil
	},
}

// Peppered stands for a pepper that a record names, and no list can hold. It
// hashes nothing: [WithPepper] puts the pepper itself in its place.
var Peppered = &Prehash{
	Member: MemberPepper, Name: pepperName, Bytes: pepperBytes,
	Append: func([]byte, []byte) []byte { panic("kdf: internal error: the pepper is not known") },
	Check:  func([]byte) error { return ErrPepper },
}

// ErrPepper is why a hash cannot be checked.
var ErrPepper = errors.New("the hash was made with a pepper, which is not known")

// WithPepper returns p with that pepper if it has one that is not known. nil:
// there is none.
func WithPepper(p Params, pepper *Prehash) Params {
	if p.Prehash == Peppered && pepper != nil {
		p.Prehash = pepper
	}
	return p
}

// What records say of a pepper, and the length of its result.
const (
	pepperName  = "hmac-sha384"
	pepperBytes = sha512.Size384 / 3 * 4
)

// MinPepper is the length of the shortest pepper that is taken, in bytes.
const MinPepper = 16

// Pepper returns the Prehash that is HMAC-SHA-384 of the password with a secret
// key, in standard base64: 64 characters, which every algorithm takes, for
// passwords of any length and with any bytes. It keeps secret.
func Pepper(secret []byte) *Prehash {
	return &Prehash{
		Member: MemberPepper, Name: pepperName, Bytes: pepperBytes,
		Append: func(dst, password []byte) []byte {
			m := mac.New(sha512.New384)
			defer m.Clear()
			m.SetKey(secret)
			return base64.StdEncoding.AppendEncode(dst, m.Append(make([]byte, 0, sha512.Size384), password))
		},
	}
}
