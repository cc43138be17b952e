package source

import (
	"errors"
	"fmt"

	"fanout/processors/analyze/csvscan"
)

// delimiters are those that can be detected, the likeliest first.
var delimiters = []byte{',', ';', '\t', '|'}

// sniffRecords limits how many records are sniffed.
const sniffRecords = 200

// MaxColumns bounds the memory of a hostile header: a column takes some 2 KB
// for each worker.
const MaxColumns = 50_000

// errLongFirst says that not even the first record is complete.
var errLongFirst = errors.New("the first record is too long")

// sniff detects the delimiter and the header from text, the beginning of the
// file or all of it.
func (s *Source) sniff(text []byte, whole bool, opt *Options) error {
	candidates := delimiters
	if opt.Delimiter != 0 {
		candidates = []byte{opt.Delimiter}
	}
	bestScore := -1.0
	for _, d := range candidates {
		if d == opt.Quote {
			continue
		}
		sm := takeSample(csvscan.New(opt.Dialect(d)), text, whole, false)
		if score := sm.score(); score > bestScore {
			bestScore, s.Delimiter = score, d
		}
	}
	var best sample
	if bestScore >= 0 {
		best = takeSample(csvscan.New(opt.Dialect(s.Delimiter)), text, whole, true)
	}
	if len(best.records) == 0 {
		if !whole {
			return errLongFirst
		}
		return nil // no record at all
	}
	if n := len(best.records[0]); n > MaxColumns {
		return fmt.Errorf("%d columns are more than %d: is %s the right delimiter?", n, MaxColumns, delimiterName(s.Delimiter))
	}
	s.First = best.records[0]
	s.decideHeader(opt, best)
	if s.HasHeader {
		s.Body = int64(best.firstEnd)
		s.BodyLine = csvscan.CountLineBreaks(text[:best.firstEnd])
	}
	return nil
}

// A sample is the first records of a file, read with one dialect.
type sample struct {
	fields   []int // how many each has
	records  [][]string
	quoted   [][]quoting // how each field is
	firstEnd int         // where the first record ends
}

// takeSample reads the first records of text. It keeps their fields if keep is
// set.
func takeSample(sc *csvscan.Scanner, text []byte, whole, keep bool) sample {
	var sm sample
	var sep []uint32
	var scratch []byte
	size := len(text) // without the line end that is added to a last record
	for pos := 0; pos < len(text) && len(sm.fields) < sniffRecords; {
		var next int
		var state csvscan.State
		sep, next, state = sc.IndexRecord(sep[:0], text, pos, len(text), csvscan.RecordStart)
		if !whole && (state != csvscan.RecordStart || next == len(text) && text[next-1] == '\r') {
			break // cut off, perhaps between CR and LF
		}
		if state != csvscan.RecordStart {
			text = append(text[:len(text):len(text)], '\r') // LF would take a CR before it along
			sep, next = append(sep, uint32(len(text)-1)), len(text)
		}
		if blank := len(sep) == 1 && csvscan.TrimCR(text, pos, int(sep[0])) == pos; blank {
			pos = next
			continue
		}
		if sm.fields == nil {
			sm.firstEnd = min(next, size)
		}
		sm.fields = append(sm.fields, len(sep))
		if keep {
			rec := make([]string, len(sep))
			how := make([]quoting, len(sep))
			start := pos
			for i, p := range sep {
				end := csvscan.TrimCR(text, start, int(p))
				var content []byte
				content, scratch = sc.Unquote(text[start:end], scratch)
				rec[i], how[i] = string(content), quotingOf(sc, text[start:end], content)
				start = int(p) + 1
			}
			sm.records, sm.quoted = append(sm.records, rec), append(sm.quoted, how)
		}
		pos = next
	}
	return sm
}

// score says how much the records look like a table: the share of those with as
// many fields as the first, if it has more than one; among equals the wider one
// wins by a little.
func (sm sample) score() float64 {
	if len(sm.fields) == 0 {
		return -1
	}
	fields := sm.fields[0]
	if fields < 2 {
		return 0
	}
	same := 0
	for _, n := range sm.fields {
		if n == fields {
			same++
		}
	}
	return float64(same)/float64(len(sm.fields)) + float64(min(fields, 1000))*1e-9
}
