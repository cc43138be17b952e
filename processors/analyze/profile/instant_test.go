package profile

import (
	"testing"

	"fanout/processors/analyze/number"
)

func TestInstantsAreWrittenInISO8601(t *testing.T) {
	p := number.Plain
	for text, want := range map[string]string{
		"1969-12-31T23:59:59.25Z":   "1969-12-31T23:59:59.25Z",
		"2024-02-29 12:00+02:00":    "2024-02-29T10:00:00Z",
		"0001-01-01":                "0001-01-01",
		"9999-12-31":                "9999-12-31",
		"1500-01-01T00:00:00.5":     "1500-01-01T00:00:00.5",
		"2024-01-01T00:00:00":       "2024-01-01",
		"2024-01-01T00:00:00.0001Z": "2024-01-01T00:00:00.0001Z",
	} {
		v, class := p.Parse([]byte(text))
		if got := instantOf(v, class).format(timeStyle{dates: true, zoned: class == number.ZonedTime}); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}
