package render

import (
	"fmt"
	"strings"

	"github.com/dustin/go-humanize"

	"fanout/processors/analyze/profile"
)

// A cell is one figure in a table: the forms it can take, from the widest to
// the narrowest. None is a blank.
type cell struct {
	forms []string
	text  bool // the narrowest can be cut; a number never is
	plain int  // how many forms have no exponent
}

// in returns the widest form that fits into width.
func (c cell) in(width int) string {
	for _, f := range c.forms {
		if stringWidth(f) <= width {
			return f
		}
	}
	if len(c.forms) == 0 {
		return ""
	}
	last := c.forms[len(c.forms)-1]
	if c.text {
		return cut(last, width)
	}
	return last
}

// full returns the widest form.
func (c cell) full() string {
	if len(c.forms) == 0 {
		return ""
	}
	return c.forms[0]
}

// worth returns the width down to which c is narrowed before other figures are
// left out: narrow, or what a number without an exponent takes.
func (c cell) worth(narrow int) int {
	const readable = len("123,456,789")
	w := stringWidth(c.in(narrow))
	if c.plain > 0 {
		if plain := stringWidth(c.forms[c.plain-1]); plain <= readable {
			w = max(w, plain)
		}
	}
	return w
}

// least returns the width below which nothing fits.
func (c cell) least() int {
	if len(c.forms) == 0 {
		return 0
	}
	w := stringWidth(c.forms[len(c.forms)-1])
	if c.text {
		return min(w, leastText)
	}
	return w
}

// leastText is the width to which text can be cut.
const leastText = 4

// textCell shows text, which may be cut.
func textCell(s string) cell { return cell{forms: []string{clean(s)}, text: true} }

// wordCell shows a short word, which is never cut.
func wordCell(s string) cell { return cell{forms: []string{s}} }

// countCell shows a number of values; mark stands in front of an estimate.
func countCell(mark string, n int64) cell { return wordCell(mark + humanize.Comma(n)) }

// partCell shows how many of a whole there are, and how many per cent that is.
func partCell(n, whole int64) cell {
	count := humanize.Comma(n)
	if n == 0 || whole <= 0 {
		return wordCell(count)
	}
	share := percent(n, whole)
	return cell{forms: []string{count + " (" + share + ")", share}}
}

// percent writes a share with two digits, but never 0 % for something and never
// 100 % for less than all.
func percent(n, whole int64) string {
	p := 100 * float64(n) / float64(whole)
	switch {
	case p < 0.1:
		return "<0.1 %"
	case p < 9.95:
		return fmt.Sprintf("%.1f %%", p)
	case n < whole && p > 99.9:
		return ">99.9 %"
	case p >= 99 && n < whole:
		return fmt.Sprintf("%.1f %%", p)
	}
	return fmt.Sprintf("%.0f %%", p)
}

// A numberStyle says how the numbers of a column are written.
type numberStyle struct {
	grouped bool // commas between groups of three digits
}

// styleOf returns the style of a column's values. Dates written as integers are
// left alone.
func styleOf(c *profile.Column) numberStyle {
	if c.Type == profile.Integer && looksLikeDate(c.Min.Text) && looksLikeDate(c.Max.Text) {
		return numberStyle{}
	}
	return styleFor(c.Min, c.Max)
}

// styleFor groups the digits of figures if one has seven digits or more: fewer
// are read at a glance, and may be years or postal codes.
func styleFor(figures ...profile.Scalar) (style numberStyle) {
	const readable = 6 // digits
	for _, s := range figures {
		d, ok := parseDecimal(s.Text)
		style.grouped = style.grouped || ok && d.exp > readable
	}
	return style
}

// looksLikeDate reports whether an integer may be a date as 20240131, with a
// time of day behind or without.
func looksLikeDate(s string) bool {
	if len(s) != len("20060102") && len(s) != len("200601021504") && len(s) != len("20060102150405") {
		return false
	}
	return "1800" <= s[:4] && s[:4] < "2200" && "01" <= s[4:6] && s[4:6] <= "12" && "01" <= s[6:8] && s[6:8] <= "31"
}

// numberCell shows a number, rounded to what fits: with all its digits, up to
// the number of them given, to six, to four, with an exponent. Digits in front
// of the point are kept as long as there is no exponent. mark stands in front
// of an estimate.
func numberCell(s profile.Scalar, style numberStyle, digits int, mark string) cell {
	if !s.Defined {
		return cell{}
	}
	d, ok := parseDecimal(s.Text)
	if !ok {
		return textCell(mark + s.Text)
	}
	var c cell
	add := func(form string) {
		form = mark + form
		if n := len(c.forms); n == 0 || len(form) < len(c.forms[n-1]) {
			c.forms = append(c.forms, form)
		}
	}
	if d.exp <= maxWhole && d.exp > -maxZeros {
		whole := d.exp
		if whole < manyDigits {
			whole++ // one digit behind the point
		}
		add(d.round(max(digits, whole)).fixed(style.grouped))
		add(d.round(max(someDigits, whole)).fixed(style.grouped))
		add(d.round(max(fewDigits, d.exp)).fixed(style.grouped))
		c.plain = len(c.forms)
	}
	for n := someDigits; n > 0; n-- {
		add(d.round(n).scientific())
	}
	return c
}

const (
	maxWhole = 18 // digits in front of the point of a number without an exponent
	maxZeros = 4  // zeros between point and digits of one

	manyDigits = 10 // in front of the point, where none behind it matters
	allDigits  = 9  // of a value of the file
	someDigits = 6  // of a figure that was computed
	fewDigits  = 4  // of one in a narrow table
)

// trusted returns an estimate without the digits that its error makes
// meaningless.
func trusted(s, err profile.Scalar) profile.Scalar {
	d, ok := parseDecimal(s.Text)
	e, known := parseDecimal(err.Text)
	if !ok || !known || e.digits == "" || d.exp > maxWhole || d.exp <= -maxZeros {
		return s
	}
	s.Text = d.places(max(0, 1-e.exp)).fixed(false)
	return s
}

// timeCell shows a date or a time, down to the day.
func timeCell(s profile.Scalar, mark string) cell {
	if !s.Defined {
		return cell{}
	}
	const seconds, minutes, day = len("2006-01-02T15:04:05"), len("2006-01-02T15:04"), len("2006-01-02")
	c := cell{forms: []string{mark + s.Text}}
	if len(s.Text) <= day {
		return c
	}
	zone := ""
	if strings.HasSuffix(s.Text, "Z") {
		zone = "Z"
	}
	for _, n := range []int{seconds, minutes} {
		if n+len(zone) < len(s.Text) {
			c.forms = append(c.forms, mark+s.Text[:n]+zone)
		}
	}
	c.forms = append(c.forms, mark+s.Text[:day])
	return c
}
