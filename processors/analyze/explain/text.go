package explain

import (
	"strconv"
	"strings"

	"fanout/processors/analyze/number"
)

// markNames say how marks are called.
var markNames = map[byte]string{',': "comma", '.': "point", ' ': "space", '\'': "apostrophe", '_': "underscore"}

// article returns a or an with a word.
func article(word string) string {
	if strings.ContainsRune("aeiou", rune(word[0])) {
		return "an " + word
	}
	return "a " + word
}

// describeNumbers sets what the numbers of a column are, how they are written,
// and the options that read them.
func (c *Counter) describeNumbers(x *candidate, m marks, h *habits) {
	x.what = "numbers"
	if x.typ == "integer" {
		x.what = "integers"
	}
	var how []string
	say := func(kind, text string) {
		if len(how) == 0 {
			x.kind = kind
		}
		how = append(how, text)
	}
	if m.thousands != 0 && c.trials.base.Thousands == "" {
		x.changes.Thousands = string(m.thousands)
		text := article(markNames[m.thousands]) + " for thousands"
		if h.doubtful() && m.thousands == ',' && c.trials.base.Decimal == 0 {
			text = "a comma for thousands (or for decimals: both are possible)"
		}
		say("thousands", text)
	}
	if m.decimal == ',' && c.trials.base.Decimal == 0 {
		x.changes.Decimal = ','
		if h.commas > 0 {
			say("decimal", "a decimal comma")
		}
	}
	for i, n := range h.negatives {
		if n > 0 && negative(i) != plainMinus {
			x.changes.Negatives = append(x.changes.Negatives, negativeForms[i])
			say("negatives", negativeNames[i])
		}
	}
	if text := x.describeUnits(h); text != "" {
		say("units", text)
	}
	if x.trim {
		say("padding", padding)
	}
	x.how = list(how, "and")
}

// padding are blanks that keep a value from being read.
const padding = "no-break or other special spaces around them"

// describeUnits sets the units of numbers, and says what they are.
func (x *candidate) describeUnits(h *habits) string {
	kinds := map[int]uint64{}
	first := map[int]string{}
	for u, n := range h.units {
		entry := &units().list[u]
		x.changes.Units = append(x.changes.Units, entry.sign)
		kinds[entry.kind] += n
		if sign := first[entry.kind]; sign == "" || entry.sign < sign {
			first[entry.kind] = entry.sign
		}
		if entry.multiplies {
			x.stuck = "multipliers"
		}
	}
	x.changes.Units = inOrder(x.changes.Units)
	signs := list(x.changes.Units, "or")
	switch {
	case len(kinds) == 0:
		return ""
	case x.stuck != "":
		return signs + " at the end, which multiplies them"
	case len(kinds) > 1:
		x.stuck = "mixed_units"
		counts := map[string]uint64{}
		for k, n := range kinds {
			counts[first[k]] = n
		}
		var words []string
		for _, w := range sorted(counts) {
			words = append(words, comma(w.n)+" "+w.text)
		}
		return "different units: " + list(words[:min(len(words), fewUnits)], "and")
	case units().list[units().index[x.changes.Units[0]]].inFront:
		return "the sign " + signs
	}
	return "the unit " + signs
}

// fewUnits is how many units are listed.
const fewUnits = 4

// negativeNames describe the ways to write a negative number.
var negativeNames = [negatives]string{"", "negatives in parentheses", "the minus sign at the end", "the sign U+2212 for minus"}

// orderNames say what comes first in a date.
var orderNames = [len(dateOrders)]string{"day", "month", "year"}

// describeDates sets how dates are written. fit are the orders that read all of
// them, by tells how many each alone reads.
func (x *candidate) describeDates(fit orders, by [len(dateOrders)]uint64) {
	var names []string
	for i, name := range orderNames {
		if fit == 0 && by[i] > 0 {
			names = append(names, comma(by[i])+" with the "+name+" first")
		}
		if fit&(1<<i) != 0 {
			names = append(names, "the "+name)
			if x.changes.DateOrder == number.NoOrder {
				x.changes.DateOrder = dateOrders[i]
			}
		}
	}
	switch {
	case fit == 0:
		x.how = "no consistent order: " + list(names, "and")
	case len(names) > 1:
		x.how = list(names, "or") + " first (both are possible)"
		x.orders = fit
	default:
		x.how = names[0] + " first"
	}
}

// list joins words with commas and a last word between.
func list(words []string, last string) string {
	switch n := len(words); n {
	case 0:
		return ""
	case 1:
		return words[0]
	default:
		return strings.Join(words[:n-1], ", ") + " " + last + " " + words[n-1]
	}
}

// comma writes a number with commas for thousands.
func comma(n uint64) string {
	text := strconv.FormatUint(n, 10)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// are returns "1 is" or "2 are".
func are(n uint64) string {
	if n == 1 {
		return "1 is"
	}
	return comma(n) + " are"
}
