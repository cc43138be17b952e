// Package csvscan finds records and fields in CSV text.
//
// The truth is one scalar automaton that runs from the first byte ([Automaton]).
// It takes all of RFC 4180 and does something sensible with everything else:
//
//   - A record ends at LF, CRLF or CR. An empty line is no record.
//   - A quote opens a quoted section only as the first byte of a field; anywhere
//     else outside such a section it is an ordinary byte (5" pipe).
//   - In a quoted section delimiters and line ends are ordinary bytes, two quotes
//     stand for one, and a single quote closes the section.
//   - What follows a closing quote up to the next delimiter or line end belongs to
//     the field as it stands, further quotes included ("ab"c"d" is abc"d").
//   - A quoted section that is still open at the end of the input ends there.
//
// These are the rules of Python's csv module in its default, lenient mode.
//
// A chunk from the middle of a file can be looked at before it is known in
// which state it begins: [Scanner.Summarize] counts its quotes and says for either
// case, outside or inside quotes, in which state it ends. That holds for clean
// chunks, in which quotes stand only where RFC 4180 allows them; a dirty one has
// to be run from its begin state. [Scanner.Index] then lists the separators.
package csvscan

// A Dialect says which bytes separate and quote fields.
type Dialect struct {
	Delimiter byte // anything but CR, LF and Quote
	Quote     byte // anything but CR, LF and Delimiter; 0: there is no quoting
}

// A State is what the automaton knows between two bytes.
type State uint8

// The states.
const (
	RecordStart State = iota // at the first byte of a record, or of an empty line
	FieldStart               // after a delimiter
	Unquoted                 // in a field, outside quotes
	Quoted                   // in a quoted section
	QuoteSeen                // after a quote in a quoted section: it closes unless another follows
	states
)

var stateNames = [states]string{"record start", "field start", "unquoted", "quoted", "quote seen"}

func (s State) String() string { return stateNames[s] }

// The classes of bytes, as far as the automaton tells them apart.
const (
	other = iota
	delimiter
	lineEnd // LF or CR
	quote
	classes
)

// transitions is the automaton: the next state by state and class of byte.
var transitions = [states][classes]State{
	RecordStart: {other: Unquoted, delimiter: FieldStart, lineEnd: RecordStart, quote: Quoted},
	FieldStart:  {other: Unquoted, delimiter: FieldStart, lineEnd: RecordStart, quote: Quoted},
	Unquoted:    {other: Unquoted, delimiter: FieldStart, lineEnd: RecordStart, quote: Unquoted},
	Quoted:      {other: Quoted, delimiter: Quoted, lineEnd: Quoted, quote: QuoteSeen},
	QuoteSeen:   {other: Unquoted, delimiter: FieldStart, lineEnd: RecordStart, quote: Quoted},
}

// A Scanner finds the records and fields of one dialect. It is immutable.
type Scanner struct {
	Dialect
	class   [256]uint8
	quoting uint64 // all ones if there is a quote, for the kernels
}

// New returns a Scanner for d.
func New(d Dialect) *Scanner {
	s := &Scanner{Dialect: d}
	s.class[d.Delimiter] = delimiter
	if d.Quote != 0 {
		s.class[d.Quote] = quote
		s.quoting = ^uint64(0)
	}
	s.class['\n'], s.class['\r'] = lineEnd, lineEnd
	return s
}

// Automaton runs the automaton over buf from state and returns the state after
// it. It is the definition; Index, Summarize and LastRecordEnd agree with it.
func (s *Scanner) Automaton(buf []byte, state State) State {
	for _, c := range buf {
		state = transitions[state][s.class[c]]
	}
	return state
}

// IsLineEnd reports whether the separator c ends a record.
func IsLineEnd(c byte) bool { return c == '\n' || c == '\r' }

// separates reports whether c, outside quotes, ends a field.
func (s *Scanner) separates(c byte) bool {
	k := s.class[c]
	return k == delimiter || k == lineEnd
}

func (s *Scanner) isQuote(c byte) bool { return s.class[c] == quote }

// after returns the state behind the byte c that lies outside quotes and is no
// quote.
func (s *Scanner) after(c byte) State { return transitions[Unquoted][s.class[c]] }

// stateAfter returns the state behind c where the parity of quotes tells whether
// that is inside.
func (s *Scanner) stateAfter(c byte, inside bool) State {
	switch {
	case inside:
		return Quoted
	case s.isQuote(c):
		return QuoteSeen
	}
	return s.after(c)
}
