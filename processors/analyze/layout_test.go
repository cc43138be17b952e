package analyze

import (
	"fmt"
	"strings"
	"testing"

	"fanout/processors/analyze/profile"
)

// shortly says what a report has of rows and of the sums of its columns.
func shortly(r *profile.Report) string {
	text := fmt.Sprintf("%d rows, %d ragged, %d bad:", r.Rows, r.RaggedRows, r.BadRows)
	for _, c := range r.Columns {
		text += fmt.Sprintf(" %s %s", c.Name, c.Type)
		if c.Sum.Defined {
			text += " " + c.Sum.Text
		}
	}
	return text
}

func TestNamesBelongToTheirColumns(t *testing.T) {
	long := strings.Repeat("x,1,\n", 150)
	for _, tt := range []struct{ text, want string }{
		{"\"mpg\",\"cyl\"\n\"Mazda\",21,6\n\"Datsun\",22.8,4\n", "2 rows, 0 ragged, 0 bad: row_names string mpg float 43.8 cyl integer 10"},
		{"mpg cyl\nMazda 21 6\nDatsun 22.8 4\n", "2 rows, 0 ragged, 0 bad: row_names string mpg float 43.8 cyl integer 10"},
		{"\"\",\"mpg\"\n\"Mazda\",21\n\"Datsun\",22.8\n", "2 rows, 0 ragged, 0 bad: column_1 string mpg float 43.8"},
		{",a,b\n0,1,2\n1,3,4\n", "2 rows, 0 ragged, 0 bad: column_1 integer 1 a integer 4 b integer 6"},
		{"row_names,\nr,1,2\ns,3,4\n", "2 rows, 0 ragged, 0 bad: row_names_2 string row_names integer 4 column_3 integer 6"},
		{"A,B,C\n1,4,7,\n2,5,8,\n3,6,9,\n", "3 rows, 0 ragged, 0 bad: A integer 6 B integer 15 C integer 24"},
		{"A,B,C\r\n1,4,7,\r\n2,5,8,\r\n3,6,9", "3 rows, 0 ragged, 0 bad: A integer 6 B integer 15 C integer 24"},
		{"A|B|C|\n1|2|3|\n4|5|6|\n", "2 rows, 0 ragged, 0 bad: A integer 5 B integer 7 C integer 9 column_4 null"},
		{"A,B,C,\n1,2,3\n4,5,6\n7,8,9,\n", "3 rows, 0 ragged, 0 bad: A integer 12 B integer 15 C integer 18"},
		{"A,B,C,\n1,2,3\n4,5,6\n7,8,9\n", "3 rows, 0 ragged, 0 bad: A integer 12 B integer 15 C integer 18"},
		{"a,b\n1,2\n3,4,5\n6,7\n", "3 rows, 1 ragged, 0 bad: a integer 10 b integer 13"},
		{"place,n\nOslo, Norway,1\nRome, Italy,2\n", "2 rows, 2 ragged, 0 bad: place string n string"},
		{"a,b\n" + long + "1,2,3\n", "151 rows, 1 ragged, 0 bad: a string b integer 152"},
	} {
		for _, size := range []int{1, 7, 0} {
			change := func(o *Options) { o.ChunkSize = size }
			if strings.HasPrefix(tt.text, "mpg cyl") {
				change = func(o *Options) { o.ChunkSize, o.Source.Delimiter = size, ' ' }
			}
			if got := shortly(analyzeText(t, tt.text, change)); got != tt.want {
				t.Errorf("%.60q, chunks of %d: %s, want %s", tt.text, size, got, tt.want)
			}
		}
	}
}

// What the head of a file has shown is no law for the rest, which is counted.
func TestLaterRecordsOfAnotherLayoutAreRagged(t *testing.T) {
	var text strings.Builder
	text.WriteString("a,b\n")
	for i := range 500 {
		fmt.Fprintf(&text, "r%d,1,2\n", i)
	}
	text.WriteString("1,2\n" + "r,1,2,3\n")
	for _, size := range []int{5, 100, 0} {
		got := shortly(analyzeText(t, text.String(), func(o *Options) { o.ChunkSize = size }))
		if want := "502 rows, 2 ragged, 0 bad: row_names string a integer 503 b integer 1002"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
		got = shortly(analyzeText(t, text.String(), func(o *Options) { o.ChunkSize, o.BadRows = size, Skip }))
		if want := "500 rows, 0 ragged, 2 bad: row_names string a integer 500 b integer 1000"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestFilesWithAndWithoutRowNamesAreNotOneDataset(t *testing.T) {
	names, plain := tempFile(t, "a,b\nx,1,2\ny,3,4\n"), tempFile(t, "a,b\n1,2\n3,4\n")
	if r := start(t, defaults(names, plain), 2); r.err == nil || !strings.Contains(r.err.Error(), "only one of them has row names") {
		t.Errorf("%v", r.err)
	}
	if r := start(t, defaults(tempFile(t, "a,b\n"), names), 2); r.err != nil || r.reports[0].Columns[0].Name != "row_names" {
		t.Errorf("%v", r.err)
	}
}
