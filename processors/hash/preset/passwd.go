package preset

import (
	"errors"
	"fmt"
	"strings"

	"fanout/processors/hash/format"
)

// checkLine refuses a user that a file with a row a line cannot hold.
func checkLine(name string) error {
	if !printable(name) || strings.Contains(name, ":") {
		return errors.New("its user has a colon, a line break or another control character")
	}
	if strings.HasPrefix(name, "#") {
		return errors.New("its user begins with #, which makes the line a comment")
	}
	if strings.HasPrefix(name, " ") {
		return errors.New("its user begins with a blank, which some readers cut off")
	}
	return nil
}

// atMost refuses passwords of more bytes than a target takes.
func atMost(target string, bytes int) func([]byte) ([]byte, error) {
	return func(password []byte) ([]byte, error) {
		if len(password) > bytes {
			return nil, fmt.Errorf("password is longer than the %d bytes that %s takes", bytes, target)
		}
		return password, nil
	}
}

// maxHtpasswd is the length of the longest user and password of Apache.
const maxHtpasswd = 255

// htpasswd is read by Apache and nginx.
var htpasswd = &Target{
	Name: "htpasswd",
	algorithms: []algorithm{
		{name: "bcrypt", bounds: []bound{{"cost", 4, 17}}},
		{name: "sha512crypt"}, {name: "apr1"},
	},
	file: file{base: "htpasswd", single: true, in: inLines},
	keys: byName,
	record: func(dst []byte, r *row) ([]byte, error) {
		if err := checkLine(r.name); err != nil {
			return dst, err
		}
		if len(r.name) > maxHtpasswd {
			return dst, fmt.Errorf("its user is longer than the %d bytes that htpasswd takes", maxHtpasswd)
		}
		return append(append(append(dst, r.name...), ':'), cryptString(r.Entry, "2y")...), nil
	},
	parse:    parseColon,
	password: atMost("htpasswd", maxHtpasswd),
	next: func(p *Preset) string {
		if p.params.Scheme.Name == "apr1" {
			return "Apache and nginx take these hashes on any system"
		}
		return "nginx takes these hashes only where the system's crypt() does: with libxcrypt and musl, not with plain glibc"
	},
}

// cryptString is a hash as crypt(3) has it.
func cryptString(e *format.Entry, ident string) string {
	if e.Params.Scheme.Name == "bcrypt" {
		return bcryptString(e, ident)
	}
	return ownString(e)
}

// parseColon decodes a line of user, hash, and maybe more.
func parseColon(text []byte, _ *Settings) (format.Entry, error) {
	name, rest, ok := strings.Cut(string(text), ":")
	if !ok {
		return refuse(name, format.ErrNoHash.Error())
	}
	hash, _, _ := strings.Cut(rest, ":")
	return withUser(name, hash)
}

// maxShadow is the length of the longest password that libxcrypt takes.
const maxShadow = 511

// shadow is read by login and other programs of Linux.
var shadow = &Target{
	Name:       "shadow",
	algorithms: []algorithm{{name: "sha512crypt"}, {name: "bcrypt"}},
	file:       file{base: "shadow", single: true, in: inLines},
	settings:   []setting{{name: "changed", usage: "day of the last change, counted from 1970-01-01; empty: no ageing"}},
	keys:       byName,
	record: func(dst []byte, r *row) ([]byte, error) {
		if err := checkLine(r.name); err != nil {
			return dst, err
		}
		return fmt.Appendf(dst, "%s:%s:%s:0:99999:7:::", r.name, cryptString(r.Entry, "2b"), r.settings.get("changed")), nil
	},
	parse:    parseColon,
	password: atMost("shadow", maxShadow),
	next: func(p *Preset) string {
		text := "the lines go into /etc/shadow; for chpasswd -e keep the first two fields"
		if p.params.Scheme.Name == "bcrypt" {
			text += "; bcrypt needs a system with libxcrypt"
		}
		return text
	},
}

// dovecotSchemes are what Dovecot's passwd-file has before a hash, unless the
// hash has it itself.
var dovecotSchemes = map[string]string{"bcrypt": "{BLF-CRYPT}", "argon2id": "{ARGON2ID}", "sha512crypt": "{SHA512-CRYPT}"}

// dovecot reads a passwd-file.
var dovecot = &Target{
	Name:       "dovecot",
	algorithms: []algorithm{{name: "bcrypt"}, {name: "argon2id"}, {name: "sha512crypt"}, {name: "ssha512"}},
	file:       file{base: "passwd", single: true, in: inLines},
	keys:       byName,
	record: func(dst []byte, r *row) ([]byte, error) {
		if err := checkLine(r.name); err != nil {
			return dst, err
		}
		hash, err := cryptString(r.Entry, "2y"), error(nil)
		switch r.Params.Scheme.Name {
		case "argon2id":
			hash, err = phcString(r.Entry)
		case "ssha512":
			hash, err = notationOf("ldap", r.Entry)
		}
		if err != nil {
			return dst, err
		}
		return fmt.Appendf(dst, "%s:%s%s::::::", r.name, dovecotSchemes[r.Params.Scheme.Name], hash), nil
	},
	parse: parseColon,
	next: func(p *Preset) string {
		if p.params.Scheme.Name == "argon2id" {
			return "the file is a passwd-file; raise vsz_limit of the auth service for argon2"
		}
		return "the file is a passwd-file"
	},
}
