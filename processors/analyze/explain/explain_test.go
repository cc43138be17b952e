package explain

import (
	"strings"
	"testing"

	"fanout/processors/analyze/number"
)

// column explains a column of values, which are separated by blanks in text; _
// stands for a blank in them.
func column(t *testing.T, base number.Options, values ...string) (Finding, bool) {
	t.Helper()
	p, err := number.NewParser(base)
	if err != nil {
		t.Fatal(err)
	}
	c := NewCounter(NewTrials(&base))
	facts := Facts{Name: "name"}
	for _, v := range values {
		value, class := p.Parse([]byte(v))
		facts.Counts[class]++
		if v == "0" || v == "1" {
			facts.ZerosAndOnes++
		}
		if class == number.Float && value.Scale == 3 && value.Mant >= 1000 && value.Mant < 1_000_000 {
			facts.PointGroups++
		}
		if class == number.Text {
			c.Add([]byte(v), 1)
		}
	}
	return c.Explain(facts)
}

// flags writes the settings of a finding as NAME=VALUE.
func flags(f Finding) string {
	var words []string
	for _, s := range f.Hint.Settings {
		words = append(words, s.Name+"="+s.Value)
	}
	return strings.Join(words, " ")
}

func TestColumnsAreExplained(t *testing.T) {
	for _, test := range []struct {
		values, text, flags, typ string
	}{
		{"1|2|NA", "2 of 3 values are integers, 1 is NA", "Nulls=NA", "integer"},
		{"1.5|2|n/a|N/A|-", "2 of 5 values are numbers, 3 are -, N/A or n/a", "Nulls=-,N/A,n/a", "float"},
		{"2024-01-01|0000-00-00", "1 of 2 values is a date, 1 is 0000-00-00", "Nulls=0000-00-00", "date"},
		{"yes|no|unknown", "2 of 3 values are words for true and false, 1 is unknown", "Nulls=unknown", "boolean"},
		{"1|2|name|name", "2 of 4 values are integers, 2 are the name of the column", "Nulls=name", "integer"},
		{"1|2|suppressed", "2 of 3 values are integers, 1 is suppressed", "Nulls=suppressed", "integer"},
		{"1|2|3|oops", "3 of 4 values are integers, 1 is oops", "Nulls=oops", "integer"},
		{"#DIV/0!|1|#N/A", "1 of 3 values is an integer, 2 are #DIV/0! or #N/A", "Nulls=#DIV/0!,#N/A", "integer"},
	} {
		f, ok := column(t, number.Options{}, strings.Split(test.values, "|")...)
		if !ok || f.Hint.Text != test.text || flags(f) != test.flags || f.Type != test.typ {
			t.Errorf("%s: %v %q %q %q, want %q %q %q", test.values, ok, f.Hint.Text, flags(f), f.Type, test.text, test.flags, test.typ)
		}
	}
}

func TestTextIsText(t *testing.T) {
	for _, values := range []string{
		"ann|bob|NA", "12 apples|3 pears|4 figs", "a|b|c|-", "s|m|l|x", "1|a|b|c", "192.168.1.1|10.0.0.1",
		"+49 30 123|+49 40 1234", "A1|A2|B3", "1a|2b|3c", "yes|no|maybe", "m|f", "y|y|y", "NA", "1|yes|2020-01-01",
		"a,b|1", "007|008", "Q1|Q2|Q3|Q4", "12:30|13:45",
	} {
		if f, ok := column(t, number.Options{}, strings.Split(values, "|")...); ok {
			t.Errorf("%s: explained as %q", values, f.Hint.Text)
		}
	}
}
