package analyze

import (
	"testing"

	"fanout/processors/analyze/profile"
	"fanout/processors/analyze/source"
)

func TestTypesAreDecidedByEveryValue(t *testing.T) {
	for text, want := range map[string]profile.Type{
		"":                             profile.Null,
		"1\n-2\n+3":                    profile.Integer,
		"1\n99999999999999999999":      profile.Integer,
		"1\n2.5":                       profile.Float,
		"1\n1e3":                       profile.Float,
		"1\nNaN":                       profile.Float,
		"inf":                          profile.Float,
		"true\nNO":                     profile.Boolean,
		"true\n1":                      profile.String,
		"2024-01-01":                   profile.Date,
		"2024-01-01\n2024-01-01 10:00": profile.Datetime,
		"2024-01-01\n1":                profile.String,
		"2024-02-30":                   profile.String,
		"1\nx":                         profile.String,
		"1\n007":                       profile.String,
		"1,5":                          profile.String,
		"0x10":                         profile.String,
	} {
		r := analyzeText(t, "v\n"+text+"\n", func(o *Options) { o.Source.Header, o.Source.Delimiter = source.HeaderYes, ';' })
		if got := r.Columns[0].Type; got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

func TestOnlyLeadingZerosMakeAColumnPadded(t *testing.T) {
	for text, want := range map[string]bool{"007\n1": true, "007\nx": false, "7": false, "00.5\n1.5": true, "x": false} {
		r := analyzeText(t, "v\n"+text+"\n", func(o *Options) { o.Source.Header = source.HeaderYes })
		if got := r.Columns[0].ZeroPadded; got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestTimesAreWrittenWithTheirZonesOnly(t *testing.T) {
	for _, c := range []struct{ values, min, max string }{
		{"2020-02-28 23:00\n2020-02-29", "2020-02-28T23:00:00", "2020-02-29T00:00:00"},
		{"2020-02-28 23:00Z\n2020-02-28T23:00:00.5Z", "2020-02-28T23:00:00Z", "2020-02-28T23:00:00.5Z"},
		{"2020-03-29 02:30+02:00\n2020-03-29 01:45+01:00", "2020-03-29T00:30:00Z", "2020-03-29T00:45:00Z"},
	} {
		col := analyzeText(t, "t\n"+c.values+"\n", nil).Columns[0]
		if col.Min.Text != c.min || col.Max.Text != c.max || col.Histogram[0].Lo.Text != c.min || len(col.Hints) > 0 {
			t.Errorf("%q: %s to %s, %v %v", c.values, col.Min.Text, col.Max.Text, col.Histogram[0], col.Hints)
		}
	}
	col := analyzeText(t, "t\n2020-01-01T12:00:00\n2020-01-01T12:00:00+01:00\n2020-01-02\n", nil).Columns[0]
	if col.Min.Text != "2020-01-01T11:00:00Z" || len(col.Hints) != 1 || col.Hints[0].Kind != "zones" || col.Hints[0].Count != 2 || col.Hints[0].Of != 3 {
		t.Errorf("mixed: from %s, %+v", col.Min.Text, col.Hints)
	}
}

// Floats have no room for the nanoseconds of this century.
func TestQuantileOfEqualTimesIsThatTime(t *testing.T) {
	for _, at := range []string{"2024-01-01T00:00:00.123456Z", "1969-12-31T23:59:58.25Z", "0001-01-01T00:00:00.5Z", "1970-01-01T00:00:00.000000001Z", "9999-12-31T23:59:59.9Z"} {
		r := analyzeText(t, "t\n"+at+"\n"+at+"\n"+at+"\n", nil)
		if got := r.Columns[0].Quantiles[0].Value.Text; got != at {
			t.Errorf("the quantile of %s is %s", at, got)
		}
	}
}
