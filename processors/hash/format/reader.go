package format

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"fanout/internal/charset"
	"fanout/processors/hash/kdf"
)

// A FormatError is a list that is not one of hashes. It shows nothing of the
// list: a user may have given the passwords in its place.
type FormatError struct {
	Name string // of the list
	Line int64  // 1-based
	Text string
}

func (e *FormatError) Error() string { return fmt.Sprintf("%q: line %d %s", e.Name, e.Line, e.Text) }

const (
	// MaxLine is the longest line of a list of hashes: several times one with
	// the longest salt and key.
	MaxLine = 16 << 10
	// maxStrange is how many lines without a hash a list may begin with.
	maxStrange = 16

	recordPrefix  = `{"`
	byteOrderMark = "\ufeff"
)

var errTooLong = fmt.Errorf("it is longer than %d bytes", MaxLine)

// A Reader reads a list of hashes in any mix of notations: our own JSON lines,
// bare hash strings and lines of password files; or a table with a header; or
// LDIF. Where nothing says whose a hash is, or which line of the passwords it
// is about, it is the one of the same number.
type Reader struct {
	name   string
	r      *bufio.Reader
	pepper *kdf.Prehash
	number int64 // of the line read last

	columns *columns // the list is a table with these
	ldif    bool     // the list is LDIF
	again   []byte   // the line read last, to be read once more
	notes   notes

	ahead []Entry // those without a hash, until the first with one
	begun bool    // a hash was found
}

// NewReader reads the list of that name from r.
func NewReader(name string, r io.Reader) *Reader {
	return &Reader{name: name, r: bufio.NewReaderSize(r, MaxLine+2)}
}

// SetPepper sets what records that name a pepper were hashed with. nil: that is
// not known.
func (r *Reader) SetPepper(pepper *kdf.Prehash) { r.pepper = pepper }

// Next returns the next entry. A list in which there is no hash at all is a
// FormatError, unless it has only empty lines. A line without a hash among
// others has the error ErrNoHash. At the end the error is io.EOF.
func (r *Reader) Next() (Entry, error) {
	for !r.begun {
		e, known, err := r.next()
		switch {
		case err == io.EOF && len(r.ahead) == 0:
			return e, err
		case err == io.EOF, err == nil && !known && len(r.ahead) == maxStrange:
			return Entry{}, r.noHashes()
		case err != nil:
			return e, err
		}
		r.ahead = append(r.ahead, e)
		r.begun = known
	}
	if len(r.ahead) > 0 {
		first := r.ahead[0]
		r.ahead = r.ahead[1:]
		return first, nil
	}
	e, _, err := r.next()
	return e, err
}

// noHashes is the error of a list that begins with other things than hashes.
func (r *Reader) noHashes() error {
	first := r.ahead[0]
	text := "is not a hash: give a list written by \"fanout hash\" or by another program"
	if named := (*unnamedError)(nil); errors.As(first.Err, &named) {
		text = named.text
	}
	return &FormatError{r.name, first.At, text}
}

// next parses the next entry; known tells whether it is a hash at all.
func (r *Reader) next() (e Entry, known bool, err error) {
	if r.ldif {
		return r.nextLDIF()
	}
	if r.columns != nil {
		return r.nextRow()
	}
	text, err := r.content()
	if err == nil && len(r.ahead) == 0 && !r.begun && (r.beginLDIF(text) || r.beginTable(text)) {
		return r.next()
	}
	at := Entry{Line: r.number, At: r.number}
	switch {
	case err == errTooLong:
		at.Err = errTooLong
		return at, false, nil
	case err != nil:
		return e, false, err
	}
	e, known = r.parseLine(text)
	e.At = r.number
	e.Params = kdf.WithPepper(e.Params, r.pepper)
	if e.Line == 0 && e.User == "" {
		e.Line = r.number
	}
	return e, known, nil
}

// content reads the next line that is neither empty nor a comment.
func (r *Reader) content() ([]byte, error) {
	for {
		text, err := r.line()
		if err != nil {
			return nil, err
		}
		switch {
		case len(bytes.TrimSpace(text)) == 0:
		case text[0] == '#':
			r.notes.comments++
		default:
			return text, nil
		}
	}
}

