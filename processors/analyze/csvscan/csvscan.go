// Package csvscan finds records and fields in CSV text.
//
// The terms are those of RFC 4180: a record consists of fields and ends with a
// line break; a quoted ("escaped") field is enclosed in quotes (DQUOTE). The
// package accepts all of RFC 4180 and treats everything else as Python's csv
// module does in its default, lenient mode:
//
//   - A record ends at LF, CRLF or CR. An empty line is not a record.
//   - A quote opens a quoted section only as the first byte of a field. Anywhere
//     else outside a quoted section it is an ordinary byte (5" pipe).
//   - In a quoted section delimiters and line breaks are ordinary bytes, two quotes
//     represent one, and a single quote closes the section.
//   - Bytes after a closing quote, up to the next delimiter or line break, are part
//     of the field as they are, including further quotes ("ab"c"d" is abc"d").
//   - A quoted section that is still open at the end of the input ends there.
//   - A dialect may have a comment character. A line that begins with it where a
//     record could begin is a comment up to its line break: quotes and delimiters
//     mean nothing there. It is listed like a record of one field.
//
// A dialect can add two rules, which Python's module has under the same names:
//
//   - An escape makes the next byte ordinary, inside and outside quotes: a
//     delimiter, a quote, a line break (CRLF is one) or an escape. Only the byte
//     after a closing quote is never an escape. Two quotes still represent one.
//   - Initial blanks of a field are no part of it, so that a quote after them opens
//     a quoted section.
//
// The definition of all results is a finite automaton with one transition for
// each byte (see State).
//
// A chunk from the middle of a file can be examined before the state in which
// it begins is known. [Scanner.Summarize] counts its quotes and determines the
// state in which it ends, once for a chunk that begins outside quotes and once
// for one that begins inside. This works for chunks without stray quotes, that
// is, with quotes only where RFC 4180 allows them. Other chunks must be scanned
// from their begin state. [Scanner.Index] then lists the separators.
package csvscan

// A Dialect holds the bytes that separate and quote fields.
type Dialect struct {
	Delimiter byte // COMMA in RFC 4180; not CR or Quote; LF: a record is one field
	Quote     byte // DQUOTE in RFC 4180; not CR, LF or Delimiter; 0 turns quoting off
	Comment   byte // a line that begins with it is no record; not CR, LF, Delimiter, Quote or Escape; 0: none
	Escape    byte // escape character: the byte after it is ordinary; differs from the others; 0 turns escaping off

	SkipInitialSpace bool // blanks at the start of a field are no part of it; false if one is the Delimiter
}

// Extended reports whether the dialect is more than that of RFC 4180. The
// kernels do not know it then.
func (d Dialect) Extended() bool { return d.Escape != 0 || d.SkipInitialSpace }

// A State is a state of the automaton between two bytes.
type State uint8

// The states.
const (
	RecordStart State = iota // at the first byte of a record, or of an empty line
	FieldStart               // after a delimiter
	Unquoted                 // in a field, outside quotes
	Quoted                   // in a quoted section
	QuoteSeen                // after a quote in a quoted section, which it closes unless another follows
	Comment                  // in a line that is a comment

	// Of extended dialects only.
	Escaped       // after an escape outside quotes
	EscapedCR     // after a CR that is escaped: of an LF that follows, too
	QuotedEscaped // after an escape in a quoted section
	InitialSpace  // after blanks at the start of a field
	states
)

// States is the number of states, which are those from 0 on.
const States = uint64(states)

var stateNames = [states]string{
	"record start", "field start", "unquoted", "quoted", "quote seen", "comment",
	"escaped", "escaped CR", "quoted and escaped", "initial space",
}

// String returns the name of the state.
func (s State) String() string { return stateNames[s] }

// The classes of bytes that the automaton distinguishes.
const (
	other = iota
	delimiter
	lineBreak // LF or CR
	quote
	escape
	blank // of a dialect that skips initial blanks
	classes
)

// transitions is the automaton: the next state by the state and the class of
// the next byte. The comment character is in no class, and CRLF after an escape
// is an exception: see Scanner.next.
var transitions = [states][classes]State{
	RecordStart:   {other: Unquoted, delimiter: FieldStart, lineBreak: RecordStart, quote: Quoted, escape: Escaped, blank: InitialSpace},
	FieldStart:    {other: Unquoted, delimiter: FieldStart, lineBreak: RecordStart, quote: Quoted, escape: Escaped, blank: InitialSpace},
	Unquoted:      {other: Unquoted, delimiter: FieldStart, lineBreak: RecordStart, quote: Unquoted, escape: Escaped, blank: Unquoted},
	Quoted:        {other: Quoted, delimiter: Quoted, lineBreak: Quoted, quote: QuoteSeen, escape: QuotedEscaped, blank: Quoted},
	QuoteSeen:     {other: Unquoted, delimiter: FieldStart, lineBreak: RecordStart, quote: Quoted, escape: Unquoted, blank: Unquoted},
	Comment:       {other: Comment, delimiter: Comment, lineBreak: RecordStart, quote: Comment, escape: Comment, blank: Comment},
	Escaped:       {other: Unquoted, delimiter: Unquoted, lineBreak: Unquoted, quote: Unquoted, escape: Unquoted, blank: Unquoted},
	EscapedCR:     {other: Unquoted, delimiter: FieldStart, lineBreak: RecordStart, quote: Unquoted, escape: Escaped, blank: Unquoted},
	QuotedEscaped: {other: Quoted, delimiter: Quoted, lineBreak: Quoted, quote: Quoted, escape: Quoted, blank: Quoted},
	InitialSpace:  {other: Unquoted, delimiter: FieldStart, lineBreak: RecordStart, quote: Quoted, escape: Escaped, blank: InitialSpace},
}

// A Scanner finds the records and fields of one dialect. It is immutable, and
// may be used by several goroutines.
type Scanner struct {
	Dialect
	class   [256]uint8
	quoting uint64 // all ones if Quote is not 0, for the kernels
}

// New returns a Scanner for d.
func New(d Dialect) *Scanner {
	d.SkipInitialSpace = d.SkipInitialSpace && d.Delimiter != ' '
	s := &Scanner{Dialect: d}
	s.class[d.Delimiter] = delimiter
	if d.Quote != 0 {
		s.class[d.Quote] = quote
		s.quoting = ^uint64(0)
	}
	if d.Escape != 0 {
		s.class[d.Escape] = escape
	}
	if d.SkipInitialSpace {
		s.class[' '] = blank
	}
	s.class['\n'], s.class['\r'] = lineBreak, lineBreak
	return s
}

// IsLineBreak reports whether c is a line break. A separator that is one ends a
// record.
func IsLineBreak(c byte) bool { return c == '\n' || c == '\r' }

// separates reports whether c, outside quotes, ends a field.
func (s *Scanner) separates(c byte) bool {
	k := s.class[c]
	return k == delimiter || k == lineBreak
}

func (s *Scanner) isQuote(c byte) bool { return s.class[c] == quote }

// after returns the state after the byte c, which is outside quotes and not a
// quote.
func (s *Scanner) after(c byte) State { return transitions[Unquoted][s.class[c]] }

// stateAfter returns the state after c. inside is true if the number of quotes
// up to and including c is odd, that is, if a quoted section is open after c.
func (s *Scanner) stateAfter(c byte, inside bool) State {
	switch {
	case inside:
		return Quoted
	case s.isQuote(c):
		return QuoteSeen
	}
	return s.after(c)
}
