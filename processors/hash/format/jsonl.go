package format

import (
	"errors"
	"strconv"
	"unicode/utf8"
)

// JSONLines writes our own records: a row's line and user, how it was hashed,
// and the result. Salt and hash are in hexadecimal, unless the algorithm has a
// string of its own for both. What was carried stands under one member, so that
// no name of a column can change the meaning of the record.
var JSONLines = &Format{Name: "jsonl", Numbered: true, row: appendRecord}

// The members of a record, besides the costs of the algorithm.
const (
	memberFile      = "file"
	memberLine      = "line"
	memberUser      = "user"
	memberAlgorithm = "algorithm"
	memberKeyBytes  = "key_bytes"
	memberSalt      = "salt"
	memberHash      = "hash"
	memberInput     = "input"
)

// errNotUTF8 is a limit of JSON and of CSV.
var errNotUTF8 = errors.New("the user or a carried column is not UTF-8")

func appendRecord(dst []byte, e *Entry, o *Style, _ *Format) ([]byte, error) {
	member := func(name string) { dst = append(appendJSON(append(dst, ','), name), ':') }
	dst = append(dst, '{')
	if e.File != "" {
		dst = append(appendJSON(append(dst, `"file":`...), e.File), ',')
	}
	dst = strconv.AppendInt(append(dst, `"line":`...), e.Line, 10)
	if e.User != "" {
		if !utf8.ValidString(e.User) {
			return dst, errNotUTF8
		}
		member(memberUser)
		dst = appendJSON(dst, e.User)
	}
	p := e.Params
	member(memberAlgorithm)
	dst = appendJSON(dst, p.Scheme.Name)
	for i, c := range p.Scheme.Costs {
		member(c.Name)
		dst = strconv.AppendInt(dst, int64(p.Costs[i]), 10)
	}
	if !p.Scheme.FixedKey {
		member(memberKeyBytes)
		dst = strconv.AppendInt(dst, int64(len(e.Key)), 10)
	}
	if p.Prehash != nil {
		member(p.Prehash.Member)
		dst = appendJSON(dst, p.Prehash.Name)
	}
	salt, hash := encode(e, o.Ident)
	if salt != "" {
		member(memberSalt)
		dst = appendJSON(dst, salt)
	}
	member(memberHash)
	dst = appendJSON(dst, hash)
	if len(e.Fields) > 0 {
		member(memberInput)
		var err error
		if dst, err = appendFields(dst, e); err != nil {
			return dst, err
		}
	}
	return append(dst, '}', '\n'), nil
}

// appendFields appends the carried fields as an object.
func appendFields(dst []byte, e *Entry) ([]byte, error) {
	dst = append(dst, '{')
	for i, f := range e.Fields {
		if !utf8.ValidString(f.Name) || !utf8.ValidString(f.Value) {
			return dst, errNotUTF8
		}
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(appendJSON(dst, f.Name), ':')
		if f.JSON {
			dst = append(dst, f.Value...)
		} else {
			dst = appendJSON(dst, f.Value)
		}
	}
	return append(dst, '}'), nil
}

// appendJSON appends text, which is UTF-8, as a string of RFC 8259 section 7.
func appendJSON(dst []byte, text string) []byte {
	const digits = "0123456789abcdef"
	dst = append(dst, '"')
	start := 0 // of what is not yet appended
	for i := range len(text) {
		c := text[i]
		if !special[c] && c != 0x7f {
			continue
		}
		dst = append(dst, text[start:i]...)
		start = i + 1
		if c == '"' || c == '\\' {
			dst = append(dst, '\\', c)
		} else {
			dst = append(dst, '\\', 'u', '0', '0', digits[c>>4], digits[c&15])
		}
	}
	return append(append(dst, text[start:]...), '"')
}
