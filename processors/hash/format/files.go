package format

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// htpasswd is the file of Apache and nginx.
var htpasswd = &Format{
	Name: "htpasswd", NeedsUser: true, MaxPassword: maxHtpasswd, ident: "2y",
	notations: map[string]notation{"bcrypt": ownString, "apr1": ownString, "sha512crypt": ownString},
	row: func(dst []byte, e *Entry, o *Style, f *Format) ([]byte, error) {
		if len(e.User) > maxHtpasswd {
			return dst, fmt.Errorf("the user is longer than the %d bytes that htpasswd takes", maxHtpasswd)
		}
		return appendString(dst, e, o, f)
	},
}

// maxHtpasswd is the length of the longest user, and of the longest password,
// in bytes.
const maxHtpasswd = 255

// shadow is /etc/shadow, without limits of time.
var shadow = &Format{
	Name: "shadow", NeedsUser: true, Dated: true,
	notations: map[string]notation{"sha512crypt": ownString, "bcrypt": ownString, "scrypt": scryptCrypt},
	keyBytes:  mcfStrings.keyBytes, salts: mcfStrings.salts,
	row: func(dst []byte, e *Entry, o *Style, f *Format) (_ []byte, err error) {
		if dst, err = appendUser(dst, e.User); err != nil {
			return dst, err
		}
		if dst, err = f.AppendHash(dst, e, o); err != nil {
			return dst, err
		}
		dst = strconv.AppendInt(append(dst, ':'), int64(o.Day), 10)
		return append(dst, ":0:99999:7:::\n"...), nil
	},
}

// ldif changes passwords, as ldapmodify takes it (RFC 2849).
var ldif = &Format{
	Name: "ldap", NeedsUser: true,
	notations: map[string]notation{
		"ssha512":       ownLDAP,
		"argon2id":      behind("{ARGON2}", argon2PHC),
		"pbkdf2-sha512": behind("{PBKDF2-SHA512}", pbkdf2LDAP),
		"pbkdf2-sha256": behind("{PBKDF2-SHA256}", pbkdf2LDAP),
		"bcrypt":        behind("{CRYPT}", ownString),
		"sha512crypt":   behind("{CRYPT}", ownString),
	},
	keyBytes: map[string]int{"pbkdf2-sha512": 64, "pbkdf2-sha256": 32},
	row:      appendLDIF,
}

// ownLDAP appends {SSHA512} and the base 64 of key and salt.
func ownLDAP(dst []byte, e *Entry, _ string) ([]byte, error) {
	dst = fmt.Appendf(dst, "{%s}", strings.ToUpper(e.Params.Scheme.Name))
	return standard.AppendEncode(dst, append(e.Key[:len(e.Key):len(e.Key)], e.Salt...)), nil
}

var errNoDN = errors.New("the user is no distinguished name (uid=ada,ou=people,dc=example,dc=org)")

// appendLDIF appends the change of one password.
func appendLDIF(dst []byte, e *Entry, o *Style, f *Format) ([]byte, error) {
	dn, err := distinguishedName(e.User, o.LDAPBase)
	if err != nil {
		return dst, err
	}
	hash, err := f.AppendHash(nil, e, o)
	if err != nil {
		return dst, err
	}
	dst = appendAttribute(dst, "dn", dn, !safeString(dn))
	dst = append(dst, "changetype: modify\nreplace: userPassword\n"...)
	dst = appendAttribute(dst, "userPassword", string(hash), true)
	return append(dst, "-\n\n"...), nil
}

// distinguishedName returns the name of a user's entry: below base, or the user
// itself if that is "".
func distinguishedName(user, base string) (string, error) {
	switch {
	case user == "":
		return "", errNoUser
	case !utf8.ValidString(user):
		return "", errNotUTF8
	case strings.ContainsFunc(user, isControl):
		return "", errUserControl
	case base != "":
		return "uid=" + EscapeDN(user) + "," + base, nil
	}
	if attribute, value, ok := strings.Cut(user, "="); !ok || value == "" || !isAttribute(attribute) {
		return "", errNoDN
	}
	return user, nil
}

// isAttribute reports whether text is the name of an attribute, or its OID (RFC
// 4512 section 1.4).
func isAttribute(text string) bool {
	for i := range len(text) {
		switch c := text[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', i > 0 && (c == '-' || c == '.'):
		default:
			return false
		}
	}
	return text != ""
}

// EscapeDN escapes a value of a distinguished name (RFC 4514 section 2.4).
func EscapeDN(value string) string {
	var b strings.Builder
	for i := 0; i < len(value); i++ {
		c := value[i]
		switch edge := i == 0 || i == len(value)-1; {
		case strings.IndexByte(`"+,;<>\=`, c) >= 0, c == ' ' && edge, c == '#' && i == 0:
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < ' ' || c == 0x7f:
			fmt.Fprintf(&b, `\%02x`, c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// safeString reports whether LDIF takes a value as it is (RFC 2849).
func safeString(text string) bool {
	for i := range len(text) {
		c := text[i]
		if c < ' ' || c > '~' || i == 0 && (c == ' ' || c == ':' || c == '<') || i == len(text)-1 && c == ' ' {
			return false
		}
	}
	return true
}

// foldWidth is the length of the longest line of LDIF that people write.
const foldWidth = 76

// appendAttribute appends an attribute, folded.
func appendAttribute(dst []byte, name, value string, encoded bool) []byte {
	line := name + ": " + value
	if encoded {
		line = name + ":: " + base64.StdEncoding.EncodeToString([]byte(value))
	}
	for len(line) > foldWidth {
		dst = append(append(dst, line[:foldWidth]...), '\n')
		line = " " + line[foldWidth:]
	}
	return append(append(dst, line...), '\n')
}
