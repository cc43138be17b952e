package source

import (
	"bytes"
	"errors"

	"fanout/internal/secret"
)

// A csvRecord is a record of CSV (RFC 4180) that is split into its fields.
type csvRecord struct {
	buf    []byte // the fields without quotes, one after the other; locked
	fields []int  // where each ends in buf
}

var (
	errQuoteOpen  = errors.New("a quote is never closed")
	errQuoteRest  = errors.New("text follows a closing quote")
	errQuoteBlank = errors.New("a blank stands before an opening quote")
)

// split cuts a record without its line end. The fields are valid until the next
// call.
func (p *csvRecord) split(text []byte, delimiter byte) error {
	clear(p.buf)
	p.buf, p.fields = secret.Grow(p.buf[:0], len(text)), p.fields[:0]
	for {
		rest, err := p.next(text, delimiter)
		p.fields = append(p.fields, len(p.buf))
		if err != nil || rest == nil {
			return err
		}
		text = rest
	}
}

// next appends the first field of text, and returns what follows its delimiter,
// or nil.
func (p *csvRecord) next(text []byte, delimiter byte) (rest []byte, err error) {
	if len(text) == 0 || text[0] != '"' {
		i := bytes.IndexByte(text, delimiter)
		field := text
		if i >= 0 {
			field, rest = text[:i], text[i+1:]
		}
		p.buf = append(p.buf, field...)
		if blank := bytes.TrimLeft(field, " \t"); len(blank) < len(field) && len(blank) > 0 && blank[0] == '"' {
			err = errQuoteBlank
		}
		return rest, err
	}
	for text = text[1:]; ; {
		i := bytes.IndexByte(text, '"')
		if i < 0 {
			return nil, errQuoteOpen
		}
		p.buf = append(p.buf, text[:i]...)
		text = text[i+1:]
		switch {
		case len(text) == 0:
			return nil, nil
		case text[0] == delimiter:
			return text[1:], nil
		case text[0] != '"':
			return nil, errQuoteRest
		}
		p.buf = append(p.buf, '"')
		text = text[1:]
	}
}

// field returns the field at i.
func (p *csvRecord) field(i int) []byte {
	from := 0
	if i > 0 {
		from = p.fields[i-1]
	}
	return p.buf[from:p.fields[i]]
}

// clear zeroes what it holds.
func (p *csvRecord) clear() {
	secret.Put(p.buf)
	p.buf, p.fields = nil, nil
}
