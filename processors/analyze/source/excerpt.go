package source

import (
	"fanout/processors/analyze/csvscan"
)

const (
	// sampleRecords is how many records from the start are examined, and as
	// many again from further places.
	sampleRecords = 200
	// samplePlaces are the places further on in the text.
	samplePlaces = 4
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
	inHead   int     // how many of the records are those from the start
	pos      int     // where the next record begins
	whole    bool    // nothing comes after text
	seen     int     // number of comments so far
}

// newExcerpt reads the first records of text from position from on.
func newExcerpt(sc *csvscan.Scanner, text []byte, from int, whole bool) *excerpt {
	x := &excerpt{scanner: sc, text: text, pos: from, whole: whole}
	x.take(sampleRecords)
	x.inHead = len(x.records)
	return x
}

// takeMore adds records from further places of the text.
func (x *excerpt) takeMore() {
	rest := len(x.text) - x.pos
	for i := 1; i < samplePlaces; i++ {
		if to := len(x.text) - rest + rest*i/samplePlaces; to > x.pos {
			x.pos += x.scanner.LastRecordEnd(x.text[x.pos:to], csvscan.RecordStart)
			x.take(sampleRecords / samplePlaces)
		}
	}
}

// take reads records from the position on, up to a number of them. A record
// that the end of the text cuts off is left out.
func (x *excerpt) take(limit int) {
	gap := false
	for n := 0; n < limit && x.pos < len(x.text); {
		p, complete := readPiece(x.scanner, x.text, x.pos, x.whole)
		if !complete {
			x.pos = len(x.text)
			return
		}
		x.pos = p.next
		if p.start == p.end {
			gap = true
			continue
		}
		p.gap, gap = gap, false
		p.before = x.seen
		if c := x.scanner.Comment; c != 0 && x.text[p.start] == c {
			x.seen++
			if len(x.comments) < sampleComments {
				x.comments = append(x.comments, p)
			} else if len(x.records) == 0 {
				x.comments[sampleComments-1] = p // the last one before the table may be its header
			}
			continue
		}
		if len(x.records) == 0 {
			x.lead = x.seen
		}
		x.records = append(x.records, p)
		n++
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
