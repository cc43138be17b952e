package source

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"

	"fanout/internal/charset"
	"fanout/internal/secret"
)

// MaxLine is the longest password in bytes. A longer one is its row's failure:
// it is no password but a file of another kind.
const MaxLine = 64 << 10

// maxRecord is the longest record of CSV or JSON in bytes.
const maxRecord = 1 << 20

// byteOrderMark is what some editors put before UTF-8.
const byteOrderMark = "\xef\xbb\xbf"

// A Reader reads the records of a list. Lines end with LF or CR LF, the last
// one needs no end. A byte order mark at the start is dropped, and empty lines
// are passed over.
type Reader struct {
	Tally Tally // of what has been read
	Line  int64 // read last; 0: none

	in        *scanner
	next      func(*Reader) (Record, error)
	columns   *Columns
	encoding  charset.Encoding // what text has to be valid in; charset.Auto: nothing
	normalize Normalize
	digest    func(dst, text []byte) ([]byte, error)

	record     csvRecord
	object     jsonObject
	normalized []byte // in locked memory
	header     bool   // it has been passed over
}

func newReader(in io.Reader, opt Options, kind Kind, c *Columns) *Reader {
	r := &Reader{
		in: newScanner(in), columns: c, encoding: opt.Encoding, normalize: opt.Normalize, digest: opt.ReadDigest,
		next: (*Reader).nextLine,
	}
	switch {
	case kind == CSV && c != nil:
		r.next = (*Reader).nextCSV
	case kind == JSONL && c != nil:
		r.next = (*Reader).nextJSON
	case kind == UserPass:
		r.next = (*Reader).nextUserPass
	}
	return r
}

// Next returns the next record, or io.EOF. It is valid until the next call.
func (r *Reader) Next() (Record, error) { return r.next(r) }

// Clear gives the memory of the reader back, zeroed. It must not be read after
// that.
func (r *Reader) Clear() {
	r.in.clear()
	r.record.clear()
	r.object.clear()
	secret.Put(r.normalized)
	r.normalized = nil
}

// nextText returns the next line that is not empty, without its end. rec.Err
// says that it is longer than limit, which tooLong is the failure of.
func (r *Reader) nextText(limit int, tooLongErr error) (text []byte, rec Record, err error) {
	for {
		text, end, err := r.in.line(limit)
		if err != nil {
			return nil, rec, err
		}
		r.Line++
		rec.Line = r.Line
		if end == tooLong {
			rec.Err = tooLongErr
			n, err := r.in.skipLine()
			r.Tally.Bytes += n
			return nil, rec, err
		}
		if text = r.cutEnd(text, end); len(text) > 0 {
			if len(text) > limit {
				rec.Err = tooLongErr
			}
			return text, rec, nil
		}
		r.Tally.Blank++
	}
}

// cutEnd takes the end off a line or record, and the byte order mark before the
// first, and counts it.
func (r *Reader) cutEnd(text []byte, end ending) []byte {
	if r.Tally.Bytes == 0 {
		if cut, ok := bytes.CutPrefix(text, []byte(byteOrderMark)); ok {
			r.Tally.Bytes += int64(len(byteOrderMark))
			text = cut
		}
	}
	r.Tally.Bytes += int64(len(text))
	if end == ended {
		text = text[:len(text)-1]
		r.Tally.Ends++
	}
	if cut, ok := bytes.CutSuffix(text, []byte("\r")); ok {
		text = cut
		r.Tally.CR++
	}
	return text
}

// nextLine returns a line that is a password.
func (r *Reader) nextLine() (Record, error) {
	text, rec, err := r.nextText(MaxLine, ErrLongLine)
	if err != nil || rec.Err != nil {
		return rec, err
	}
	rec.Password = text
	r.finish(&rec)
	return rec, nil
}

// nextUserPass returns a line that is cut at its first colon.
func (r *Reader) nextUserPass() (Record, error) {
	text, rec, err := r.nextText(maxRecord, errLongRecord)
	if err != nil || rec.Err != nil {
		return rec, err
	}
	user, password, ok := bytes.Cut(text, []byte(":"))
	switch {
	case !ok:
		rec.Err = errNoColon
	case len(user) == 0:
		rec.Err = errNoUser
	case !utf8.Valid(user):
		rec.Err = errUserText
	case bytes.HasPrefix(password, []byte("//")) && isScheme(user):
		rec.Err = errURL
	default:
		rec.User, rec.Password = string(user), password
	}
	r.finish(&rec)
	return rec, nil
}

