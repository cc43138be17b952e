package source

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/dustin/go-humanize"

	"fanout/processors/analyze/csvscan"
)

// MaxColumns bounds the memory of a hostile header: a column takes some 2 KB
// for each worker.
const MaxColumns = 50_000

// errLongFirst says that not even the first record is complete.
var errLongFirst = errors.New("the first record is too long")

// sniff detects the dialect, where the table begins, and the header from text,
// the beginning of the file or all of it.
func (s *Source) sniff(text []byte, whole bool, opt *Options) error {
	delimiter, from, err := s.skip(text, whole, opt)
	if err != nil {
		return err
	}
	c := chooser{source: s, opt: opt, text: text, from: from, whole: whole}
	t := c.choose(delimiter)
	if t == nil || len(t.records) == 0 {
		if !whole {
			return errLongFirst
		}
		return nil // no record at all
	}
	if opt.Delimiter != 0 {
		c.doubtGiven(t)
	}
	p := t.firstPiece()
	if n := p.fields(); n > MaxColumns {
		return fmt.Errorf("%s columns, but the limit is %s; is %s the right delimiter?", humanize.Comma(int64(n)), humanize.Comma(MaxColumns), delimiterName(t.delimiter))
	}
	s.Delimiter, s.Comment = t.delimiter, t.scanner.Comment
	best := t.sample()
	s.First = best.records[0]
	s.decideHeader(opt, best)
	s.place(t, p, from)
	return nil
}

// skip returns where the text begins after the lines that the user wants to be
// skipped and the one that names the delimiter, and that delimiter. It is 0 if
// it is to be detected.
func (s *Source) skip(text []byte, whole bool, opt *Options) (delimiter byte, from int, err error) {
	delimiter, from = sepLine(text, opt.Quote)
	switch {
	case opt.SkipLines == AutoSkip:
		if from > 0 {
			s.Hints = append(s.Hints, sepHint())
		}
	case opt.SkipLines == 0:
		delimiter, from = 0, 0
	default:
		var found bool
		if from, found = skipLines(text, opt.SkipLines); !found && !whole {
			return 0, 0, &SkipError{opt.SkipLines}
		}
	}
	if opt.Delimiter != 0 {
		delimiter = opt.Delimiter
	}
	return delimiter, from, nil
}

// place says where the records begin, and what before them was left out. The
// table t begins with the piece p, looked for from position from on.
func (s *Source) place(t *table, p *piece, from int) {
	begin := from // empty lines and comments before the first record are read with the others
	if s.HasHeader {
		begin = p.next
	} else if t.first > 0 || t.named {
		begin = p.start
	}
	if begin > from {
		s.CommentLines = int64(p.before)
	}
	if t.first > 0 {
		s.CommentLines = 0 // they are lines skipped
		s.Hints = append(s.Hints, skipHint(countLines(t.text[:p.start]), s.HasHeader))
	}
	s.Body, s.BodyLine = int64(begin), countLines(t.text[:begin])
	s.Hints = append(s.Hints, t.hints...)
}

// A chooser finds the table that a text holds most likely.
type chooser struct {
	source *Source
	opt    *Options
	text   []byte
	from   int
	whole  bool

	open bool // the text has no complete record in a dialect that was tried
}

// choose returns the best table, or nil if not even the first record is
// complete. A delimiter other than 0 is given.
func (c *chooser) choose(given byte) *table {
	if given != 0 {
		t := c.read(given)
		c.more(t)
		return t
	}
	one := c.read(NoDelimiter)
	if len(one.records) == 0 {
		return nil // more delimiters can only make more quoted sections
	}
	best, second := c.rankShort(one)
	if best == one {
		for _, d := range lastDelimiters {
			if t := c.try(d); t != nil && t.certain(one) {
				c.more(t)
				t.hints = append(t.hints, oneColumnHint())
				return t
			}
		}
		c.more(one)
		one.doubtOne(second)
		return one
	}
	c.more(best)
	if second != one {
		c.more(second)
	}
	if second != nil && second.score > best.score {
		best, second = second, best
	}
	best.doubt(second)
	return best
}

