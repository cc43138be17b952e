package render

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"fanout/processors/analyze/profile"
)

// A csvWriter writes one row for each column. Texts that a spreadsheet would
// take for a formula get an apostrophe in front.
type csvWriter struct {
	w       *csv.Writer
	perFile bool
	begun   bool
}

func newCSVWriter(w io.Writer, perFile bool) *csvWriter {
	return &csvWriter{w: csv.NewWriter(w), perFile: perFile}
}

// Write writes the rows of r, the first time with a header.
func (c *csvWriter) Write(r *profile.Report) error {
	for i := range r.Columns {
		names, values, err := csvRow(&r.Columns[i])
		if err != nil {
			return err
		}
		if c.perFile {
			names = append([]string{"file"}, names...)
			values = append([]string{defuse(strings.Join(r.Files, ", "))}, values...)
		}
		if !c.begun {
			c.begun = true
			if err := c.w.Write(names); err != nil {
				return err
			}
		}
		if err := c.w.Write(values); err != nil {
			return err
		}
	}
	c.w.Flush()
	return c.w.Error()
}

func (c *csvWriter) Close() error {
	c.w.Flush()
	return c.w.Error()
}

// csvRow returns a column's figures and their names. The names depend only on
// the quantiles asked for.
func csvRow(c *profile.Column) (names, values []string, err error) {
	add := func(name, value string) {
		names, values = append(names, name), append(values, value)
	}
	integer := func(n int64) string { return strconv.FormatInt(n, 10) }
	optional := func(n *int64) string {
		if n == nil {
			return ""
		}
		return integer(*n)
	}
	scalar := func(name string, s profile.Scalar) {
		if c.Type == profile.String {
			add(name, defuse(s.Text))
		} else {
			add(name, s.Text)
		}
	}
	list := func(name string, v any) {
		text, e := profile.Marshal(v)
		if e != nil {
			err = e
		}
		add(name, string(text))
	}
	add("name", defuse(c.Name))
	add("type", string(c.Type))
	add("count", integer(c.Count))
	add("nulls", integer(c.Nulls))
	scalar("min", c.Min)
	scalar("max", c.Max)
	for _, s := range []struct {
		name string
		s    profile.Scalar
	}{
		{"sum", c.Sum}, {"mean", c.Mean}, {"stddev", c.StdDev}, {"variance", c.Variance},
		{"skewness", c.Skewness}, {"kurtosis", c.Kurtosis},
	} {
		add(s.name, s.s.Text)
	}
	add("distinct", integer(c.Distinct))
	add("distinct_exact", strconv.FormatBool(c.DistinctExact))
	list("quantiles", c.Quantiles)
	exact := ""
	if c.QuantilesExact != nil {
		exact = strconv.FormatBool(*c.QuantilesExact)
	}
	add("quantiles_exact", exact)
	add("quantiles_error", c.QuantilesError.Text)
	list("top", c.Top)
	add("top_exact", strconv.FormatBool(c.TopExact))
	add("min_length", c.MinLength.Text)
	add("max_length", c.MaxLength.Text)
	add("avg_length", c.AvgLength.Text)
	add("n_zero", optional(c.NZero))
	add("n_negative", optional(c.NNegative))
	add("n_nan", optional(c.NNaN))
	add("n_inf", optional(c.NInf))
	add("zero_padded", strconv.FormatBool(c.ZeroPadded))
	list("histogram", c.Histogram)
	return names, values, err
}

// defuse keeps a text from being taken for a formula (OWASP, CSV injection).
func defuse(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r\n", rune(text[0])) {
		return "'" + text
	}
	return text
}
