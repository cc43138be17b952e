package render

import (
	"fmt"
	"strings"

	"fanout/processors/analyze/profile"
)

// This file has a function for each figure of a column that tables show.

func nameCell(c *profile.Column) cell     { return textCell(c.Name) }
func typeCell(c *profile.Column) cell     { return wordCell(string(c.Type)) }
func valuesCell(c *profile.Column) cell   { return countCell("", c.Count) }
func distinctCell(c *profile.Column) cell { return countCell(estimate(!c.DistinctExact), c.Distinct) }

func nullsCell(r *profile.Report) func(*profile.Column) cell {
	return func(c *profile.Column) cell { return partCell(c.Nulls, r.Rows) }
}

func minCell(c *profile.Column) cell { return extremeCell(c, c.Min) }
func maxCell(c *profile.Column) cell { return extremeCell(c, c.Max) }

// extremeCell is blank for booleans: their words are among the most frequent
// values, as the file has them.
func extremeCell(c *profile.Column, s profile.Scalar) cell {
	if c.Type == profile.Boolean {
		return cell{}
	}
	return valueCell(c, s, allDigits, "")
}

// valueCell shows a value of the column's type, or a figure in its unit.
func valueCell(c *profile.Column, s profile.Scalar, digits int, mark string) cell {
	switch {
	case !s.Defined:
		return cell{}
	case c.Type == profile.Integer || c.Type == profile.Float:
		return numberCell(s, styleOf(c), digits, mark)
	case c.Type == profile.Date || c.Type == profile.Datetime:
		return timeCell(s, mark)
	}
	return textCell(mark + s.Text)
}

func meanCell(c *profile.Column) cell   { return valueCell(c, c.Mean, someDigits, "") }
func stddevCell(c *profile.Column) cell { return valueCell(c, c.StdDev, someDigits, "") }
func skewnessCell(c *profile.Column) cell {
	return numberCell(c.Skewness, numberStyle{}, someDigits, "")
}
func kurtosisCell(c *profile.Column) cell {
	return numberCell(c.Kurtosis, numberStyle{}, someDigits, "")
}

// Sum and variance are in no unit of the values: whether their digits are
// grouped depends on their own size.
func sumCell(c *profile.Column) cell { return numberCell(c.Sum, styleFor(c.Sum), allDigits, "") }
func varianceCell(c *profile.Column) cell {
	return numberCell(c.Variance, styleFor(c.Variance), someDigits, "")
}

// quantileCell shows the quantile of an index. Between two dates it shows the
// day.
func quantileCell(i int) func(*profile.Column) cell {
	return func(c *profile.Column) cell {
		if i >= len(c.Quantiles) || !c.Quantiles[i].Value.Defined {
			return cell{}
		}
		q := trusted(c.Quantiles[i].Value, c.QuantilesError)
		if c.Type == profile.Date {
			q.Text = q.Text[:min(len(q.Text), len("2006-01-02"))]
		}
		return valueCell(c, q, someDigits, estimatedQuantiles(c))
	}
}

func iqrCell(c *profile.Column) cell {
	return valueCell(c, trusted(c.IQR, c.QuantilesError), someDigits, estimatedQuantiles(c))
}

func madCell(c *profile.Column) cell {
	return valueCell(c, trusted(c.MAD, c.MADError), someDigits, estimatedQuantiles(c))
}

func modeCell(c *profile.Column) cell {
	if c.Type != profile.Integer && c.Type != profile.Float { // it is the first of top
		return cell{}
	}
	return valueCell(c, c.Mode, allDigits, estimate(!c.TopExact))
}

func histogramCell(c *profile.Column) cell { return cell{forms: sparks(c)} }

// lengthCell shows the shortest and the longest length of text.
func lengthCell(c *profile.Column) cell {
	switch {
	case c.Type != profile.String || !c.MinLength.Defined:
		return cell{}
	case c.MinLength == c.MaxLength:
		return wordCell(c.MinLength.Text)
	}
	return wordCell(c.MinLength.Text + "–" + c.MaxLength.Text)
}

// topCell shows the most frequent values, as many as there is room for.
func topCell(c *profile.Column) cell {
	const most = 3
	var parts []string
	for i := range most {
		if value := topValue(c, i); value != "" {
			parts = append(parts, value)
		}
	}
	top := cell{text: true}
	for n := len(parts); n > 0; n-- {
		top.forms = append(top.forms, strings.Join(parts[:n], ", "))
	}
	return top
}

// topValue returns the i-th of the most frequent values with its count, or ""
// if there is none, or it is one of many that occur once.
func topValue(c *profile.Column, i int) string {
	if i >= len(c.Top) || c.Top[i].Count == 1 && c.Distinct > topLines {
		return ""
	}
	return fmt.Sprintf("%s (%s)", clean(c.Top[i].Value), countCell(estimate(!c.TopExact), c.Top[i].Count).full())
}

// odds are counts of odd values.
var odds = []struct {
	title string
	count func(*profile.Column) *int64
}{
	{"n_nan", func(c *profile.Column) *int64 { return c.NNaN }},
	{"n_inf", func(c *profile.Column) *int64 { return c.NInf }},
	{"n_invalid", func(c *profile.Column) *int64 { return &c.Invalid }},
	{"n_mismatched", func(c *profile.Column) *int64 { return &c.NMismatched }},
}

func oddCell(count func(*profile.Column) *int64) func(*profile.Column) cell {
	return func(c *profile.Column) cell {
		n := count(c)
		if n == nil {
			return cell{}
		}
		return countCell("", *n)
	}
}

// estimatedQuantiles returns the mark of quantiles that are estimates.
func estimatedQuantiles(c *profile.Column) string {
	return estimate(c.QuantilesExact != nil && !*c.QuantilesExact)
}

// estimate returns the mark of a figure that is one.
func estimate(is bool) string {
	if is {
		return "~"
	}
	return ""
}