// rankShort is rank with a part of the text only, unless no record ends in that
// for want of a closing quote: the wrong dialect may have no such end.
func (c *chooser) rankShort(one *table) (best, second *table) {
	short := *c
	if n := max(tryBytes, one.pos); n < len(c.text) {
		short.text, short.whole = c.text[:n], false
	}
	best, second = short.rank(one)
	if best == one && short.open && len(short.text) < len(c.text) {
		return c.rank(one)
	}
	return best, second
}

// tryBytes is how much of a text is tried in each dialect.
const tryBytes = 384 << 10

// rank returns the best and the second-best table, one among them.
func (c *chooser) rank(one *table) (best, second *table) {
	one.score = one.rateOne()
	best = one
	for _, d := range delimiters {
		t := c.try(d)
		switch {
		case t == nil:
		case t.score > best.score:
			best, second = t, best
		case second == nil || t.score > second.score:
			second = t
		}
	}
	return best, second
}

// try returns the text as a table with the delimiter d, or nil if it has none.
func (c *chooser) try(d byte) *table {
	if d == c.opt.Quote || bytes.IndexByte(c.text[c.from:], d) < 0 {
		return nil
	}
	t := c.read(d)
	if len(t.records) == 0 {
		c.open = true
		return nil
	}
	c.begin(t)
	return t
}

// more examines more records of a table.
func (c *chooser) more(t *table) {
	if len(t.records) == 0 {
		return
	}
	t.takeMore()
	t.look()
	if t.delimiter == NoDelimiter {
		t.width, t.score = 1, t.rateOne()
		return
	}
	c.begin(t)
}

// read returns the text as a table with the delimiter d, without its comments.
func (c *chooser) read(d byte) *table {
	dialect := c.opt.Dialect(d)
	given := len(c.opt.Comment) == 1
	switch {
	case given:
		dialect.Comment = c.opt.Comment[0]
	case c.opt.Comment == "" && d != usualComment && c.opt.Quote != usualComment:
		dialect.Comment = usualComment
	}
	t := newTable(csvscan.New(dialect), c.text, c.from, c.whole)
	if given || dialect.Comment == 0 {
		return t
	}
	are, named := t.weighComments()
	if !are {
		comments := len(t.comments)
		dialect.Comment = 0
		t = newTable(csvscan.New(dialect), c.text, c.from, c.whole)
		if comments > 0 && comments*4 <= len(t.records) {
			t.hints = append(t.hints, maybeCommentsHint(comments))
		}
		return t
	}
	if named != nil {
		t.named, t.name = true, *named
	}
	t.hints = append(t.hints, commentHint(usualComment))
	return t
}

// begin finds where the table begins.
func (c *chooser) begin(t *table) {
	if len(t.records) == 0 {
		return
	}
	if c.opt.SkipLines == AutoSkip && !t.named && t.delimiter != NoDelimiter {
		t.findTable()
	} else {
		t.width, t.score = t.rate(0)
	}
	if t.delimiter == delimiterByName(c.source.Name) {
		t.score = t.score * 4 / 3
	}
}

// firstPiece returns the record with which the table begins.
func (t *table) firstPiece() *piece {
	if t.named {
		return &t.name
	}
	return &t.records[t.first]
}

// sample returns the records from the first of the table on.
func (t *table) sample() sample {
	p := t.firstPiece()
	sm := sample{firstEnd: p.next}
	if t.named {
		sm.add(t, p)
	}
	for i := t.first; i < len(t.records) && (i < t.first+2 || len(sm.records)*len(sm.records[0]) < sampleFields); i++ {
		sm.add(t, &t.records[i])
	}
	return sm
}

// sampleFields is how many fields are examined for a header.
const sampleFields = 100_000

// A sample is the first records of a table, and some from further places.
type sample struct {
	fields   []int // how many each has
	records  [][]string
	quoted   [][]quoting // how each field is
	firstEnd int         // where the first record ends
}

func (sm *sample) add(t *table, p *piece) {
	values, how := t.values(p)
	sm.fields = append(sm.fields, len(values))
	sm.records, sm.quoted = append(sm.records, values), append(sm.quoted, how)
}
