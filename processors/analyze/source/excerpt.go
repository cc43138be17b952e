package source

import (
	"bytes"

	"fanout/processors/analyze/csvscan"
)

const (
	// sampleRecords is how many records from the start of a text are examined
	// for each dialect. Of the best two, as many again are, and as many from
	// samplePlaces within sampleReach further on.
	sampleRecords = 100
	samplePlaces  = 4
	sampleReach   = 256 << 10 // bytes
	// sampleBytes ends the sample of long records, but the first has
	// fewRecords.
	sampleBytes, fewRecords = 96 << 10, 5
	// sampleColumns bounds the work on wide records.
	sampleColumns = 32
	// sampleComments is how many comments are kept.
	sampleComments = 200
)

// A piece is a record or a comment line in an excerpt.
type piece struct {
	start, end int      // in the text, without the line end
	next       int      // where the next one begins
	ends       []uint32 // of its fields
	gap        bool     // an empty line is before it
	before     int      // number of comments before it
}

// fields returns how many fields the record has.
func (p *piece) fields() int { return len(p.ends) }

// An excerpt holds records of a text, read with one dialect.
type excerpt struct {
	scanner  *csvscan.Scanner
	text     []byte
	records  []piece
	comments []piece // lines that begin with the comment character; the first of them
	lead     int     // number of comments before the first record
	pos      int     // where the next record begins
	whole    bool    // nothing comes after text
	seen     int     // number of comments so far
}

// newExcerpt reads the first records of text from position from on.
func newExcerpt(sc *csvscan.Scanner, text []byte, from int, whole bool) *excerpt {
	x := &excerpt{scanner: sc, text: text, pos: from, whole: whole}
	x.take(sampleRecords, sampleBytes, fewRecords)
	return x
}

// takeMore adds the records that follow, and some from further places.
func (x *excerpt) takeMore() {
	if n := len(x.records); n == 0 || x.records[n-1].next-x.records[0].start >= sampleBytes {
		return
	}
	x.take(sampleRecords, sampleBytes/4, 1)
	from, reach := x.pos, min(len(x.text)-x.pos, sampleReach)
	for i := range samplePlaces {
		if to := from + reach*(i+1)/samplePlaces; to > x.pos {
			x.pos += x.scanner.LastRecordEnd(x.text[x.pos:to], csvscan.RecordStart)
			x.take(sampleRecords/samplePlaces, sampleBytes/(4*samplePlaces), 1)
		}
	}
}

// take reads records from the position on, up to a number of them, or of bytes
// after the first few. A record that the end of the text cuts off is left out.
func (x *excerpt) take(limit, bytes, few int) {
	gap, from := false, x.pos
	for n := 0; n < limit && (n < few || x.pos-from < bytes); {
		for ; x.pos < len(x.text) && csvscan.IsLineBreak(x.text[x.pos]); x.pos++ {
			gap = true
		}
		if x.pos == len(x.text) {
			return
		}
		p, complete := x.next()
		if !complete {
			x.pos = len(x.text)
			return
		}
		x.pos = p.next
		p.gap, gap = gap, false
		p.before = x.seen
		if x.isComment(&p) {
			x.keepComment(&p)
			continue
		}
		if len(x.records) == 0 {
			x.lead = x.seen
		}
		x.records = append(x.records, p)
		n++
	}
}

// next reads the record or comment at the position.
func (x *excerpt) next() (p piece, complete bool) {
	if c := x.scanner.Comment; c == 0 || x.text[x.pos] != c {
		return readPiece(x.scanner, x.text, x.pos, x.whole)
	}
	end := bytes.IndexAny(x.text[x.pos:], "\r\n")
	if end < 0 {
		return piece{start: x.pos, end: len(x.text), next: len(x.text)}, x.whole
	}
	end += x.pos
	p = piece{start: x.pos, end: end, next: end + 1}
	if x.text[end] == '\r' && end+1 < len(x.text) && x.text[end+1] == '\n' {
		p.next++
	}
	return p, x.whole || p.next < len(x.text) || x.text[end] == '\n'
}

func (x *excerpt) isComment(p *piece) bool {
	return x.scanner.Comment != 0 && x.text[p.start] == x.scanner.Comment
}

// keepComment counts a comment, and keeps the first ones and the last one
// before the records, which may be their header.
func (x *excerpt) keepComment(p *piece) {
	x.seen++
	if len(x.comments) < sampleComments {
		x.comments = append(x.comments, *p)
	} else if len(x.records) == 0 {
		x.comments[sampleComments-1] = *p
	}
}

// readPiece reads the record that begins at pos. complete is false if the text,
// which is not whole, ends in it.
func readPiece(sc *csvscan.Scanner, text []byte, pos int, whole bool) (p piece, complete bool) {
	sep, next, state := sc.IndexRecord(nil, text, pos, len(text), csvscan.RecordStart)
	if !whole && (state != csvscan.RecordStart || next == len(text) && text[next-1] == '\r') {
		return p, false // cut off, perhaps between CR and LF
	}
	if state != csvscan.RecordStart {
		sep = append(sep, uint32(len(text)))
		return piece{start: pos, end: len(text), next: len(text), ends: sep}, true
	}
	last := len(sep) - 1
	end := csvscan.TrimCR(text, pos, int(sep[last]))
	sep[last] = uint32(end)
	return piece{start: pos, end: end, next: next, ends: sep}, true
}

// field returns the i-th field of a record as it is written.
func (x *excerpt) field(p *piece, i int) []byte {
	start := p.start
	if i > 0 {
		start = int(p.ends[i-1]) + 1
	}
	return x.text[start:p.ends[i]]
}

// values returns the fields of a record, and how each is quoted.
func (x *excerpt) values(p *piece) ([]string, []quoting) {
	values, how := make([]string, p.fields()), make([]quoting, p.fields())
	var content, scratch []byte
	for i := range values {
		raw := x.field(p, i)
		content, scratch = x.scanner.Unquote(raw, scratch)
		values[i], how[i] = string(content), quotingOf(x.scanner, raw, content)
	}
	return values, how
}
