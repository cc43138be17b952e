package format

import (
	"errors"
	"strings"

	"fanout/processors/hash/kdf"
	"fanout/processors/hash/kdf/crypt3"
	"fanout/processors/hash/kdf/scrypt"
)

// phcStrings are the strings of the Password Hashing Competition: a $ before
// each part, named parameters, and standard base 64 without padding.
var phcStrings = &Format{
	Name: "phc", row: appendString,
	notations: map[string]notation{
		"argon2id": argon2PHC, "argon2i": argon2PHC, "argon2d": argon2PHC,
		"scrypt":        scryptPHC,
		"pbkdf2-sha512": pbkdf2PHC, "pbkdf2-sha256": pbkdf2PHC, "pbkdf2-sha1": pbkdf2PHC,
	},
}

// mcfStrings are what crypt(3) and PHP's crypt take.
var mcfStrings = &Format{
	Name: "mcf", row: appendString,
	notations: map[string]notation{
		"bcrypt": ownString, "sha512crypt": ownString, "sha256crypt": ownString, "md5crypt": ownString, "apr1": ownString,
		"phpass": ownString, "drupal7": ownString, "yescrypt": ownString, "wordpress": ownString,
		"scrypt": scryptCrypt,
	},
	keyBytes: map[string]int{"scrypt": scrypt.CryptKeyBytes},
	salts:    map[string]func([]byte) []byte{"scrypt": crypt3.Text},
}

// passlibStrings are the strings of Python's passlib.
var passlibStrings = &Format{
	Name: "passlib", row: appendString,
	notations: map[string]notation{
		"pbkdf2-sha512": pbkdf2Passlib, "pbkdf2-sha256": pbkdf2Passlib,
		"argon2id": argon2PHC, "argon2i": argon2PHC, "argon2d": argon2PHC,
		"scrypt": scryptPHC,
		"bcrypt": ownString, "sha512crypt": ownString, "sha256crypt": ownString, "md5crypt": ownString, "apr1": ownString,
		"phpass":        ownString,
		"bcrypt-sha256": ownString, "bcrypt-sha256-v1": ownString,
	},
	keyBytes: map[string]int{"pbkdf2-sha512": 64, "pbkdf2-sha256": 32, "scrypt": 32},
}

// djangoStrings are those of the column "password" of Django's users.
var djangoStrings = &Format{
	Name: "django", row: appendString,
	notations: map[string]notation{
		"pbkdf2-sha256":        inDjango(pbkdf2Django),
		"argon2id":             inDjango(behind("argon2", argon2PHC)),
		"bcrypt":               inDjango(behind("bcrypt$", ownString)),
		"scrypt":               inDjango(scryptDjango),
		"django-bcrypt-sha256": inDjango(ownString),
	},
	keyBytes: map[string]int{"pbkdf2-sha256": 32, "scrypt": 64},
	salts:    map[string]func([]byte) []byte{"pbkdf2-sha256": kdf.TextSalt, "scrypt": kdf.TextSalt},
}

// appendString appends a hash as a line, after its user if there are any.
func appendString(dst []byte, e *Entry, o *Style, f *Format) (_ []byte, err error) {
	if o.Users {
		if dst, err = appendUser(dst, e.User); err != nil {
			return dst, err
		}
	}
	if dst, err = f.AppendHash(dst, e, o); err != nil {
		return dst, err
	}
	return append(dst, '\n'), nil
}

// The limits of users in lines.
var (
	errNoUser      = errors.New("it has no user")
	errUserColon   = errors.New("the user has a colon, which would end it")
	errUserControl = errors.New("the user has a line end or another control character")
	errUserComment = errors.New("the user begins with #, which makes the line a comment")
	errUserHash    = errors.New("the user looks like a hash, and would be read as one")
)

// appendUser appends a user and the colon that ends it.
func appendUser(dst []byte, user string) ([]byte, error) {
	switch {
	case user == "":
		return dst, errNoUser
	case strings.Contains(user, ":"):
		return dst, errUserColon
	case strings.ContainsFunc(user, isControl):
		return dst, errUserControl
	case user[0] == '#':
		return dst, errUserComment
	case find(user) != nil || strings.HasPrefix(user, recordPrefix) || strings.HasPrefix(user, byteOrderMark):
		return dst, errUserHash
	}
	return append(append(dst, user...), ':'), nil
}

func isControl(c rune) bool { return c < ' ' || c == 0x7f }