// line reads the next line, without its end.
func (r *Reader) line() (text []byte, err error) {
	if r.again != nil {
		text, r.again = r.again, nil
		return text, nil
	}
	if r.number == 0 {
		if err := r.begin(); err != nil {
			return nil, err
		}
	}
	text, err = r.r.ReadSlice('\n')
	if err == io.EOF && len(text) == 0 {
		return nil, io.EOF
	}
	r.number++
	if errors.Is(err, bufio.ErrBufferFull) {
		for errors.Is(err, bufio.ErrBufferFull) {
			_, err = r.r.ReadSlice('\n')
		}
		if err == nil || err == io.EOF {
			return nil, errTooLong
		}
	}
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("%q: %w", r.name, err)
	}
	return bytes.TrimRight(text, "\r\n"), nil
}

// begin passes over a byte order mark, and decodes UTF-16, which PowerShell
// writes.
func (r *Reader) begin() error {
	head, _ := r.r.Peek(1024)
	encoding, mark := charset.Mark(head)
	if mark == 0 {
		encoding = charset.DetectWide(head)
	}
	if _, err := r.r.Discard(mark); err != nil {
		return err
	}
	if encoding.Decoder() != nil {
		r.r = bufio.NewReaderSize(encoding.Reader(r.r), MaxLine+2)
	}
	return nil
}

// parseLine parses a line that is not empty.
func (r *Reader) parseLine(text []byte) (e Entry, known bool) {
	if bytes.HasPrefix(text, []byte(recordPrefix)) {
		e, err := parseRecord(text)
		if err != nil {
			return Entry{Err: ErrNoHash}, false
		}
		return e, true
	}
	bare := strings.TrimSpace(string(text))
	e, err := Parse(bare)
	if err == nil {
		r.notes.add(bare)
		return e, true
	}
	if user, rest, ok := strings.Cut(string(text), ":"); ok && user != "" {
		e, known = r.parseUser(user, rest)
		return e, known
	}
	return Entry{Err: err}, false
}

// The fields of shadow and of a line of passwd, counted with the user.
const shadowFields = 9

var errEmpty = errors.New("the user has no password")

// parseUser parses what follows a user: the hash, and fields that it ends at.
func (r *Reader) parseUser(user, rest string) (e Entry, known bool) {
	hash, others := cutHash(rest)
	e, known = parseField(strings.TrimRight(hash, " \t"))
	if strings.Count(others, ":") == shadowFields-2 && (e.Locked || hash == "") {
		known = true
	}
	if known {
		r.notes.add(hash)
	}
	e.User = user
	return e, known
}

// cutHash returns the hash that a line of a password file has, and the fields
// after it with their colons. Some notations have colons.
func cutHash(rest string) (hash, others string) {
	colons := 0
	if found := find(rest); found != nil {
		colons = found.colons
	}
	for i := range len(rest) {
		if rest[i] != ':' {
			continue
		}
		if colons == 0 {
			return rest[:i], rest[i:]
		}
		colons--
	}
	return rest, ""
}

// locks are the characters that shadow has before a hash, or in its place, to
// forbid any login.
const locks = "!*"

// parseField parses a password field.
func parseField(hash string) (e Entry, known bool) {
	if hash == "" {
		return Entry{Err: errEmpty}, false
	}
	e, err := Parse(hash)
	if err == nil {
		return e, true
	}
	unlocked := strings.TrimLeft(hash, locks)
	if unlocked == hash {
		return Entry{Err: err}, false
	}
	if e, err = Parse(unlocked); err == nil {
		e.Locked = true
		return e, true
	}
	return Entry{Locked: true}, unlocked == "" || slices.Contains(lockWords, hash)
}

// lockWords are what some systems have in place of a hash that is locked.
var lockWords = []string{"*LK*", "*NP*", "!NP", "!LK!"}

// notes are what a user should know of the list as a whole.
type notes struct {
	comments int64
	unsure   int64 // salts that may be text or base 64
	user     string
}

// add notes what is unsure about a hash.
func (n *notes) add(hash string) {
	if !strings.HasPrefix(hash, "pbkdf2_") {
		return
	}
	if part := strings.SplitN(hash, "$", 4); len(part) == 4 && len(part[2])%4 == 0 && standardDigits(part[2]) {
		n.unsure++
	}
}

// Notes returns what is to be said about the list, when it has been read.
func (r *Reader) Notes() (all []string) {
	n := &r.notes
	if n.comments > 0 {
		all = append(all, fmt.Sprintf("%q: lines that begin with # are taken for comments: %d", r.name, n.comments))
	}
	if n.unsure > 0 {
		all = append(all, fmt.Sprintf("%q: Django has salts as text and Clerk in base 64; those that end with = are taken for Clerk's, and %d could be either", r.name, n.unsure))
	}
	if n.user != "" {
		all = append(all, fmt.Sprintf("%q: users are taken from the column %s", r.name, quoted(n.user)))
	}
	return all
}
