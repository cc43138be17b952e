package explain

import (
	"strings"

	"fanout/processors/analyze/hint"
	"fanout/processors/analyze/number"
)

// A Finding is why a column is text.
type Finding struct {
	Hint    hint.Hint
	Type    string         // of the column, once the settings of the hint are followed; "" if there are none
	Changes number.Options // the same settings, as additions to the options
}

// A rest is what the numbers of a column leave over.
type rest struct {
	nulls []counted // words for missing values
	name  uint64    // the column's own name
	other []counted // other values; nil if there are too many
	n     uint64    // number of these
}

// maxNulls is how many values that are no known words are taken for words for
// missing values.
const maxNulls = 3

// Explain says why the column is text. ok is false if it simply is: if too few
// of its values are anything else.
func (c *Counter) Explain(f Facts) (found Finding, ok bool) {
	if c.gaveUp {
		return Finding{}, false
	}
	x := c.booleans(&f)
	for _, y := range []candidate{c.numbers(&f), c.dates(&f)} {
		if y.read > x.read {
			x = y
		}
	}
	if x.read == 0 {
		return Finding{}, false
	}
	r := c.left(&x, &f)
	if !worthIt(&x, &r) {
		return Finding{}, false
	}
	found = finding(&x, &r, &f)
	return found, c.trials.work(&found.Changes)
}

// left returns what x does not read.
func (c *Counter) left(x *candidate, f *Facts) (r rest) {
	known := uint64(0)
	var others []counted
	for _, w := range sorted(c.words) {
		low := strings.ToLower(w.text)
		switch {
		case x.typ == "boolean" && contains(x.changes.True, x.changes.False, low):
			continue
		case w.text == f.Name:
			r.name = w.n
		case w.text == blanks || nullWords[low]:
			r.nulls = append(r.nulls, w)
		default:
			others = append(others, w)
			continue
		}
		known += w.n
	}
	for _, w := range sorted(c.other) {
		if w.text == f.Name && f.Name != "" {
			r.name += w.n
			known += w.n
		} else {
			others = append(others, w)
		}
	}
	r.n = f.total() - x.read - known
	listed := uint64(0)
	for _, w := range others {
		listed += w.n
	}
	if listed == r.n && len(others) <= maxNulls {
		r.other = others
	}
	return r
}

func contains(a, b []string, word string) bool {
	for _, w := range append(append([]string{}, a...), b...) {
		if w == word {
			return true
		}
	}
	return false
}

// worthIt reports whether x explains a column that leaves r over: if it reads
// all but words for missing values, or most of what is not one. A few different
// words may be more than many.
func worthIt(x *candidate, r *rest) bool {
	read, other := x.read, r.n
	if other == 0 {
		return true
	}
	if x.typ == "boolean" || r.other == nil {
		return false
	}
	for _, w := range r.other {
		if strings.ContainsAny(w.text, ",\n\r\"") {
			return false // no word for a list
		}
	}
	switch {
	case read >= 9*other:
		return true
	case len(r.other) == 1:
		return read >= other && read >= 2
	}
	return read >= 3*other
}

// singular is what one value is, by what several are.
var singular = map[string]string{"integers": "an integer", "numbers": "a number", "dates": "a date", "times": "a time"}

// finding writes the hint.
func finding(x *candidate, r *rest, f *Facts) Finding {
	total := f.total()
	h := hint.Hint{Kind: x.kind, Count: int64(x.read), Of: int64(total)}
	text := comma(x.read) + " of " + comma(total) + " values are "
	if x.read == total {
		text = "all " + comma(total) + " values are "
	}
	what := x.what
	if one := singular[what]; x.read == 1 && one != "" {
		text, what = strings.Replace(text, " are ", " is ", 1), one
	}
	text += what
	if x.how != "" && x.typ != "boolean" {
		text += " with " + x.how
	}
	changes := x.changes
	for _, words := range [][]counted{r.nulls, r.other} {
		if len(words) > 0 {
			text += ", " + named(words)
		}
		for _, w := range words {
			changes.Nulls = append(changes.Nulls, w.text)
		}
	}
	if r.name > 0 {
		text += ", " + are(r.name) + " the name of the column"
		changes.Nulls = append(changes.Nulls, f.Name)
	}
	h.Text = text
	if x.how == "" {
		h.Kind = "null_values"
		if r.name > 0 {
			h.Kind = "repeated_header"
		}
	}
	if x.stuck {
		h.Kind = "mixed_" + x.kind
		return Finding{Hint: h}
	}
	h.Settings = settings(&changes, x.orders)
	h.Remedy = remedy(h.Settings)
	return Finding{Hint: h, Type: x.typ, Changes: changes}
}

// named says how many values are which words.
func named(words []counted) string {
	const few = 4
	var names []string
	n := uint64(0)
	for i, w := range words {
		n += w.n
		if i < few {
			names = append(names, shown(w.text))
		}
	}
	if len(words) > few {
		names = append(names, "the like")
	}
	return are(n) + " " + list(names, "or")
}

// shown returns a word as it stands in a sentence.
func shown(word string) string {
	if word == blanks {
		return "blank"
	}
	return strings.ToValidUTF8(word, "\uFFFD")
}
