package source

import (
	"slices"
	"strconv"
	"strings"
)

// A column is the first field of a column, and the values below.
type column struct {
	index int
	name  string // the first field
	first shape

	values []string // those that are not blank
	counts [word + 1]int
	blanks int
	again  bool // the first field occurs below
}

// newColumn returns column index with the given first field; at is its place
// among the fields of the records below.
func newColumn(name string, index int, below [][]string, at int) column {
	c := column{index: index, name: name, first: shapeOf(name)}
	for _, r := range below {
		if at >= len(r) {
			continue
		}
		s := shapeOf(r[at])
		if s == blank {
			c.blanks++
			continue
		}
		c.counts[s]++
		c.values = append(c.values, r[at])
		c.again = c.again || r[at] == name
	}
	return c
}

// of returns how many values are of the same kind as s.
func (c *column) of(s shape) int {
	if s.kind() == decimal {
		return c.counts[integer] + c.counts[decimal]
	}
	return c.counts[s]
}

// most returns the most frequent kind of values that are no text, and how often
// it occurs.
func (c *column) most() (kind shape, n int) {
	for _, s := range []shape{decimal, date, boolean} {
		if k := c.of(s); k > n {
			kind, n = s, k
		}
	}
	return kind, n
}

// weighColumn adds what one column says.
func (e *evidence) weighColumn(c *column) {
	n := len(c.values)
	switch {
	case c.first == blank:
		if c.index == 0 && strings.TrimSpace(c.name) == "" && n >= 2 && c.blanks == 0 {
			e.add(4) // a column of row numbers or names
		}
	case c.first == word:
		e.weighWord(c)
	case n == 0:
		e.like[c.index] = 3
	case c.of(c.first) == 0:
		e.add(c.unlike())
	case c.first.kind() == decimal && 2*c.of(decimal) >= n && c.signed():
		e.add(4)
	case c.first.kind() == decimal && 2*c.of(decimal) >= n:
		if p := c.numberAboveNumbers(); p > 0 {
			e.add(p)
		} else {
			e.like[c.index] = -p
		}
	case 2*c.of(c.first) >= n:
		e.like[c.index] = 4
	default:
		e.add(-1)
	}
}

// unlike returns the points of a number, date or boolean above none of its
// kind.
func (c *column) unlike() int {
	n := len(c.values)
	if _, typed := c.most(); typed == n {
		return 6
	}
	codes, alike := 0, 0
	for _, v := range c.values {
		if hasDigit(v) {
			codes++
		}
		if len(v) == len(c.name) && pattern(v) == pattern(c.name) {
			alike++
		}
	}
	switch {
	case alike == n: // NO may be Norway
		return -2
	case isYear(c.name):
		return 4
	case 2*codes >= n: // 12 may be one of 12a, 12b
		return 0
	case n < 3:
		return 3
	}
	return 4
}

// weighWord adds what a word says that heads a column.
func (e *evidence) weighWord(c *column) {
	n := len(c.values)
	if n == 0 {
		return
	}
	_, typed := c.most()
	switch {
	case typed == n && !hasLetter(c.name):
		e.add(4) // <5, say, may be one of the numbers
	case typed == n:
		e.named++
		e.add(min(10, 7+n))
	case c.again:
		e.add(-4)
	case 10*typed >= 8*n && n >= 3:
		e.add(6)
	case 2*typed >= n && n >= 3:
		e.add(3)
	case typed == 0:
		e.add(c.wordAboveWords())
	}
}

