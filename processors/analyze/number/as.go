package number

import "maps"

// A Kind is what the values of a column are known to be.
type Kind int

// The kinds.
const (
	Numbers  Kind = iota // leading zeros are part of them: 00501 is 501
	Booleans             // also 1 and 0, t and f, y and n
	Days                 // dates or times; also YYYYMMDD
)

// As returns a parser like p for a column whose values are known to be of a
// kind. What the plain grammar leaves open it reads as that kind; it reads all
// else as p does.
func (p *Parser) As(kind Kind) *Parser {
	q := &Parser{nulls: p.nulls, grammar: &grammar{}}
	if p.grammar != nil {
		*q.grammar = *p.grammar
	}
	g := q.grammar
	switch kind {
	case Numbers:
		g.padded = true
	case Booleans:
		g.coded = true
		g.words.value = maps.Clone(g.words.value)
		g.words.addMissing([]string{"1", "t", "y"}, true)
		g.words.addMissing([]string{"0", "f", "n"}, false)
	case Days:
		g.compact = true
	}
	q.setSlow()
	return q
}

// addMissing adds words unless they are there already.
func (w *words) addMissing(list []string, value bool) {
	for _, word := range list {
		if _, ok := w.value[word]; !ok {
			w.add(word, value)
		}
	}
}
