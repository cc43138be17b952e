package analyze

import (
	"testing"
	"unicode/utf8"

	"fanout/processors/analyze/number"
)

func TestCharactersAreCounted(t *testing.T) {
	for _, s := range []string{
		"", "a", "12345678", "123456789", "é", "straße", "données données", "日本語のテキスト", "🙂🙂🙂", "a🙂b日cé",
		"\xff", "abcdefgh\xc3", "é\x80", "\xf0\x9f\x99",
	} {
		var st stats
		st.addLength([]byte(s), 2)
		valid := utf8.ValidString(s)
		if st.lengths.sum != 2*uint64(utf8.RuneCountInString(s)) || (st.invalid == 0) != valid {
			t.Errorf("%q: length %d, invalid %d", s, st.lengths.sum/2, st.invalid)
		}
	}
}

func TestTypesAreDecidedByEveryValue(t *testing.T) {
	for text, want := range map[string]Type{
		"":                             Null,
		"1\n-2\n+3":                    Integer,
		"1\n99999999999999999999":      Integer,
		"1\n2.5":                       Float,
		"1\n1e3":                       Float,
		"1\nNaN":                       Float,
		"inf":                          Float,
		"true\nNO":                     Boolean,
		"true\n1":                      String,
		"2024-01-01":                   Date,
		"2024-01-01\n2024-01-01 10:00": Datetime,
		"2024-01-01\n1":                String,
		"2024-02-30":                   String,
		"1\nx":                         String,
		"1\n007":                       String,
		"1,5":                          String,
		"0x10":                         String,
	} {
		r := analyzeText(t, "v\n"+text+"\n", func(o *Options) { o.Header, o.Delimiter = HeaderYes, ';' })
		if got := r.Columns[0].Type; got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

func TestOnlyLeadingZerosMakeAColumnPadded(t *testing.T) {
	for text, want := range map[string]bool{"007\n1": true, "007\nx": false, "7": false, "00.5\n1.5": true, "x": false} {
		r := analyzeText(t, "v\n"+text+"\n", func(o *Options) { o.Header = HeaderYes })
		if got := r.Columns[0].ZeroPadded; got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestInstantsAreWrittenInISO8601(t *testing.T) {
	p := number.NewParser(nil)
	for text, want := range map[string]string{
		"1969-12-31T23:59:59.25Z":   "1969-12-31T23:59:59.25Z",
		"2024-02-29 12:00+02:00":    "2024-02-29T10:00:00Z",
		"0001-01-01":                "0001-01-01",
		"9999-12-31":                "9999-12-31",
		"1500-01-01T00:00:00.5":     "1500-01-01T00:00:00.5Z",
		"2024-01-01T00:00:00":       "2024-01-01",
		"2024-01-01T00:00:00.0001Z": "2024-01-01T00:00:00.0001Z",
	} {
		v, class := p.Parse([]byte(text))
		if got := instantOf(v, class).format(true); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

// Quantiles are floats, which have no room for the nanoseconds of this century.
func TestQuantileOfEqualTimesIsThatTime(t *testing.T) {
	for _, at := range []string{"2024-01-01T00:00:00.123456Z", "1969-12-31T23:59:58.25Z", "0001-01-01T00:00:00.5Z", "1970-01-01T00:00:00.000000001Z", "9999-12-31T23:59:59.9Z"} {
		r := analyzeText(t, "t\n"+at+"\n"+at+"\n"+at+"\n", nil)
		if got := r.Columns[0].Quantiles[0].Value.Text; got != at {
			t.Errorf("the quantile of %s is %s", at, got)
		}
	}
}
