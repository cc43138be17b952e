package format

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// csvRows is a table with a header (RFC 4180): the line, the user, the carried
// columns, and the hash in the notation that its algorithm usually has.
var csvRows = &Format{
	Name: "csv", Numbered: true,
	notations: map[string]notation{
		"argon2id": argon2PHC, "argon2i": argon2PHC, "argon2d": argon2PHC,
		"scrypt":        scryptPHC,
		"pbkdf2-sha512": pbkdf2PHC, "pbkdf2-sha256": pbkdf2PHC, "pbkdf2-sha1": pbkdf2PHC,
		"bcrypt": ownString, "sha512crypt": ownString, "sha256crypt": ownString, "md5crypt": ownString, "apr1": ownString,
		"phpass": ownString, "drupal7": ownString, "yescrypt": ownString,
		"bcrypt-sha256": ownString, "bcrypt-sha256-v1": ownString, "django-bcrypt-sha256": ownString, "wordpress": ownString,
		"scram-sha-256": scramString,
		"ssha512":       ownLDAP, "ssha384": ownLDAP, "ssha256": ownLDAP, "ssha": ownLDAP,
	},
	begin: appendHeader, row: appendRow, check: checkColumns,
}

// columnHash is the header of the hashes.
const columnHash = "password_hash"

// header returns the names of the columns.
func header(o *Style) []string {
	names := []string{memberLine}
	if o.Files {
		names = []string{memberFile, memberLine}
	}
	if o.Users {
		names = append(names, memberUser)
	}
	return append(append(names, o.Columns...), columnHash)
}

// checkColumns refuses two columns of one name.
func checkColumns(o *Style) error {
	names := header(o)
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			return fmt.Errorf("has a column %s already: give the carried one another name", quoted(name))
		}
	}
	return nil
}

func appendHeader(dst []byte, o *Style) []byte {
	for i, name := range header(o) {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendValue(dst, name)
	}
	return append(dst, '\n')
}

var errColumn = errors.New("it has a field that the header does not name")

func appendRow(dst []byte, e *Entry, o *Style, f *Format) ([]byte, error) {
	if o.Files {
		dst = append(appendValue(dst, e.File), ',')
	}
	dst = append(strconv.AppendInt(dst, e.Line, 10), ',')
	if o.Users {
		dst = append(appendValue(dst, e.User), ',')
		if !utf8.ValidString(e.User) {
			return dst, errNotUTF8
		}
	}
	found := 0
	for _, name := range o.Columns {
		for _, field := range e.Fields {
			if field.Name != name {
				continue
			}
			if !utf8.ValidString(field.Value) {
				return dst, errNotUTF8
			}
			dst = appendValue(dst, field.Value)
			found++
			break
		}
		dst = append(dst, ',')
	}
	if found != len(e.Fields) {
		return dst, errColumn
	}
	hash, err := f.AppendHash(nil, e, o)
	return append(appendValue(dst, string(hash)), '\n'), err
}

// appendValue appends a value, in quotes where it needs them.
func appendValue(dst []byte, value string) []byte {
	if !strings.ContainsAny(value, "\",\r\n") && strings.TrimSpace(value) == value {
		return append(dst, value...)
	}
	dst = append(dst, '"')
	dst = append(dst, strings.ReplaceAll(value, `"`, `""`)...)
	return append(dst, '"')
}
