package hash

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"sync"

	"fanout/processors/hash/kdf"
)

// An entry is one JSON line of a list of hashes: a row's number, how it was
// hashed, and the result. Salt and hash are in hexadecimal, unless the
// algorithm has a string of its own for both. Costs stand between algorithm and
// salt.
type entry struct {
	line       int64
	params     kdf.Params // without the length of the key
	err        error      // why params are not known
	salt, hash string
}

// appendEntry appends the JSON line of one row to dst.
func appendEntry(dst []byte, line int64, p kdf.Params, salt, key []byte) []byte {
	field := func(name string) { dst = append(strconv.AppendQuote(append(dst, ','), name), ':') }
	dst = strconv.AppendInt(append(dst, `{"line":`...), line, 10)
	field("algorithm")
	dst = strconv.AppendQuote(dst, p.Scheme.Name)
	for i, c := range p.Scheme.Costs {
		field(c.Name)
		dst = strconv.AppendInt(dst, int64(p.Costs[i]), 10)
	}
	saltText, hash := p.Encode(salt, key) // ASCII, with nothing to escape
	if saltText != "" {
		field("salt")
		dst = strconv.AppendQuote(dst, saltText)
	}
	field("hash")
	return append(strconv.AppendQuote(dst, hash), '}', '\n')
}

// fields returns the struct that encoding/json decodes an entry into, and where
// the costs are. It has a field for each cost in the table of algorithms, after
// the four that all share. It is made for the first entry, as most runs read
// none.
var fields = sync.OnceValues(func() (layout reflect.Type, at map[string]int) {
	list := []reflect.StructField{
		{Name: "Line", Type: reflect.TypeFor[int64](), Tag: `json:"line"`},
		{Name: "Algorithm", Type: reflect.TypeFor[string](), Tag: `json:"algorithm"`},
		{Name: "Salt", Type: reflect.TypeFor[string](), Tag: `json:"salt"`},
		{Name: "Hash", Type: reflect.TypeFor[string](), Tag: `json:"hash"`},
	}
	at = map[string]int{}
	for _, cost := range kdf.Costs() {
		at[cost] = len(list)
		list = append(list, reflect.StructField{
			Name: fmt.Sprint("Cost", len(list)), Type: reflect.TypeFor[int](),
			Tag: reflect.StructTag(fmt.Sprintf("json:%q", cost)),
		})
	}
	return reflect.StructOf(list), at
})

// parseEntry decodes a JSON line. Fields that no entry has are passed over.
func parseEntry(text []byte) (e entry, err error) {
	layout, at := fields()
	decoded := reflect.New(layout)
	if err := json.Unmarshal(text, decoded.Interface()); err != nil {
		return e, err
	}
	v := decoded.Elem()
	e.line, e.salt, e.hash = v.Field(0).Int(), v.Field(2).String(), v.Field(3).String()
	if e.params.Scheme, e.err = kdf.Lookup(v.Field(1).String()); e.err == nil {
		for i, c := range e.params.Scheme.Costs {
			e.params.Costs[i] = int(v.Field(at[c.Name]).Int())
		}
	}
	return e, nil
}

// parse returns the parameters, salt and key of an entry that may come from
// anywhere. It refuses what would take longer than a stored password should.
func (e *entry) parse() (p kdf.Params, salt, key []byte, err error) {
	p, salt, key, err = e.decode()
	if err == nil && p.ReferenceTime() > maxVerify {
		err = errors.New("its parameters ask for more than a minute of work")
	}
	return p, salt, key, err
}

// decode is parse for an entry that is not to be computed.
func (e *entry) decode() (p kdf.Params, salt, key []byte, err error) {
	if e.err != nil {
		return p, nil, nil, e.err
	}
	if p, salt, key, err = e.params.Decode(e.salt, e.hash); err == nil {
		err = p.Check()
	}
	if err != nil {
		return kdf.Params{}, nil, nil, err
	}
	return p, salt, key, nil
}

// A FormatError is a list of hashes that is not what fanout writes. It shows
// nothing of the line: a user may have given the passwords in its place.
type FormatError struct {
	Name string // of the list
	Line int64  // 1-based
	Text string
}

func (e *FormatError) Error() string { return fmt.Sprintf("%q: line %d %s", e.Name, e.Line, e.Text) }

// maxEntry is the longest JSON line taken: several times one with the longest
// salt and key.
const maxEntry = 16 << 10

// An entryReader reads a list of hashes, whose line numbers must rise. Empty
// lines are passed over.
type entryReader struct {
	name   string
	r      *bufio.Reader
	number int64 // of the line read last, in this list
	last   int64 // entry.line read last
}

func newEntryReader(name string, r io.Reader) *entryReader {
	return &entryReader{name: name, r: bufio.NewReaderSize(r, maxEntry)}
}

// next returns the next entry, a FormatError, or io.EOF.
func (r *entryReader) next() (e entry, err error) {
	var text []byte
	for len(text) == 0 {
		text, err = r.r.ReadSlice('\n')
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			return e, &FormatError{r.name, r.number + 1, fmt.Sprintf("is longer than %d bytes", maxEntry)}
		case err == io.EOF && len(text) == 0:
			return e, io.EOF
		case err != nil && err != io.EOF:
			return e, fmt.Errorf("%q: %w", r.name, err)
		}
		r.number++
		text = bytes.TrimSpace(bytes.TrimPrefix(text, []byte("\ufeff")))
	}
	if e, err = parseEntry(text); err != nil || e.line < 1 {
		return e, &FormatError{r.name, r.number, "is none of the JSON lines that fanout hash writes"}
	}
	if e.line <= r.last {
		return e, &FormatError{r.name, r.number, fmt.Sprintf("is about line %d of the passwords, but comes after that of line %d", e.line, r.last)}
	}
	r.last = e.line
	return e, nil
}

// countEntries reads a list of hashes and returns how many it has, or what is
// wrong with it: a FormatError.
func countEntries(ctx context.Context, name string, r io.Reader) (n int64, err error) {
	entries := newEntryReader(name, r)
	for ctx.Err() == nil {
		switch _, err := entries.next(); err {
		case nil:
			n++
		case io.EOF:
			return n, nil
		default:
			return n, err
		}
	}
	return n, context.Cause(ctx)
}
