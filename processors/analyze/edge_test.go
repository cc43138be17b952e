package analyze

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"fanout/processors/analyze/profile"
)

// brief sums a report up in one line for each column: name, type, count,
// nulls, min, max, and the sum of numbers.
func brief(r *profile.Report) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%q %d rows, %d bad, %d ragged\n", r.Delimiter, r.Rows, r.BadRows, r.RaggedRows)
	for _, c := range r.Columns {
		fmt.Fprintf(&b, "%s %s %d+%d", c.Name, c.Type, c.Count, c.Nulls)
		if c.Min.Defined {
			lo, hi := c.Min.Text, c.Max.Text
			if len(lo) > 40 {
				lo = fmt.Sprintf("%d bytes", len(lo))
			}
			if len(hi) > 40 {
				hi = fmt.Sprintf("%d bytes", len(hi))
			}
			fmt.Fprintf(&b, " %q..%q", lo, hi)
		}
		if c.Sum.Defined {
			fmt.Fprintf(&b, " sum %s", c.Sum.Text)
		}
		if c.ZeroPadded {
			b.WriteString(" padded")
		}
		if c.NNaN != nil && *c.NNaN+*c.NInf > 0 {
			fmt.Fprintf(&b, " nan %d inf %d", *c.NNaN, *c.NInf)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func checkBrief(t *testing.T, name string, change func(*Options), want string) *profile.Report {
	t.Helper()
	r, _ := analyzeFile(t, name, change)
	want = strings.TrimLeft(strings.ReplaceAll(want, "\t", ""), "\n")
	if got := brief(r); got != want {
		t.Errorf("%s:\n%swant\n%s", filepath.Base(name), got, want)
	}
	return r
}

// Each file has one trap, which other programs fall into.
func TestEdgeFiles(t *testing.T) {
	dir := shared(t, "csv/edge")
	for name, want := range map[string]string{
		"bom.csv":     "\",\" 2 rows, 0 bad, 0 ragged\nid integer 2+0 \"1\"..\"2\" sum 3\nv integer 2+0 \"2\"..\"3\" sum 5\n",
		"bom.csv.gz":  "\",\" 2 rows, 0 bad, 0 ragged\nid integer 2+0 \"1\"..\"2\" sum 3\nv integer 2+0 \"2\"..\"3\" sum 5\n",
		"bom.csv.zst": "\",\" 2 rows, 0 bad, 0 ragged\nid integer 2+0 \"1\"..\"2\" sum 3\nv integer 2+0 \"2\"..\"3\" sum 5\n",
		"bool.csv":    "\"\" 3 rows, 0 bad, 0 ragged\nb boolean 3+0 \"false\"..\"true\"\n",
		"cr_only.csv": "\",\" 2 rows, 0 bad, 0 ragged\na integer 2+0 \"1\"..\"3\" sum 4\nb integer 2+0 \"2\"..\"4\" sum 6\n",
		"crlf_embedded.csv": "\",\" 2 rows, 0 bad, 0 ragged\na integer 2+0 \"1\"..\"2\" sum 3\n" +
			"b string 2+0 \"q\\\"z\"..\"x\\r\\ny\"\n",
		"dates.csv": "\",\" 2 rows, 0 bad, 0 ragged\nd date 2+0 \"2024-01-02\"..\"2024-12-31\"\n" +
			"t datetime 2+0 \"2024-01-02T03:04:05Z\"..\"2024-12-31T21:59:59Z\"\ne string 2+0 \"01/02/2024\"..\"12/31/2024\"\n",
		"dup.csv": "\",\" 2 rows, 0 bad, 0 ragged\na integer 2+0 \"1\"..\"4\" sum 5\na_2 integer 2+0 \"2\"..\"5\" sum 7\n" +
			"a_3 integer 2+0 \"3\"..\"6\" sum 9\n",
		"empty.csv":       "\",\" 0 rows, 0 bad, 0 ragged\n",
		"header_only.csv": "\",\" 0 rows, 0 bad, 0 ragged\na null 0+0\nb null 0+0\n",
		"huge.csv": "\"\" 3 rows, 0 bad, 0 ragged\nh integer 3+0 \"9223372036854775807\"..\"123456789012345678901234567890\" " +
			"sum 123456789030792422974944119505\n",
		"late_text.csv": "\",\" 300001 rows, 0 bad, 0 ragged\na string 300001+0 \"0\"..\"abc\"\n" +
			"b integer 300001+0 \"0\"..\"599998\" sum 89999700001\n",
		"latin1.csv":       "\",\" 2 rows, 0 bad, 0 ragged\nid integer 2+0 \"1\"..\"2\" sum 3\nname string 2+0 \"café\"..\"naïve\"\n",
		"leadzero.csv":     "\"\" 3 rows, 0 bad, 0 ragged\nzip string 3+0 \"00501\"..\"90210\" padded\n",
		"longfield.csv":    "\",\" 2 rows, 0 bad, 0 ragged\na integer 2+0 \"1\"..\"2\" sum 3\nb string 2+0 \"1003 bytes\"..\"y\"\n",
		"nohdr.csv":        "\",\" 3 rows, 0 bad, 0 ragged\ncolumn_1 integer 3+0 \"1\"..\"5\" sum 9\ncolumn_2 integer 3+0 \"2\"..\"6\" sum 12\ncolumn_3 string 3+0 \"x\"..\"z\"\n",
		"pipe.csv":         "\"|\" 2 rows, 0 bad, 0 ragged\na integer 2+0 \"1\"..\"3\" sum 4\nb integer 2+0 \"2\"..\"4\" sum 6\n",
		"quoted_empty.csv": "\",\" 3 rows, 0 bad, 0 ragged\na integer 3+0 \"1\"..\"3\" sum 6\nb string 1+2 \"x\"..\"x\"\n",
		"ragged.csv":       "\",\" 4 rows, 0 bad, 2 ragged\na integer 4+0 \"1\"..\"10\" sum 21\nb integer 4+0 \"2\"..\"11\" sum 25\nc integer 3+1 \"3\"..\"12\" sum 23\n",
		"semicolon_locale.csv": "\";\" 3 rows, 0 bad, 0 ragged\na string 3+0 \"1,5\"..\"2,25\"\n" +
			"b string 3+0 \"x\"..\"z\"\n",
		"stray_quote.csv":  "\",\" 3 rows, 0 bad, 0 ragged\na integer 3+0 \"1\"..\"3\" sum 6\nb string 3+0 \"5\\\" pipe\"..\"ok\"\n",
		"tab.csv":          "\"\\t\" 2 rows, 0 bad, 0 ragged\na integer 2+0 \"1\"..\"3\" sum 4\nb integer 2+0 \"2\"..\"4\" sum 6\n",
		"thousands.csv":    "\"\" 3 rows, 0 bad, 0 ragged\nn string 3+0 \"1,234\"..\"5,678\"\n",
		"tokens.csv":       "\",\" 6 rows, 0 bad, 0 ragged\nv float 5+1 \"1.5\"..\"2.5\" sum 4 nan 1 inf 2\nw string 5+1 \"-\"..\"null\"\n",
		"unterminated.csv": "\",\" 1 rows, 0 bad, 0 ragged\na integer 1+0 \"1\"..\"1\" sum 1\nb string 1+0 \"unterminated\\n2,ok\\n3,x\\n\"..\"unterminated\\n2,ok\\n3,x\\n\"\n",
		"utf16.csv":        "\",\" 2 rows, 0 bad, 0 ragged\nid integer 2+0 \"1\"..\"2\" sum 3\nname string 2+0 \"café\"..\"x\"\n",
	} {
		t.Run(name, func(t *testing.T) { checkBrief(t, filepath.Join(dir, name), nil, want) })
	}
	names, _ := filepath.Glob(filepath.Join(dir, "*"))
	if len(names) != 26 {
		t.Errorf("there are %d files: is there a test for each?", len(names))
	}
}

// The files of csv-spectrum, with what their JSON says.
func TestSpectrumFiles(t *testing.T) {
	dir := shared(t, "csv/spectrum/csvs")
	for name, want := range map[string]string{
		"comma_in_quotes.csv": "\",\" 1 rows, 0 bad, 0 ragged\nfirst string 1+0 \"John\"..\"John\"\nlast string 1+0 \"Doe\"..\"Doe\"\naddress string 1+0 \"120 any st.\"..\"120 any st.\"\ncity string 1+0 \"Anytown, WW\"..\"Anytown, WW\"\nzip string 1+0 \"08123\"..\"08123\" padded\n",
		"empty.csv":           "\",\" 2 rows, 0 bad, 0 ragged\na integer 2+0 \"1\"..\"2\" sum 3\nb integer 1+1 \"3\"..\"3\" sum 3\nc integer 1+1 \"4\"..\"4\" sum 4\n",
		"empty_crlf.csv":      "\",\" 2 rows, 0 bad, 0 ragged\na integer 2+0 \"1\"..\"2\" sum 3\nb integer 1+1 \"3\"..\"3\" sum 3\nc integer 1+1 \"4\"..\"4\" sum 4\n",
		"escaped_quotes.csv":  "\",\" 2 rows, 0 bad, 0 ragged\na integer 2+0 \"1\"..\"3\" sum 4\nb string 2+0 \"4\"..\"ha \\\"ha\\\" ha\"\n",
		"json.csv":            "\",\" 1 rows, 0 bad, 0 ragged\nkey integer 1+0 \"1\"..\"1\" sum 1\nval string 1+0 \"46 bytes\"..\"46 bytes\"\n",
		"location_coordinates.csv": "\",\" 1 rows, 0 bad, 0 ragged\nContact Phone Number integer 1+0 \"2095257564\"..\"2095257564\" sum 2095257564\n" +
			"Location Coordinates string 1+0 \"37\ufffd36'37.8\\\"N 121\ufffd2'17.9\\\"W\"..\"37\ufffd36'37.8\\\"N 121\ufffd2'17.9\\\"W\"\n" +
			"Cities string 1+0 \"Modesto\"..\"Modesto\"\nCounties string 1+0 \"Stanislaus\"..\"Stanislaus\"\n",
		"newlines_crlf.csv":       "\",\" 3 rows, 0 bad, 0 ragged\na string 3+0 \"1\"..\"Once upon \\na time\"\nb integer 3+0 \"2\"..\"8\" sum 15\nc integer 3+0 \"3\"..\"9\" sum 18\n",
		"quotes_and_newlines.csv": "\",\" 2 rows, 0 bad, 0 ragged\na integer 2+0 \"1\"..\"3\" sum 4\nb string 2+0 \"4\"..\"ha \\n\\\"ha\\\" \\nha\"\n",
		"newlines.csv":            "\",\" 3 rows, 0 bad, 0 ragged\na string 3+0 \"1\"..\"Once upon \\na time\"\nb integer 3+0 \"2\"..\"8\" sum 15\nc integer 3+0 \"3\"..\"9\" sum 18\n",
		"simple.csv":              "\",\" 1 rows, 0 bad, 0 ragged\na integer 1+0 \"1\"..\"1\" sum 1\nb integer 1+0 \"2\"..\"2\" sum 2\nc integer 1+0 \"3\"..\"3\" sum 3\n",
		"simple_crlf.csv":         "\",\" 1 rows, 0 bad, 0 ragged\na integer 1+0 \"1\"..\"1\" sum 1\nb integer 1+0 \"2\"..\"2\" sum 2\nc integer 1+0 \"3\"..\"3\" sum 3\n",
		"utf8.csv":                "\",\" 2 rows, 0 bad, 0 ragged\na integer 2+0 \"1\"..\"4\" sum 5\nb integer 2+0 \"2\"..\"5\" sum 7\nc string 2+0 \"3\"..\"ʤ\"\n",
	} {
		t.Run(name, func(t *testing.T) { checkBrief(t, filepath.Join(dir, name), nil, want) })
	}
}
