package source

import (
	"bytes"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"fanout/processors/analyze/csvscan"
)

// weighRecord adds what the first record as a whole says.
func (e *evidence) weighRecord(below [][]string) {
	e.add(min(e.names(below), 8))
	e.weighTwice()
	e.add(e.runs(below))
	e.add(e.quotes())
	if e.shift > 0 {
		e.add(6)
	}
}

// usual are names that columns often have, in lower case without what
// separates words.
var usual = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for _, name := range strings.Fields(`
		id ids key code name title label type kind category class group status state country city region county
		address street zip zipcode postcode postalcode phone email mail url link website date time datetime
		timestamp year month day hour minute week quarter created updated start end from to begin finish duration
		price cost amount total sum count number nr qty quantity value values score rate ratio percent share
		weight height width length size age sex gender lat latitude lon lng long longitude elevation depth
		description desc comment comments note notes text message subject author user username userid customer
		customerid client company product productid item sku order orderid orderdate currency language lang
		first last firstname lastname surname fullname middlename rank index position level version source target
		species genus sample gene chromosome temperature temp humidity pressure speed distance mean median min max
		lower upper result results target response treatment population income salary balance department team
		player home away points wins losses season episode rating votes genre artist album song director
		datum nom prénom prenom ville pays naam stad land vorname nachname ort straße strasse plz preis menge betrag
		fecha nombre apellido ciudad país pais precio cantidad nome cognome città data prezzo quantità descrição`) {
		m[name] = true
	}
	return m
})

// joints are what stands between the words of a name.
var joints = strings.NewReplacer("_", "", " ", "", "-", "", ".", "")

// names returns the points of fields that are built as names of columns are.
func (e *evidence) names(below [][]string) int {
	points := 0
	for i, f := range e.records[0] {
		f = strings.TrimSpace(f)
		if f == "" || len(f) > maxGlance {
			continue
		}
		bare := strings.ToLower(joints.Replace(f))
		switch {
		case usual()[bare] && !occurs(below, i+e.shift, f):
			points += 3
		case hasUnit(f) && !anyBelow(below, i+e.shift, hasUnit):
			points += 3
		case isIdentifier(f) && !anyBelow(below, i+e.shift, isIdentifier):
			points += 3
		}
	}
	return points
}

// occurs reports whether a field of column i is f.
func occurs(below [][]string, i int, f string) bool {
	return anyBelow(below, i, func(v string) bool { return v == f })
}

// anyBelow reports whether is holds for a field of column i.
func anyBelow(below [][]string, i int, is func(string) bool) bool {
	for _, r := range below {
		if i < len(r) && is(strings.TrimSpace(r[i])) {
			return true
		}
	}
	return false
}

// hasUnit reports whether a name ends with something in brackets: mass (kg).
func hasUnit(f string) bool {
	last := f[max(0, len(f)-1):]
	open := strings.IndexAny(f, "([")
	return (last == ")" || last == "]") && open > 0 && hasLetter(f[:open])
}

// isIdentifier reports whether a field is snake_case, or camelCase.
func isIdentifier(f string) bool {
	if f == "" || !unicode.IsLetter(rune(f[0])) && f[0] < 0x80 {
		return false
	}
	parts := 0
	var last rune
	for _, r := range f {
		switch {
		case r == '_' || unicode.IsUpper(r) && unicode.IsLower(last):
			parts++
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			return false
		}
		last = r
	}
	return parts > 0
}

// weighTwice counts fields that the first record has twice: names are
// different.
func (e *evidence) weighTwice() {
	const most = 8
	seen := map[string]bool{}
	words, numbers := 0, 0
	for _, f := range e.records[0] {
		s := shapeOf(f)
		if s != blank && seen[f] {
			if s == word {
				words += 4
			} else {
				numbers += 2
			}
		}
		seen[f] = true
	}
	e.add(-min(words, most))
	e.twice = min(numbers, most)
}

// runs returns the points of the longest run of neighbouring fields that are
// numbers or dates in ascending order, and are not so below: 2019, 2020, 2021.
func (e *evidence) runs(below [][]string) int {
	best := 0
	first := e.records[0]
	for from := 0; from < len(first); {
		to, even := ascending(first, from)
		if to-from >= 2 {
			points := e.run(below, from, to, even)
			if points > 3 {
				clear(e.like[from:to]) // such names are like any number
			}
			best = max(best, points)
		}
		from = max(to, from+1)
	}
	return best
}

