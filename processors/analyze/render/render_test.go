package render

import (
	"encoding/csv"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"fanout/processors/analyze/profile"
)

// sample is a report with a column of each kind.
func sample() *profile.Report {
	exact, n := true, int64(3)
	number := func(s string) profile.Scalar { return profile.Scalar{Text: s, Defined: true} }
	return &profile.Report{
		SchemaVersion: profile.SchemaVersion, Files: []string{"a.csv"}, Delimiter: ",", Rows: 1234567,
		Columns: []profile.Column{
			{
				Name: "=cmd|'/c calc'!A1 with a name that is far too long for a table", Type: profile.String, Count: 5,
				Min: number("@SUM"), Max: number("日本語のとても長いテキストです、ほんとうに"), Distinct: 3, DistinctExact: true,
				Top: []profile.TopValue{{Value: "+1", Count: 3}, {Value: "\x1b[31mred\n", Count: 2}},
			},
			{
				Name: "price", Type: profile.Float, Count: 5, Nulls: 1234567, Min: number("-1.5"), Max: number("123456789.123456789"),
				Mean: number("12345.678901"), StdDev: number("0.0000012345"), Distinct: 99999999,
				Quantiles: profile.Quantiles{{Name: "25", Value: number("-1")}, {Name: "50", Value: number("2.5")}}, QuantilesExact: &exact,
				Top: []profile.TopValue{}, NZero: &n, NNegative: &n, NNaN: &n, NInf: &n,
				Histogram: []profile.Bucket{{Lo: number("0"), Hi: number("1"), Count: 1}, {Lo: number("1"), Hi: number("2")}, {Lo: number("2"), Hi: number("3"), Count: 900}},
			},
			{
				Name: "when", Type: profile.Datetime, Count: 1, Min: number("2024-01-02T03:04:05Z"), Max: number("2024-12-31T21:59:59Z"),
				Quantiles: profile.Quantiles{{Name: "25", Value: number("2024-01-02T03:04:05Z")}, {Name: "50", Value: number("2024-01-02T03:04:05Z")}},
			},
		},
	}
}

