package analyze

import (
	"strings"
	"testing"
)

func TestHeadersAreFoundAmongTheRecords(t *testing.T) {
	for _, tt := range []struct{ text, keep, skip, hint string }{
		{"id,v\n1,2\nid,v\n3,4\n", "3 rows, 0 ragged, 0 bad: id string v string", "2 rows, 0 ragged, 0 bad: id integer 4 v integer 6", "in line 3"},
		{"id,v\r\n1,2\r\n\"id\",\"v\"\r\n3,4\r\n", "3 rows, 0 ragged, 0 bad: id string v string", "2 rows, 0 ragged, 0 bad: id integer 4 v integer 6", "in line 3"},
		{"\"id\",\"v\"\n1,2\n\n\nid,v\n3,4\nid,v", "4 rows, 0 ragged, 0 bad: id string v string", "2 rows, 0 ragged, 0 bad: id integer 4 v integer 6", "in line 5 and one other place"},
		{"id,v\n1,2\n\ufeffid,v\n3,4\n\ufeff\"id\",v\n", "4 rows, 0 ragged, 0 bad: id string v string", "2 rows, 0 ragged, 0 bad: id integer 4 v integer 6", "in line 3 and one other place"},
		{"v\n1\nv\nv\nv\n2\n", "5 rows, 0 ragged, 0 bad: v string", "2 rows, 0 ragged, 0 bad: v integer 3", "in line 3 and 2 other places"},
		{"\"a\"\"b\",v\n1,2\n\"a\"\"b\",v\n3,4\n", "3 rows, 0 ragged, 0 bad: a\"b string v string", "2 rows, 0 ragged, 0 bad: a\"b integer 4 v integer 6", "in line 3"},
		{"a name longer than a word,v\n1,2\na name longer than a word,v\n3,4\na name longer than another,v", "4 rows, 0 ragged, 0 bad: a name longer than a word string v string", "3 rows, 0 ragged, 0 bad: a name longer than a word string v string", "in line 3"},
		{",v\n1,2\n,v\n3,4\n", "3 rows, 0 ragged, 0 bad: column_1 integer 4 v string", "2 rows, 0 ragged, 0 bad: column_1 integer 4 v integer 6", "in line 3"},
		{"mpg,cyl\nMazda,21,6\nFord,20,8\nmpg,cyl\nFiat,19,4\na,1,2\nb,1,2\nc,1,2\nd,1,2\ne,1,2\nf,1,2\n", "10 rows, 1 ragged, 0 bad: row_names string mpg string cyl integer 30", "9 rows, 0 ragged, 0 bad: row_names string mpg integer 66 cyl integer 30", "in line 4"},
		{"id,v\n1,2\nid,w\n3,4\n", "3 rows, 0 ragged, 0 bad: id string v string", "3 rows, 0 ragged, 0 bad: id string v string", ""},
		{"1,2\n3,4\n1,2\n", "3 rows, 0 ragged, 0 bad: column_1 integer 5 column_2 integer 8", "3 rows, 0 ragged, 0 bad: column_1 integer 5 column_2 integer 8", ""},
	} {
		for _, size := range []int{1, 5, 12, 0} {
			for _, policy := range []RepeatedHeaders{KeepHeaders, SkipHeaders} {
				r := analyzeText(t, tt.text, func(o *Options) { o.ChunkSize, o.Repeated, o.Source.Delimiter = size, policy, ',' })
				want, text := tt.keep, tt.hint
				if policy == SkipHeaders {
					want = tt.skip
				}
				if got := shortly(r); got != want {
					t.Errorf("%q, chunks of %d: %s, want %s", tt.text, size, got, want)
				}
				found := ""
				for _, h := range r.Hints {
					if h.Kind == "repeated_headers" {
						found = strings.TrimPrefix(h.Text, "the header is repeated ")
						found = strings.TrimSuffix(found, " and was left out")
					}
				}
				if found != text {
					t.Errorf("%q, chunks of %d: %q, want %q", tt.text, size, found, text)
				}
			}
		}
	}
}

// The second reading must see the records that the first one saw.
func TestHeadersAreSkippedInEveryReading(t *testing.T) {
	text := "v\n" + strings.Repeat("1.5\n2.25\n", 200) + "v\n" + strings.Repeat("3\n", 200)
	r := analyzeText(t, text, func(o *Options) {
		o.ChunkSize, o.Repeated, o.Profile.Exact, o.Profile.MaxDistinct = 50, SkipHeaders, true, 1
	})
	if c := r.Columns[0]; c.Type != "float" || c.Quantiles[1].Value.Text != "2.25" {
		t.Errorf("%+v", c)
	}
}

func TestARepeatedHeaderIsNamedWithItsFile(t *testing.T) {
	a, b := tempFile(t, "x,y\n1,2\n"), tempFile(t, "x,y\n1,2\nx,y\n")
	r := start(t, defaults(a, b), 2)
	if r.err != nil || len(r.reports[0].Hints) != 1 || !strings.HasSuffix(r.reports[0].Hints[0].Text, "repeated in line 3 of "+b) {
		t.Errorf("%v %+v", r.err, r.reports)
	}
}