// run returns the points of the ascending fields from from to before to.
func (e *evidence) run(below [][]string, from, to int, even bool) int {
	alike := 0
	for _, r := range below {
		if from+e.shift < len(r) {
			if end, too := ascending(r, from+e.shift); end >= to+e.shift && (too || !even) {
				alike++
			}
		}
	}
	if len(below) == 0 || 10*alike > len(below) {
		return 0
	}
	n := to - from
	years := isYear(e.records[0][from])
	switch {
	case n == 2 && even && years:
		return 4
	case n == 2:
		return 0
	case even && (n > 3 || years):
		return 8
	case even && e.counts(from):
		return 6
	}
	return min(8, 3+2*(n-3))
}

// counts reports whether the fields from field from on count from 0 or 1.
func (e *evidence) counts(from int) bool {
	a, b := e.records[0][from], e.records[0][from+1]
	return a == "0" && b == "1" || a == "1" && b == "2"
}

// ascending returns the end of the ascending numbers or dates from field from
// on, and whether they are integers at even distances.
func ascending(r []string, from int) (end int, even bool) {
	even = true
	var step float64
	last, isNumber := placeOf(r[from])
	if last == nil {
		return from, false
	}
	for end = from + 1; end < len(r); end++ {
		next, sameKind := placeOf(r[end])
		if next == nil || isNumber != sameKind || next.compare(last) <= 0 {
			break
		}
		d := next.number - last.number
		if step == 0 {
			step = d
		}
		even = even && d == step && step == float64(int64(step))
		last = next
	}
	return end, even
}

// A place is where a number or date stands in order.
type place struct {
	number float64
	text   string // of a date whose text has the order of time
}

// placeOf returns the place of a number, or of a date or month written with the
// year first; nil if the field is neither.
func placeOf(f string) (p *place, isNumber bool) {
	f = strings.TrimSpace(f)
	if v, err := strconv.ParseFloat(f, 64); err == nil {
		return &place{number: v}, true
	}
	if len(f) >= 6 && len(f) <= maxGlance && isYear(f[:4]) && loose(f) == date {
		return &place{text: f}, false
	}
	return nil, false
}

func (p *place) compare(o *place) int {
	if p.text != "" {
		return strings.Compare(p.text, o.text)
	}
	switch {
	case p.number < o.number:
		return -1
	case p.number > o.number:
		return 1
	}
	return 0
}

// quotes returns the points of a first record that is quoted unlike the
// others. Fields that must be quoted say nothing.
func (e *evidence) quotes() int {
	first := e.quoted[0]
	all, none := true, true
	for i, q := range first {
		if strings.TrimSpace(e.records[0][i]) == "" {
			continue
		}
		all, none = all && q == quotedNeedlessly, none && q == notQuoted
	}
	bare, dressed := 0, 0 // columns without quotes, columns with quotes only
	for i := range first {
		counts := [3]int{}
		for k, r := range e.records[1:] {
			if j := i + e.shift; j < len(r) && strings.TrimSpace(r[j]) != "" {
				counts[e.quoted[k+1][j]]++
			}
		}
		n := counts[notQuoted] + counts[quoted] + counts[quotedNeedlessly]
		if n > 0 && counts[notQuoted] == n {
			bare++
		}
		if n > 1 && counts[quotedNeedlessly] == n {
			dressed++
		}
	}
	switch {
	case all && bare > 0:
		return 6
	case none && dressed > 0:
		return 4
	}
	return 0
}

// How a field is quoted.
type quoting uint8

const (
	notQuoted        quoting = iota
	quoted                   // it has a delimiter, a quote or a line break in it
	quotedNeedlessly         // it has none
)

// quotingOf says how the field raw is quoted, of which content is the value.
func quotingOf(sc *csvscan.Scanner, raw, content []byte) quoting {
	switch {
	case len(raw) == 0 || raw[0] != sc.Quote || sc.Quote == 0:
		return notQuoted
	case bytes.IndexByte(content, sc.Delimiter) >= 0 || bytes.IndexByte(content, sc.Quote) >= 0 || bytes.ContainsAny(content, "\r\n"):
		return quoted
	}
	return quotedNeedlessly
}
