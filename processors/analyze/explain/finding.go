package explain

import (
	"slices"
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

	zeros  uint64 // of these: numbers with leading zeros
	padded bool   // there are special blanks around words
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
	x := c.numbers(&f)
	for _, y := range []candidate{c.dates(&f), c.booleans(&f)} {
		if y.read > x.read {
			x = y
		}
	}
	if found, ok := c.odd(&f); ok {
		return found, true
	}
	if x.read == 0 {
		return Finding{}, false
	}
	r := c.left(&x, &f)
	if !r.settle(&x) {
		return Finding{}, false
	}
	found = finding(&x, &r, &f)
	return found, c.trials.work(&found.Changes)
}

// oddities say what values are that no option reads.
var oddities = map[kind]hint.Hint{
	hexadecimal: {Kind: "hexadecimal", Text: "hexadecimal, which is not read as a number"},
	excelText:   {Kind: "excel_text", Text: `written as ="…", a spreadsheet formula that keeps digits as text`},
}

// odd explains a column in which nearly all values are of a kind that no option
// reads.
func (c *Counter) odd(f *Facts) (Finding, bool) {
	for kind, h := range oddities {
		t := c.forms[form{kind: kind}]
		if total := f.total(); t != nil && t.n >= total-total/10 {
			h.Count, h.Of = int64(t.n), int64(total)
			h.Text = amount(t.n, total) + h.Text
			return Finding{Hint: h}, true
		}
	}
	return Finding{}, false
}

// amount begins a sentence about n values.
func amount(n, total uint64) string {
	switch {
	case total == 1:
		return "the only value is "
	case n == total && total == 2:
		return "both values are "
	case n == total:
		return "all " + comma(total) + " values are "
	case n == 1:
		return "1 of " + comma(total) + " values is "
	}
	return comma(n) + " of " + comma(total) + " values are "
}

// left returns what x does not read.
func (c *Counter) left(x *candidate, f *Facts) (r rest) {
	r.padded, r.zeros = c.padded, f.Counts[number.ZeroPadded]
	known := uint64(0)
	var others []counted
	for _, w := range sorted(c.words) {
		low := strings.ToLower(w.text)
		switch {
		case x.typ == "boolean" && contains(x.changes.True, x.changes.False, low):
			continue
		case w.text == f.Name:
			r.name = w.n
		case w.text == blanks || nullWords()[low]:
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

// settle decides what becomes of the values that x does not read. ok is false
// if they are so many that the column simply is text.
//
// A few different words are taken for words for missing values. A column with
// other values besides is to be declared, unless these are codes with leading
// zeros: so are the others then.
func (r *rest) settle(x *candidate) (ok bool) {
	if r.n == 0 {
		return true
	}
	if x.typ == "boolean" || x.stuck != "" {
		return false
	}
	if r.other != nil && !slices.ContainsFunc(r.other, func(w counted) bool { return strings.ContainsAny(w.text, ",\n\r\"0123456789") }) {
		if x.read >= 3*r.n || len(r.other) == 1 && x.read >= max(2, r.n) {
			return true
		}
		return false
	}
	r.other = nil
	x.declare = true
	return x.read >= 9*r.n && r.zeros < r.n-r.zeros
}

// singular is what one value is, by what several are.
var singular = map[string]string{"integers": "an integer", "numbers": "a number", "dates": "a date", "times": "a time"}

// finding writes the hint.
func finding(x *candidate, r *rest, f *Facts) Finding {
	total := f.total()
	h := hint.Hint{Kind: x.kind, Count: int64(x.read), Of: int64(total)}
	what := x.what
	if one := singular[what]; x.read == 1 && one != "" {
		what = one
	}
	text := amount(x.read, total) + what
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
	if r.n > 0 && r.other == nil {
		text += ", " + are(r.n) + " something else"
	}
	if r.name > 0 {
		text += ", " + are(r.name) + " the name of the column"
		changes.Nulls = append(changes.Nulls, f.Name)
	}
	h.Text = text
	if x.how == "" {
		h.Kind = "null_values"
		if x.declare {
			h.Kind = "other_values"
		}
		if r.name > 0 {
			h.Kind = "repeated_header"
		}
	}
	if x.stuck != "" {
		h.Kind = x.stuck
		return Finding{Hint: h}
	}
	h.Settings = settings(&changes, x.orders)
	if x.trim || r.padded && (len(changes.Nulls) > 0 || len(changes.True)+len(changes.False) > 0) {
		h.Settings = append(h.Settings, hint.Setting{Name: "Trim", Value: "yes"})
	}
	if x.declare {
		h.Settings = append(h.Settings, hint.Setting{Name: "Types", Value: f.Column + "=" + x.typ})
	}
	h.Remedy = remedy(h.Settings, r.n > 0 && r.other == nil)
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
