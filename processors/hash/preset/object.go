package preset

import (
	"encoding/base64"
	"strconv"
	"unicode/utf8"
)

// An object appends a JSON object to text. Strings are valid UTF-8, and are
// written as short as JSON allows.
type object struct {
	text  []byte
	empty bool
}

// begin begins an object at the end of dst.
func begin(dst []byte) *object { return &object{append(dst, '{'), true} }

// end ends it and returns the text.
func (o *object) end() []byte { return append(o.text, '}') }

// name begins a member.
func (o *object) name(name string) {
	if !o.empty {
		o.text = append(o.text, ',')
	}
	o.empty = false
	o.text = append(appendString(o.text, name), ':')
}

// string adds a member that is a string.
func (o *object) string(name, value string) {
	o.name(name)
	o.text = appendString(o.text, value)
}

// number adds a member that is a number.
func (o *object) number(name string, value int) {
	o.name(name)
	o.text = strconv.AppendInt(o.text, int64(value), 10)
}

// bool adds a member that is true or false.
func (o *object) bool(name string, value bool) {
	o.name(name)
	o.text = strconv.AppendBool(o.text, value)
}

// base64 adds a member that is a string of standard base64 with padding.
func (o *object) base64(name string, value []byte) {
	o.name(name)
	o.text = append(o.text, '"')
	o.text = base64.StdEncoding.AppendEncode(o.text, value)
	o.text = append(o.text, '"')
}

// texts adds a member that is a list of one string.
func (o *object) texts(name, value string) {
	o.name(name)
	o.text = append(appendString(append(o.text, '['), value), ']')
}

// raw adds a member that is JSON text already.
func (o *object) raw(name, value string) {
	o.name(name)
	o.text = append(o.text, value...)
}

// open begins an object that is a member; close ends it.
func (o *object) open(name string) {
	o.name(name)
	o.text = append(o.text, '{')
	o.empty = true
}

func (o *object) close() {
	o.text = append(o.text, '}')
	o.empty = false
}

// appendString appends a JSON string. It escapes only what JSON cannot hold.
func appendString(dst []byte, s string) []byte {
	const digits = "0123456789abcdef"
	dst = append(dst, '"')
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c == '\n':
			dst = append(dst, '\\', 'n')
		case c == '\r':
			dst = append(dst, '\\', 'r')
		case c == '\t':
			dst = append(dst, '\\', 't')
		case c < ' ':
			dst = append(dst, '\\', 'u', '0', '0', digits[c>>4], digits[c&15])
		default:
			dst = append(dst, c)
		}
	}
	return append(dst, '"')
}

// printable reports whether s is UTF-8 without control characters, as a file
// with a row a line can hold it.
func printable(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] == 0x7f {
			return false
		}
	}
	return true
}
