package source

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"fanout/internal/secret"
)

// A jsonObject is a JSON object that is split into its members.
type jsonObject struct {
	members []member
	text    []byte // of the password, in locked memory
}

// A member is one of an object. Its value is JSON text, valid as long as the
// line is.
type member struct {
	name  string
	value []byte
}

var (
	errNoObject   = errors.New("line is no JSON object")
	errNoUTF8     = errors.New("line is not valid UTF-8")
	errTwice      = errors.New("the object has a member twice")
	errSurrogate  = errors.New("half of a surrogate pair stands alone")
	errNoMembers  = errors.New("no line in its beginning is a JSON object")
	errNoString   = errors.New("password is no JSON string")
	errNoPassword = errors.New("there is no password")
	errUserKind   = errors.New("user is neither text nor a number")
	errNoUserHere = errors.New("there is no user")
)

// split cuts a line into members.
func (o *jsonObject) split(line []byte) error {
	o.members = o.members[:0]
	line = bytes.Trim(line, " \t\r\n")
	switch {
	case len(line) == 0 || line[0] != '{':
		return errNoObject
	case !utf8.Valid(line):
		return errNoUTF8
	case !json.Valid(line):
		return errNoObject
	}
	// From here on the line is valid, and so nothing runs over its end.
	rest := skipSpace(line[1:])
	for rest[0] != '}' {
		n := stringLength(rest)
		name, err := appendUnquoted(nil, rest[:n])
		if err != nil {
			return err
		}
		rest = skipSpace(skipSpace(rest[n:])[1:]) // the colon
		n = valueLength(rest)
		o.members = append(o.members, member{string(name), bytes.TrimRight(rest[:n], " \t\r\n")})
		if rest = skipSpace(rest[n:]); rest[0] == ',' {
			rest = skipSpace(rest[1:])
		}
	}
	for i := range o.members {
		for j := range i {
			if o.members[i].name == o.members[j].name {
				return errTwice
			}
		}
		const many = 1000 // members, so that comparing them takes no time
		if i > many {
			return errors.New("the object has too many members")
		}
	}
	return nil
}

// get returns the value of a member, or nil.
func (o *jsonObject) get(name string) []byte {
	for i := range o.members {
		if o.members[i].name == name {
			return o.members[i].value
		}
	}
	return nil
}

// password returns the text of a member, which is valid until the next call.
func (o *jsonObject) password(name string) ([]byte, error) {
	value := o.get(name)
	switch {
	case value == nil || string(value) == "null":
		return nil, errNoPassword
	case value[0] != '"':
		return nil, errNoString
	}
	clear(o.text)
	var err error
	o.text, err = appendUnquoted(secret.Grow(o.text[:0], len(value)), value)
	return o.text, err
}

// user returns the text of a member that is text or a number.
func (o *jsonObject) user(name string) (string, error) {
	value := o.get(name)
	switch {
	case value == nil || string(value) == "null":
		return "", errNoUserHere
	case value[0] == '"':
		text, err := appendUnquoted(nil, value)
		if err == nil && len(text) == 0 {
			err = errNoUser
		}
		return string(text), err
	case value[0] == '-' || '0' <= value[0] && value[0] <= '9':
		return string(value), nil
	}
	return "", errUserKind
}

// clear zeroes what it holds.
func (o *jsonObject) clear() {
	secret.Put(o.text)
	o.text = nil
}

// firstMembers returns the names in the first object among the lines of text.
func firstMembers(text []byte, whole bool) (names []string, err error) {
	var o jsonObject
	for _, line := range firstLines(text, whole) {
		if o.split(line) == nil {
			for _, m := range o.members {
				names = append(names, m.name)
			}
			return names, nil
		}
	}
	return nil, errNoMembers
}

func skipSpace(text []byte) []byte { return bytes.TrimLeft(text, " \t\r\n") }

// stringLength returns the length of the string that text begins with.
func stringLength(text []byte) int {
	for i := 1; ; i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
}

// valueLength returns the length of the value that text begins with, maybe with
// blanks after it.
func valueLength(text []byte) int {
	depth := 0
	for i := 0; ; i++ {
		switch text[i] {
		case '"':
			i += stringLength(text[i:]) - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 {
				return i
			}
			depth--
		case ',':
			if depth == 0 {
				return i
			}
		}
	}
}

// appendUnquoted appends the text of a valid JSON string.
func appendUnquoted(dst, quoted []byte) ([]byte, error) {
	for text := quoted[1 : len(quoted)-1]; ; {
		i := bytes.IndexByte(text, '\\')
		if i < 0 {
			return append(dst, text...), nil
		}
		dst = append(dst, text[:i]...)
		c := text[i+1]
		text = text[i+2:]
		if c != 'u' {
			dst = append(dst, escapes[c])
			continue
		}
		r := hex4(text)
		text = text[4:]
		if utf16.IsSurrogate(r) {
			if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
				return dst, errSurrogate
			}
			if r = utf16.DecodeRune(r, hex4(text[2:])); r == utf8.RuneError {
				return dst, errSurrogate
			}
			text = text[6:]
		}
		dst = utf8.AppendRune(dst, r)
	}
}

// escapes are the characters behind a backslash (RFC 8259, section 7).
var escapes = [256]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// hex4 returns the number that text begins with.
func hex4(text []byte) rune {
	n, _ := strconv.ParseUint(string(text[:4]), 16, 16)
	return rune(n)
}
