package format

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"strings"
)

// The attributes of LDIF (RFC 2849) that matter. A file may begin with a
// version; a block of lines for an entry begins with its name, the dn.
const (
	attributeVersion  = "version"
	attributeDN       = "dn"
	attributeUID      = "uid"
	attributePassword = "userpassword"
)

// The reasons why an entry of LDIF is not understood.
var (
	errSeveral   = errors.New("it has several values of userPassword")
	errAttribute = errors.New("it has a line that is no attribute")
	errNoValue   = errors.New("it has no userPassword")
)

// beginLDIF takes a line as the first of LDIF, if it is one.
func (r *Reader) beginLDIF(text []byte) bool {
	name, rest, ok := bytes.Cut(text, []byte{':'})
	if !ok || !bytes.EqualFold(name, []byte(attributeDN)) && !bytes.EqualFold(name, []byte(attributeVersion)) {
		return false
	}
	if _, known := parseField(string(rest)); known {
		return false
	}
	value := bytes.TrimSpace(bytes.TrimPrefix(rest, []byte{':'}))
	if bytes.EqualFold(name, []byte(attributeVersion)) && string(value) != "1" {
		return false
	}
	r.ldif, r.again = true, bytes.Clone(text)
	return true
}

// nextLDIF parses the next block that has a password.
func (r *Reader) nextLDIF() (e Entry, known bool, err error) {
	for {
		block, at, err := r.block()
		if err != nil {
			return e, false, err
		}
		if e, known = block.entry(); block.err != nil || len(block.passwords) > 0 {
			e.At = at
			return e, known, nil
		}
	}
}

// A block has the attributes of one entry that matter.
type block struct {
	dn, uid   string
	passwords []string
	err       error
}

// block reads lines until an empty one. A line that begins with a blank goes on
// with the one before it.
func (r *Reader) block() (b block, at int64, err error) {
	var last []byte
	for {
		line, err := r.line()
		switch {
		case err == errTooLong:
			b.err = errTooLong
			continue
		case err == io.EOF && at > 0:
			b.add(last)
			return b, at, nil
		case err != nil:
			return b, at, err
		case len(line) == 0 && at > 0:
			b.add(last)
			return b, at, nil
		case len(line) == 0:
			continue
		}
		if at == 0 && line[0] != '#' {
			at = r.number
		}
		if line[0] == ' ' {
			if len(last)+len(line) > MaxLine {
				if isWanted(last) {
					b.err = errTooLong
				}
				continue
			}
			last = append(last, line[1:]...)
			continue
		}
		b.add(last)
		last = append(last[:0], line...)
	}
}

// isWanted reports whether a line has an attribute that matters.
func isWanted(line []byte) bool {
	name, _, _ := bytes.Cut(line, []byte{':'})
	switch strings.ToLower(string(name)) {
	case attributeDN, attributeUID, attributePassword:
		return true
	}
	return false
}

// add takes an unfolded line.
func (b *block) add(line []byte) {
	if len(line) == 0 || line[0] == '#' || string(line) == "-" {
		return
	}
	name, rest, ok := strings.Cut(string(line), ":")
	if !ok {
		b.err = errAttribute
		return
	}
	value := strings.TrimLeft(strings.TrimPrefix(rest, ":"), " ")
	if strings.HasPrefix(rest, ":") {
		decoded, err := base64.StdEncoding.DecodeString(value)
		if err != nil {
			b.err = errBase64
			return
		}
		value = string(decoded)
	}
	switch strings.ToLower(name) {
	case attributeDN:
		b.dn = value
	case attributeUID:
		b.uid = value
	case attributePassword:
		b.passwords = append(b.passwords, value)
	}
}

// entry returns what a block says. The user is its uid, which its name may
// begin with, or else the name.
func (b *block) entry() (e Entry, known bool) {
	switch {
	case len(b.passwords) == 1:
		e, known = parseField(b.passwords[0])
	case len(b.passwords) == 0:
		e.Err = errNoValue
	default:
		e.Err = errSeveral
	}
	if b.err != nil {
		e.Err = b.err
	}
	e.User = b.uid
	if e.User == "" {
		e.User = userOfDN(b.dn)
	}
	return e, known
}

// userOfDN returns the uid that a distinguished name begins with, or else the
// name itself.
func userOfDN(dn string) string {
	const uid = attributeUID + "="
	if len(dn) < len(uid) || !strings.EqualFold(dn[:len(uid)], uid) {
		return dn
	}
	var user strings.Builder
	value := dn[len(uid):]
	for i := 0; i < len(value); i++ {
		switch c := value[i]; {
		case c == ',' || c == '+':
			return user.String()
		case c == '\\' && i+1 < len(value):
			i++
			user.WriteByte(value[i])
		default:
			user.WriteByte(c)
		}
	}
	return user.String()
}