func rendered(t *testing.T, opt Options, reports ...*profile.Report) string {
	t.Helper()
	var b strings.Builder
	w := New(&b, opt)
	for _, r := range reports {
		if err := w.Write(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTableFitsTheTerminal(t *testing.T) {
	many := sample()
	many.Columns = append(many.Columns, many.Columns...)
	for width := 36; width <= 250; width++ {
		out := rendered(t, Options{Format: "table", Width: width, More: "see elsewhere"}, many)
		lines := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
		for _, l := range lines[1:] {
			if w := stringWidth(l); w > width {
				t.Errorf("width %d: a line of %d:\n%s", width, w, out)
			}
		}
		if l := lines[4]; !strings.HasPrefix(l, "price ") || !strings.Contains(l, "float") {
			t.Errorf("width %d: %s", width, l)
		}
		for _, title := range strings.Fields("name type count nulls n_nan n_inf min p25 p50 max mean stddev histogram distinct top") {
			if !strings.Contains(out, title) {
				t.Errorf("width %d: %s is neither shown nor said to be left out:\n%s", width, title, out)
			}
		}
		if said := strings.Contains(out, "not shown"); width < 100 && !said || width > 150 && said {
			t.Errorf("width %d:\n%s", width, out)
		}
	}
}

// Few columns are drawn upright where their figures do not fit side by side.
func TestUprightTableFitsTheTerminal(t *testing.T) {
	upright := 0
	for width := 40; width <= 200; width++ {
		out := rendered(t, Options{Format: "table", Width: width}, sample())
		if strings.Contains(out, "\ntype ") {
			upright++
			if strings.Contains(out, "not shown") {
				t.Errorf("width %d:\n%s", width, out)
			}
		}
		for l := range strings.Lines(out) {
			if w := stringWidth(strings.TrimSpace(l)); w > width {
				t.Errorf("width %d: a line of %d:\n%s", width, w, out)
			}
		}
	}
	if upright < 50 {
		t.Errorf("%d tables are upright", upright)
	}
}

func TestNoControlCharacterReachesATerminal(t *testing.T) {
	for _, format := range []string{"table", "md"} {
		if out := rendered(t, Options{Format: format}, sample()); strings.ContainsAny(out, "\x1b\r\x07") {
			t.Errorf("%s: %q", format, out)
		}
	}
}

func TestFormulasAreDefused(t *testing.T) {
	out := rendered(t, Options{Format: "csv", Top: 2}, sample())
	records, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if err != nil || len(records) != 4 {
		t.Fatal(err, len(records))
	}
	for i, rec := range records[1:] {
		for k, cell := range rec {
			_, numeric := parseDecimal(cell)
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) && !(numeric && records[i+1][1] != "string") {
				t.Errorf("%s of %s is %q", records[0][k], rec[0], cell)
			}
		}
	}
	lowest := slices.Index(records[0], "min")
	if !strings.HasPrefix(records[1][0], "'=cmd") || records[2][lowest] != "-1.5" {
		t.Errorf("%q, %q", records[1][0], records[2][lowest])
	}
}

// A spreadsheet has a column for each figure of JSON, under the same name.
func TestCSVIsFlat(t *testing.T) {
	opt := Options{Format: "csv", Top: 3, Quantiles: []string{"25", "99.9"}, PerFile: true}
	records, err := csv.NewReader(strings.NewReader(rendered(t, opt, sample(), sample()))).ReadAll()
	if err != nil || len(records) != 1+2*3 {
		t.Fatal(err, len(records))
	}
	var object struct{ Columns []map[string]json.RawMessage }
	if err := json.Unmarshal([]byte(rendered(t, Options{Format: "json"}, sample())), &object); err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{"file": true, "quantiles": true, "top": true, "histogram": true}
	for _, n := range records[0] {
		names[n] = true
	}
	for n := range object.Columns[0] {
		if !names[n] {
			t.Errorf("no column %s", n)
		}
	}
	for _, n := range strings.Fields("file p25 p99.9 top1 top1_count top3 top3_count") {
		if !slices.Contains(records[0], n) {
			t.Errorf("no column %s", n)
		}
	}
	for _, rec := range records[1:] {
		for k, cell := range rec {
			if strings.HasPrefix(cell, "{") || strings.HasPrefix(cell, "[") || strings.HasPrefix(cell, "<") {
				t.Errorf("%s is %s", records[0][k], cell)
			}
		}
	}
}

func TestJSONIsOneObjectOrAList(t *testing.T) {
	var one map[string]any
	if err := json.Unmarshal([]byte(rendered(t, Options{Format: "json"}, sample())), &one); err != nil {
		t.Error(err)
	}
	for n := range 3 {
		reports := []*profile.Report{sample(), sample(), sample()}[:n]
		var list []map[string]any
		if err := json.Unmarshal([]byte(rendered(t, Options{Format: "json", PerFile: true}, reports...)), &list); err != nil || len(list) != n {
			t.Errorf("%d reports: %d, %v", n, len(list), err)
		}
		if out := rendered(t, Options{Format: "jsonl"}, reports...); strings.Count(out, "\n") != n {
			t.Errorf("%d reports: %q", n, out)
		}
	}
}

// The keys are an interface: each is always there.
func TestEveryKeyIsAlwaysThere(t *testing.T) {
	var r struct{ Columns []map[string]json.RawMessage }
	if err := json.Unmarshal([]byte(rendered(t, Options{Format: "jsonl"}, sample())), &r); err != nil {
		t.Fatal(err)
	}
	const keys = "name type count nulls null_percent distinct distinct_exact min max sum mean stddev variance skewness kurtosis " +
		"quantiles quantiles_exact quantiles_error iqr mad mad_error top top_exact mode min_length max_length avg_length n_zero n_negative n_nan n_inf n_invalid n_mismatched " +
		"zero_padded sorted constant unique histogram hints"
	for _, c := range r.Columns {
		for _, k := range strings.Fields(keys) {
			if _, ok := c[k]; !ok {
				t.Errorf("%s: no %s", c["name"], k)
			}
		}
		if len(c) != len(strings.Fields(keys)) {
			t.Errorf("%s: %d keys", c["name"], len(c))
		}
	}
}