// wordAboveWords compares a word with values that are all text.
func (c *column) wordAboveWords() int {
	n := len(c.values)
	shared, sameLength, digits, alike := true, true, true, false
	long := 0
	own := pattern(c.name)
	one := pattern(c.values[0])
	length := characters(c.values[0])
	for _, v := range c.values {
		p := pattern(v)
		shared = shared && p == one
		alike = alike || p == own
		sameLength = sameLength && characters(v) == length
		digits = digits && hasDigit(v)
		long += characters(v)
	}
	few := 0 // one value below proves little
	if n == 1 {
		few = 4
	} else if n == 2 {
		few = 1
	}
	points := 0
	switch {
	case digits && !hasDigit(c.name):
		points = 4 - few
	case shared && own != one:
		points = 4 - few
	case shared && strings.Trim(one, "Aa ") != "":
		points = min(0, few-2) // codes, and it is one of them
	case shared:
		points = min(0, few-1) // words, as it is
	case !alike && n >= 20:
		points = 1
	}
	switch {
	case !sameLength || n < 3:
	case characters(c.name) != length:
		points = max(points, 4)
	case points < 0:
		points--
	}
	if long >= 25*n && characters(c.name) <= 20 && 3*n*characters(c.name) <= long {
		points = max(points, 3) // a short title above sentences
	}
	return points
}

// numberAboveNumbers compares a number with a column of numbers.
func (c *column) numberAboveNumbers() int {
	n := len(c.values)
	const like = -4
	if c.again || c.ordered() {
		return like
	}
	years, shortest, longest := 0, 1<<30, 0
	for _, v := range c.values {
		if isYear(v) {
			years++
		}
		k := len(strings.TrimLeft(strings.TrimSpace(v), "+-"))
		shortest, longest = min(shortest, k), max(longest, k)
	}
	k := len(strings.TrimLeft(strings.TrimSpace(c.name), "+-"))
	integers := c.counts[integer]
	switch {
	case isYear(c.name) && 10*years < n:
		return 4
	case c.first == integer && integers == 0 && strings.Trim(c.name, "0 ") != "":
		return min(4, 1+n)
	case c.first == integer && integers == 0 && n >= 10: // pandas calls columns 0, 1, 2
		return 1
	case c.first == decimal && integers == n && n >= 10:
		return 3
	case c.first == integer && integers == n && (k > longest+1 || k < shortest-1):
		return min(3, n)
	case !c.outside():
		return like
	case n >= 20: // the first of sorted records, or a name
		return 0
	}
	return like
}

// signed reports whether the first field is a number with a sign that no value
// has: 10% above 0.5, 65+ above 12.
func (c *column) signed() bool {
	sign := func(field string) bool {
		field = strings.TrimSpace(field)
		return strings.HasSuffix(field, "+") || strings.ContainsAny(field, "%$€£¥")
	}
	return sign(c.name) && !slices.ContainsFunc(c.values, sign)
}

// isYear reports whether a field is a year of recent times.
func isYear(field string) bool {
	y, err := strconv.Atoi(strings.TrimSpace(field))
	return err == nil && 1800 <= y && y < 2200
}

// floats returns the first field and the values as numbers, as far as they are
// written plainly.
func (c *column) floats() (first float64, rest []float64, ok bool) {
	first, err := strconv.ParseFloat(strings.TrimSpace(c.name), 64)
	if err != nil {
		return 0, nil, false
	}
	for _, v := range c.values {
		if f, err := strconv.ParseFloat(strings.TrimSpace(v), 64); err == nil {
			rest = append(rest, f)
		}
	}
	return first, rest, len(rest) > 0
}

// ordered reports whether the numbers ascend or descend from the first field
// on, as row numbers, times and ranks do. Three in order can be chance.
func (c *column) ordered() bool {
	f, rest, ok := c.floats()
	if !ok || len(rest) < 3 {
		return false
	}
	up, down := true, true
	for _, v := range rest {
		up, down = up && v >= f, down && v <= f
		f = v
	}
	return up || down
}

// outside reports whether the first field is below or above all values. For one
// of n+1 values in any order the odds of that are 2 to n-1.
func (c *column) outside() bool {
	f, rest, ok := c.floats()
	if !ok {
		return false
	}
	below, above := true, true
	for _, v := range rest {
		below, above = below && f < v, above && f > v
	}
	return below || above
}
