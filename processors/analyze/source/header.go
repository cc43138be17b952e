package source

import (
	"slices"

	"fanout/processors/analyze/hint"
)

// # Whether the first record names the columns
//
// Each column is weighed against its first field, over all sampled records. A
// finding is worth points: above zero they speak for a header, below for data.
// Ten points are near certain, four are strong, two are a hint. A column gives
// (header_column.go):
//
//	+10  a word above numbers, dates or booleans only; +6 above mostly these
//	 +6  a boolean above numbers, a date above numbers, and their like
//	 +4  a number, date or boolean above words; a year above other numbers
//	 +4  a word above values of one other pattern or length
//	 +4  a whole number above fractions only; 10% or 65+ above bare numbers
//	 +3  digits by two more or fewer than those of all integers below
//	 +4  an empty name above a first column that is never empty
//	 -4  a number, date or boolean above its like
//	 -4  a word that occurs again below
//	 -2  a word of the one pattern of all values below
//
// The first record as a whole gives (header_record.go):
//
//	 +3  a usual name (id, date, price), one with a unit, or snake_case
//	 +8  numbers or dates that ascend as no record below does, if they are many
//	 +6  quotes that the columns below do not have
//	 +6  one field fewer than every other record: row names have no name
//	 -4  a word, -2 a number, that the record has twice
//
// Few values weigh less than many. A sum of six either way is an answer, less
// is a guess and said to be one. Words above words only are a header unless
// much speaks against it, as most files have one.

// sure is how many points make an answer.
const sure = 6

// A verdict says whether the first record is a header, and whether that is
// known well enough to say nothing more about it.
type verdict struct {
	header, sure bool
}

// judge weighs the first record against the others.
func (sm sample) judge(l Layout) verdict {
	e := evidence{sample: sm.excerpt(), shift: l.shift()}
	e.weigh()
	score := e.score()
	switch {
	case e.typed == 0: // words above words, as far as can be told
		return verdict{score > -sure, score >= sure || score <= -2*sure}
	case score > 0:
		return verdict{true, score >= sure}
	}
	return verdict{false, score <= -sure || e.pro == 0}
}

// Of a wide file fewer fields are weighed, so that it takes some milliseconds
// at most.
const (
	maxWeighed       = 10_000 // fields
	maxWeighedColumn = 500
)

// excerpt returns the first record and those to compare with: all that do not
// repeat it, as far as there is time for them.
func (sm sample) excerpt() sample {
	columns := min(len(sm.records[0]), maxWeighedColumn)
	var x sample
	for i, r := range sm.records {
		if i > 0 && sameFields(r, sm.records[0]) {
			continue
		}
		n := min(len(r), columns+1)
		if i == 0 {
			n = columns
		}
		x.records, x.quoted = append(x.records, r[:n]), append(x.quoted, sm.quoted[i][:n])
		if len(x.records)*columns > maxWeighed {
			break
		}
	}
	return x
}

// doubt returns the hint that a header was guessed, or that none was.
func (v verdict) doubt() hint.Hint {
	h := hint.Hint{Kind: "header", Text: "the header is a guess", Remedy: "takes the first record as column names"}
	other := "yes"
	if v.header {
		other, h.Remedy = "no", "reads the first record as data"
	}
	h.Settings = []hint.Setting{{Name: "Header", Value: other}}
	return h
}

// evidence is what speaks for and against a header.
type evidence struct {
	sample
	shift int // how many fields of the other records come before the one below the first name

	pro, contra int   // points
	like        []int // by column: points against it, of a number above its like
	twice       int   // and of numbers that the first record has twice
	named       int   // words above numbers only: nothing is more certain
	typed       int   // fields of the first record that are numbers, dates or booleans
}

// add counts the points of one finding.
func (e *evidence) add(points int) {
	if points > 0 {
		e.pro += points
	} else {
		e.contra -= points
	}
}

// score sums up. Names may be numbers, but a word is none: however many numbers
// are above their like, they do not outweigh one word above numbers.
func (e *evidence) score() int {
	const most = 8
	like := e.twice
	for _, points := range e.like {
		like += points
	}
	if e.named > 0 {
		like = min(like, most)
	}
	return e.pro - e.contra - like
}

// weigh collects all evidence.
func (e *evidence) weigh() {
	first := e.records[0]
	below := e.records[1:]
	e.like = make([]int, len(first))
	for i := range first {
		c := newColumn(first[i], i, below, i+e.shift)
		if c.first.typed() {
			e.typed++
		}
		e.weighColumn(&c)
	}
	e.weighRecord(below)
}

// sameFields reports whether two records are equal, to go by their first
// fields.
func sameFields(a, b []string) bool {
	n := min(len(a), maxWeighedColumn)
	return len(a) == len(b) && slices.Equal(a[:n], b[:n])
}

// decideHeader says whether the first record is a header, how the others stand
// to it, and what of that is a guess.
func (s *Source) decideHeader(opt *Options, sm sample) {
	s.Layout = sm.layout()
	switch opt.Header {
	case HeaderAuto:
		v := sm.judge(s.Layout)
		s.HasHeader = v.header
		if !v.sure {
			s.Hints = append(s.Hints, v.doubt())
		}
	case HeaderYes:
		s.HasHeader = true
	}
	if !s.HasHeader {
		s.Layout = Layout{}
	}
	s.Hints = append(s.Hints, s.Layout.hints()...)
}
