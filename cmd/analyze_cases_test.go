package cmd_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"fanout/cmd"
)

// analyzeCases is the folder of tables of which public reports say that
// programs misread them.
const analyzeCases = "../processors/analyze/testdata/cases"

// An analyzeCase is a table and what is right for it.
type analyzeCase struct {
	file   string
	args   string // besides the file, with blanks between
	status int
	rows   int
	names  string            // with | between; "": not compared
	want   map[string]string // of a column: "COLUMN.KEY", as JSON without quotes
	says   string            // a pattern that a message matches; "": none is looked for
	silent bool              // there is no hint
}

var publicAnalyzeCases = []analyzeCase{
	{file: "H1-year-names.csv", rows: 3, names: "id|country|2019|2020", want: map[string]string{"id.type": "integer", "2019.mean": "3.5"}},
	{file: "H2-yes-no-names.csv", rows: 3, names: "precinct|yes|no", want: map[string]string{"yes.type": "integer", "yes.sum": "425"}},
	{file: "H6-state-year.csv", rows: 3, names: "state|2022"},
	{file: "H7-no-header.csv", rows: 4, want: map[string]string{"column_2.mean": "0.4025"}},
	{file: "H9-header-line-breaks.csv", rows: 2, want: map[string]string{"total\r\namount.mean": "3"}},
	{file: "H10-all-text-no-header.csv", rows: 2, says: "--no-headers"},
	{file: "D1-tsv-extension.tsv", rows: 2, names: "Name, Title|Age", want: map[string]string{"Age.type": "integer", "Age.mean": "45"}},
	{file: "D3-euro-no-header.csv", rows: 3, names: "column_1|column_2", want: map[string]string{"column_1.type": "string"}, says: "--decimal ,"},
	{file: "D3-euro-no-header.csv", args: "--decimal ,", rows: 3, want: map[string]string{"column_1.mean": "3.5", "column_2.max": "6"}},
	{file: "D5-lists-in-semicolon.csv", rows: 3, want: map[string]string{"cost.mean": "54.25"}},
	{file: "D6-one-column-then-semicolon.csv", rows: 2, names: "c0"},
	{file: "D7-prose.csv", rows: 4, names: "notes", want: map[string]string{"notes.max_length": "31"}},
	{file: "D10-ragged-semicolon.csv", rows: 5, want: map[string]string{"column_3.mean": "25"}},
	{file: "D8-sep-line.csv", rows: 3, names: "name|qty|price", want: map[string]string{"qty.mean": "7", "price.mean": "0.7"}, says: "the first line names the delimiter"},
	{file: "P1-preamble.csv", rows: 4, names: "id|amount|city", want: map[string]string{"amount.mean": "25"}, says: "--skip-lines"},
	{file: "P3-comments.csv", rows: 2, names: "id|v", want: map[string]string{"v.mean": "3"}, says: "--comment"},
	{file: "P4-total-row.csv", rows: 4, want: map[string]string{"sales.sum": "1200"}},
	{file: "P5-repeated-header.csv", rows: 5, says: "header.*line 4.*--repeated-headers skip"},
	{file: "P5-repeated-header.csv", args: "--repeated-headers skip", rows: 4, want: map[string]string{"id.type": "integer", "v.mean": "3.75"}},
	{file: "P7-blank-lines.csv", rows: 3},
	{file: "P8-blank-is-null.csv", rows: 3, says: "2 blank lines"},
	{file: "R1-data-trailing-comma.csv", rows: 3, want: map[string]string{"A.mean": "2", "C.mean": "8"}},
	{file: "R2-all-trailing.csv", rows: 2, want: map[string]string{"A.mean": "2.5", "C.mean": "4.5"}},
	{file: "R3-rownames.csv", rows: 3, want: map[string]string{"mpg.mean": "21.733333333333334", "cyl.mean": "5.333333333333333"}},
	{file: "Q1-backslash.csv", rows: 3, says: `--escape '\\'`},
	{file: "Q1-backslash.csv", args: `--escape \`, rows: 3, want: map[string]string{"n.type": "integer", "n.mean": "6", "quote.nulls": "1"}},
	{file: "Q3-unclosed.csv", rows: 2, says: ":3: this quote is never closed"},
	{file: "Q4-single-quotes.csv", args: "--quote '", rows: 2, want: map[string]string{"n.mean": "5.5"}},
	{file: "Q4-single-quotes.csv", rows: 2, says: "--quote"},
	{file: "Q5-json-cells.csv", rows: 2, want: map[string]string{"payload.max_length": "20"}, silent: true},
	{file: "Q7-whole-lines-quoted.csv", rows: 2, says: "line.* quoted"},
	{file: "N1-inf-in-table.csv", rows: 6, want: map[string]string{"x.n_nan": "1", "x.n_inf": "2"}},
	{file: "N3-thousands.csv", rows: 3, says: "n is .*thousands.*--thousands ,"},
	{file: "N3-thousands.csv", args: "--thousands ,", rows: 3, want: map[string]string{"n.sum": "14207"}},
	{file: "N5-blank-cells.csv", rows: 3, says: "--null-values ' '"},
	{file: "N5-blank-cells.csv", args: "--null-values <blank>", rows: 3, want: map[string]string{"b.nulls": "1", "b.mean": "6"}},
	{file: "N8-NA.csv", rows: 3, says: "--null-values NA"},
	{file: "N8-NA.csv", args: "--null-values NA", rows: 3, want: map[string]string{"x.mean": "2"}},
	{file: "N9-big-integers.csv", rows: 5, want: map[string]string{"x.sum": "123456789040033809410308377297"}},
	{file: "N11-offset-variance.csv", rows: 4, want: map[string]string{"x.variance": "0.00003"}},
	{file: "N12-quantile-last-digit.csv", rows: 4, want: map[string]string{"x.quantiles.75": "24.1275"}, silent: true},
	{file: "N16-scientific.csv", rows: 3, want: map[string]string{"sales.quantiles.25": "17901233.5"}, silent: true},
	{file: "N18-naive-times.csv", rows: 2, want: map[string]string{"t.min": "2020-02-28T23:00:00"}, silent: true},
	{file: "N20-bad-dates.csv", rows: 2, want: map[string]string{"d.type": "string", "t.type": "string"}},
	{file: "N21-plus-zero-padded.csv", rows: 2, want: map[string]string{"zip.type": "string", "zip.zero_padded": "true"}},
	{file: "N22-exponent-bomb.csv"},
	{file: "N23-trailing-blanks.csv", rows: 4, want: map[string]string{"v.distinct": "4"}},
	{file: "N24-pg-booleans.csv", rows: 3, says: "--true-values t --false-values f"},
	{file: "N24-pg-booleans.csv", args: "--true-values t --false-values f", rows: 3, want: map[string]string{"active.type": "boolean"}},
	{file: "N25-moments-definition.csv", rows: 5, want: map[string]string{"x.stddev": "3.5355339059327378"}},
	{file: "E1-one-bad-byte.csv", want: map[string]string{"name.max_length": "6"}, says: "1 value of name is not valid utf-8, the first in line 3"},
	{file: "E5-utf16-no-bom.csv"},
	{file: "E7-nul.csv", rows: 2},
	{file: "E8-gzip-padding.csv.gz", rows: 3},
	{file: "E10-gzip-members.csv.gz", rows: 3},
	{file: "E11-json.json", status: 3, says: "not a CSV file but JSON"},
	{file: "E13-parquet.csv", status: 3, says: "Parquet"},
	{file: "E15-emoji-length.csv", rows: 3, want: map[string]string{"t.max_length": "2", "t.min_length": "1"}},
}

func TestTablesOfPublicReportsAreReadRight(t *testing.T) {
	for _, c := range publicAnalyzeCases {
		t.Run(strings.TrimSpace(c.file+" "+c.args), func(t *testing.T) { c.check(t) })
	}
}

func (c analyzeCase) check(t *testing.T) {
	t.Helper()
	args := []string{"analyze", filepath.Join(analyzeCases, c.file), "--format", "json"}
	for _, a := range strings.Fields(c.args) {
		args = append(args, strings.ReplaceAll(a, "<blank>", " "))
	}
	var out, messages bytes.Buffer
	sys := cmd.IO{In: strings.NewReader(""), Out: &out, Err: &messages, Getenv: os.Getenv}
	if status := cmd.Main(context.Background(), args, sys); status != c.status {
		t.Fatalf("status %d, want %d: %s", status, c.status, messages.String())
	}
	if c.says != "" && !regexp.MustCompile(c.says).MatchString(messages.String()) {
		t.Errorf("no message like %q:\n%s", c.says, messages.String())
	}
	if c.status != 0 {
		return
	}
	var report struct {
		Rows    int
		Hints   []any
		Columns []map[string]json.RawMessage
	}
	if err := json.Unmarshal(out.Bytes(), &report); err != nil {
		t.Fatal(err)
	}
	if c.rows > 0 && report.Rows != c.rows {
		t.Errorf("%d rows, want %d", report.Rows, c.rows)
	}
	var names []string
	got := map[string]string{}
	for _, column := range report.Columns {
		name := unquoted(column["name"])
		names = append(names, name)
		if hints := column["hints"]; c.silent && hints != nil && string(hints) != "[]" {
			t.Errorf("%s: hints %s", name, column["hints"])
		}
		flatten(got, name, column)
	}
	if joined := strings.Join(names, "|"); c.names != "" && joined != c.names {
		t.Errorf("names %s, want %s", joined, c.names)
	}
	for key, want := range c.want {
		if got[key] != want {
			t.Errorf("%s is %s, want %s", key, got[key], want)
		}
	}
	if c.silent && len(report.Hints) > 0 {
		t.Errorf("hints %v", report.Hints)
	}
}

// flatten adds the values of an object to got, by names with dots.
func flatten(got map[string]string, name string, object map[string]json.RawMessage) {
	for key, value := range object {
		var inner map[string]json.RawMessage
		if json.Unmarshal(value, &inner) == nil && inner != nil {
			flatten(got, name+"."+key, inner)
			continue
		}
		got[fmt.Sprintf("%s.%s", name, key)] = unquoted(value)
	}
}

// unquoted returns a JSON value, a string without its quotes.
func unquoted(value json.RawMessage) string {
	var text string
	if json.Unmarshal(value, &text) == nil {
		return text
	}
	return string(value)
}
