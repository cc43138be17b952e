package format

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"fanout/processors/hash/source"
)

// columns is what the header of a list in CSV says. The place of a column that
// it does not have is -1.
type columns struct {
	comma            rune
	names            []string
	hash, user, line int
	files            bool // the first column names the list, and the second its line
}

// The names of the columns that are known, in lower case, the best first.
var (
	hashColumns = []string{columnHash, "passwordhash", "password_digest", "passworddigest", "encrypted_password", "hashed_password", "hashedpassword", "hash", "password"}
	userColumns = []string{memberUser, "username", "user_name", "cognito:username", "login", "uid", "email", "mail"}
)

// beginTable takes a line as the header of a table, if it is one: it names a
// column of hashes and says whose they are.
func (r *Reader) beginTable(text []byte) bool {
	notes := r.notes
	_, known := r.parseLine(text)
	if r.notes = notes; known {
		return false
	}
	for _, comma := range ",;\t" {
		names, err := fieldsOf(string(text), comma)
		if err != nil {
			continue
		}
		t := &columns{comma: comma, names: names, line: slices.Index(names, memberLine)}
		t.files = t.line == 1 && names[0] == memberFile
		t.hash, t.user = column(names, hashColumns), column(names, userColumns)
		if t.hash >= 0 && (t.user >= 0 || t.line >= 0) {
			r.columns = t
			if t.user >= 0 && !strings.EqualFold(names[t.user], memberUser) {
				r.notes.user = names[t.user]
			}
			return true
		}
	}
	return false
}

// column returns the place of the first of these names, or -1.
func column(names, known []string) int {
	for _, name := range known {
		if i := slices.IndexFunc(names, func(s string) bool { return strings.EqualFold(strings.TrimSpace(s), name) }); i >= 0 {
			return i
		}
	}
	return -1
}

// fieldsOf splits a record of a table.
func fieldsOf(text string, comma rune) ([]string, error) {
	c := csv.NewReader(strings.NewReader(text))
	c.Comma, c.FieldsPerRecord = comma, -1
	fields, err := c.Read()
	if err != nil {
		return nil, err
	}
	if _, err := c.Read(); err != io.EOF {
		return nil, errQuotes
	}
	return fields, nil
}

// The reasons why a record of a table is not understood.
var (
	errQuotes  = errors.New("its quotes do not pair")
	errColumns = errors.New("it has not as many fields as the header")
	errLine    = errors.New("its line is no number above 0")
)

// nextRow parses the next record.
func (r *Reader) nextRow() (e Entry, known bool, err error) {
	text, at, err := r.record()
	e.At = at
	switch {
	case err == errTooLong || err == errQuotes:
		e.Err = err
		return e, false, nil
	case err != nil:
		return e, false, err
	}
	fields, err := fieldsOf(text, r.columns.comma)
	switch {
	case err != nil:
		e.Err = errQuotes
		return e, false, nil
	case len(fields) != len(r.columns.names):
		e.Err = errColumns
		return e, false, nil
	}
	e, known = r.columns.parse(fields)
	if known {
		r.notes.add(fields[r.columns.hash])
	}
	e.At = at
	return e, known, nil
}

// parse parses the fields of a record.
func (t *columns) parse(fields []string) (e Entry, known bool) {
	e, known = parseField(fields[t.hash])
	if t.line >= 0 {
		n, err := strconv.ParseInt(fields[t.line], 10, 64)
		if err != nil || n < 1 {
			e.Err = errLine
		}
		e.Line = max(n, 0)
	}
	if t.user >= 0 {
		e.User = fields[t.user]
	}
	if t.files {
		e.File = fields[0]
	}
	for i, name := range t.names {
		if t.files && i == 0 {
			continue
		}
		if i != t.hash && i != t.user && i != t.line {
			e.Fields = append(e.Fields, source.Field{Name: name, Value: fields[i]})
		}
	}
	return e, known
}

// record reads the lines of the next record of a table, which ends at a line
// end outside quotes. One that does not end is cut at MaxLine.
func (r *Reader) record() (text string, at int64, err error) {
	var all []byte
	for {
		line, err := r.line()
		switch {
		case err == io.EOF && len(all) > 0:
			return "", at, errQuotes
		case err != nil:
			return "", max(at, r.number), err
		case len(all) == 0 && len(line) == 0:
			continue
		}
		if at == 0 {
			at = r.number
		} else {
			all = append(all, '\n')
		}
		if all = append(all, line...); bytes.Count(all, []byte{'"'})%2 == 0 {
			return string(all), at, nil
		}
		if len(all) > MaxLine {
			return "", at, errTooLong
		}
	}
}