// finish counts what the password of a record has, and makes of it what is
// hashed.
func (r *Reader) finish(rec *Record) {
	if rec.Err == nil {
		// A CR in a field or string is meant.
		may := marks{high: r.in.high, cr: r.in.cr && r.columns == nil, nul: r.in.nul}
		if r.object.members != nil { // escapes may stand for anything
			may.high, may.nul = true, true
		}
		if r.encoding != charset.Auto && may.high && !utf8.Valid(rec.Password) {
			rec.Err = fmt.Errorf("password is not valid %s", r.encoding)
		} else if r.misread(rec, may) {
			rec.Err = errNarrow
			if r.encoding == charset.Auto {
				rec.Err = errWide
			}
		} else if may != (marks{}) {
			r.Tally.look(rec.Line, rec.Password, may)
		}
	}
	if r.plain() && rec.Err == nil && 0 < len(rec.Password) && len(rec.Password) <= MaxLine {
		return
	}
	r.prepare(rec)
}

// plain reports whether passwords are hashed as they are.
func (r *Reader) plain() bool { return r.normalize == AsIs && r.digest == nil }

// nextCSV returns a record below the header.
func (r *Reader) nextCSV() (Record, error) {
	for {
		text, end, err := r.in.record(maxRecord, []byte{r.columns.Delimiter})
		if err != nil {
			return Record{}, err
		}
		rec := Record{Line: r.Line + 1}
		if end == tooLong || end == unclosed {
			if rec.Err = errLongRecord; end == unclosed {
				rec.Err = errQuoteOpen
			}
			return r.skipLine(rec)
		}
		lines := bytes.Count(text, []byte("\n"))
		record := trimEnd(text)
		if r.Tally.Bytes == 0 {
			record = bytes.TrimPrefix(record, []byte(byteOrderMark))
		}
		err = r.record.split(record, r.columns.Delimiter)
		if len(record) > maxRecord {
			err = errLongRecord
		}
		if err != nil {
			// The lines behind the first one may be records of their own.
			r.in.unread(len(text))
			rec.Err = err
			return r.skipLine(rec)
		}
		record = r.cutEnd(text, end)
		r.Line += int64(max(1, lines))
		switch {
		case len(record) == 0:
			r.Tally.Blank++
		case !r.header:
			r.header = true
		default:
			r.fromCSV(&rec)
			r.finish(&rec)
			return rec, nil
		}
	}
}

// skipLine passes over a line that is the failure of rec.
func (r *Reader) skipLine(rec Record) (Record, error) {
	n, err := r.in.skipLine()
	r.Tally.Bytes += n
	r.Line++
	return rec, err
}

// fromCSV fills in a record from the fields of r.record.
func (r *Reader) fromCSV(rec *Record) {
	c := r.columns
	if n := len(r.record.fields); n != len(c.Names) {
		rec.Err = fmt.Errorf("it has %s, and the header %d", countOf(n, "field"), len(c.Names))
		return
	}
	rec.Password = r.record.field(c.password)
	if c.user >= 0 {
		user := r.record.field(c.user)
		if rec.User = string(user); len(user) == 0 {
			rec.Err = errNoUser
		} else if !utf8.Valid(user) {
			rec.Err = errUserText
		}
	}
	rec.Fields = make([]Field, 0, len(c.Names))
	for i, name := range c.Names {
		if i == c.user || i == c.password {
			continue
		}
		value := r.record.field(i)
		if !utf8.Valid(value) && rec.Err == nil {
			rec.Err = fmt.Errorf("its column %d is not valid UTF-8", i+1)
		}
		rec.Fields = append(rec.Fields, Field{Name: name, Value: string(value)})
	}
}

// nextJSON returns a line that is an object.
func (r *Reader) nextJSON() (Record, error) {
	text, rec, err := r.nextText(maxRecord, errLongRecord)
	if err != nil || rec.Err != nil {
		return rec, err
	}
	if rec.Err = r.object.split(text); rec.Err == nil {
		r.fromJSON(&rec)
	}
	r.finish(&rec)
	return rec, nil
}

// fromJSON fills in a record from the members of r.object.
func (r *Reader) fromJSON(rec *Record) {
	c := r.columns
	if rec.Password, rec.Err = r.object.password(c.Password); rec.Err != nil {
		return
	}
	if c.User != "" {
		if rec.User, rec.Err = r.object.user(c.User); rec.Err != nil {
			return
		}
	}
	rec.Fields = slices.Grow(rec.Fields, len(r.object.members))
	for _, m := range r.object.members {
		if m.name != c.User && m.name != c.Password {
			rec.Fields = append(rec.Fields, Field{Name: m.name, Value: string(m.value), JSON: true})
		}
	}
}
