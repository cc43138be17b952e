package number

import (
	"strconv"
	"strings"
	"testing"
	"time"
)

// readAs writes what p makes of a field: "text", "null", "true", a number, a
// date or a time.
func readAs(p *Parser, field string) string {
	v, class := p.Parse([]byte(field))
	switch class {
	case Null:
		return "null"
	case Int, Float:
		if d := p.Big([]byte(field)); d.Cmp(v.Decimal()) != 0 {
			return "Big says " + d.String()
		}
		return v.Decimal().String()
	case BigInt, BigFloat:
		return p.Big([]byte(field)).String()
	case Bool:
		return strconv.FormatBool(v.Mant == 1)
	case Date:
		return time.Unix(v.Mant*daySeconds, 0).UTC().Format("2006-01-02")
	case DateTime, ZonedTime:
		at := time.Unix(0, int64(v.Float64()*1000)*1e6).UTC()
		return at.Format("2006-01-02T15:04:05.999")
	case ZeroPadded:
		return "padded"
	case NaN, PosInf, NegInf:
		return "special"
	}
	return "text"
}

// Each field is read as the word after the arrow says.
func TestOptionsSayWhatIsRead(t *testing.T) {
	comma := Options{Decimal: ','}
	german := Options{Decimal: ',', Thousands: "."}
	english := Options{Thousands: ","}
	swiss := Options{Thousands: "'"}
	french := Options{Decimal: ',', Thousands: " "}
	money := Options{Thousands: ",", Units: []string{"$", "€", "US$", "USD", "Rs", "kr.", "%", "kg", ".-"}}
	signs := Options{Units: []string{"$", "%"}, Thousands: ",", Negatives: NegativeForms}
	for _, c := range []struct {
		name   string
		opt    Options
		fields string
	}{
		{"decimal comma", comma, "1,5→1.5 | -0,25→-0.25 | ,5→0.5 | 5,→5 | 12→12 | 1,5e3→1500 | 1.5→text | 1,234,567→text | 1.234,5→text | 007→padded | 00,5→padded | ,→text | -→text | 1,5x→text | nan→special | 2024-01-02→2024-01-02 | 12345678901234567890,12→12345678901234567890.12 | .5→text"},
		{"German", german, "1.234,5→1234.5 | 1.234→1234 | 1234→1234 | 1234,5→1234.5 | 1.23→text | 1.2345→text | 1.500→1500 | 0.500→text | 1.234.567,89→1234567.89 | -1.234→-1234 | 01.234→text | 02.01.2024→2024-01-02 | 1,234→1.234 | 1.234,567.8→text"},
		{"English", english, "1,234→1234 | 12,34→text | 1234→1234 | 1,234.5→1234.5 | 1,234,567→1234567 | 12,34,567→1234567 | 1,23,45,678→12345678 | 123,45,678→text | 1,234,56→text | 1234,567→text | ,123→text | 0,123→text | 0→0 | 0.5→0.5 | -1,234→-1234 | +1,234→1234 | 1,,234→text | 1,234,→text | 1,234e2→123400 | 999,999,999,999,999,999,999→999999999999999999999 | 1 234→text | 007→padded"},
		{"Swiss", swiss, "1'234.50→1234.5 | 1’234→1234 | 12'34→text | 1'234'567→1234567"},
		{"French", french, "1 234,5→1234.5 | 1\u00a0234→1234 | 1\u202f234\u202f567,25→1234567.25 | 1\u2009234→1234 | 1  234→text | 12 34→text | 1.5→text"},
		{"underscore", Options{Thousands: "_"}, "1_000→1000 | 1_00→text | 1_000.5→1000.5"},
		{"units", money, "$5→5 | $ 5→5 | 5 €→5 | 5\u00a0€→5 | €5→5 | -$5→-5 | $-5→-5 | $1,234.50→1234.5 | 12%→12 | 12 %→12 | 5 kg→5 | 5kg→5 | 5 KG→text | USD 5→5 | 5 USD→5 | US$5→5 | $5 USD→5 | $.50→0.5 | Rs.500→text | Rs 500→500 | Rs .5→0.5 | 5 kr.→5 | kr.5→5 | 1,200.-→1200 | $→text | % →text | kg→text | $$5→text | 5 kg kg→text | (5)→text | - 5→text | 1,5 €→text | 5→5 | 5 m→text | -$ 5→-5 | 12.5e1%→125"},
		{"negatives", signs, "(5)→-5 | ( 5 )→-5 | ($5.00)→-5 | $(5.00)→-5 | (5%)→-5 | (5)%→-5 | (1,234)→-1234 | 5-→-5 | 5.00-→-5 | $5-→-5 | 5-$→-5 | \u22125→-5 | 5\u2212→-5 | (-5)→text | -5-→text | +5-→text | ((5))→text | (5→text | 5)→text | ()→text | -5→-5 | (0)→0 | --5→text | -(5)→text"},
		{"no negatives", Options{Units: []string{"$"}}, "(5)→text | 5-→text | \u22125→text"},
		{"words", Options{True: []string{"t", "Ja", "да"}, False: []string{"f", "Nein"}}, "t→true | T→true | f→false | JA→true | nein→false | Да→true | yes→true | no→false | ta→text | 1→1 |  t →true"},
		{"blanks", Options{Nulls: []string{" "}}, " →null | \t→null | \u00a0→null | →null | x→text | 5→5 | NA→text"},
		{"null values", Options{Nulls: []string{"0000-00-00", "#N/A", "-", "1,5"}, Decimal: ','}, "0000-00-00→null | #N/A→null | -→null | 1,5→null | 2,5→2.5 | 2024-01-01→2024-01-01 |  →text"},
		{"day first", Options{DateOrder: DMY}, "03/04/2024→2024-04-03 | 3/4/2024→2024-04-03 | 3.4.2024→2024-04-03 | 03-04-2024→2024-04-03 | 3/4/24→2024-04-03 | 3-4-69→1969-04-03 | 3-4-68→2068-04-03 | 13/13/2024→text | 31/02/2024→text | 3/4-2024→text | 2024-04-03→2024-04-03 | 2024/04/03→2024-04-03 | 3 Apr 2024→2024-04-03 | Apr 3, 2024→2024-04-03 | 3/4/202→text | 3/4/20245→text | 003/4/2024→text | 3//2024→text | 3.4→3.4"},
		{"times", Options{DateOrder: DMY}, "03/04/2024 14:05→2024-04-03T14:05:00 | 3/4/2024 9:05→2024-04-03T09:05:00 | 3/4/2024 2:05 PM→2024-04-03T14:05:00 | 3/4/2024, 2:05:06 pm→2024-04-03T14:05:06 | 3/4/2024 12:00 AM→2024-04-03T00:00:00 | 3/4/2024 12:30pm→2024-04-03T12:30:00 | 3/4/2024 2:05\u202fPM→2024-04-03T14:05:00 | 3/4/2024 14:05 PM→text | 3/4/2024 0:05 PM→text | 3/4/2024T14:05:06.5Z→2024-04-03T14:05:06.5 | 3/4/2024 14:05 +02:00→2024-04-03T12:05:00 | 3/4/2024 PM→text | 3/4/2024 →2024-04-03 | 3/4/2024 25:00→text | 3/4/2024x→text | 3/4/2024 2:05+01:00 PM→text"},
		{"month first", Options{DateOrder: MDY}, "03/04/2024→2024-03-04 | 3.4.2024→2024-03-04 | 13.04.2024→text | 12/31/99→1999-12-31 | 31/12/99→text"},
		{"year first", Options{DateOrder: YMD}, "2024/3/4→2024-03-04 | 24-3-4→2024-03-04 | 2024.03.04→2024-03-04 | 03.04.2024→text | 2024-13-01→text"},
		{"no order", Options{Units: []string{"$"}}, "03/04/2024→text | 03.04.2024→2024-04-03"},
	} {
		p, err := NewParser(c.opt)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		for f := range strings.SplitSeq(c.fields, " | ") {
			field, want, _ := strings.Cut(f, "→")
			if got := readAs(p, field); got != want {
				t.Errorf("%s: %q is read as %s, not %s", c.name, field, got, want)
			}
		}
	}
}

// Options that cannot be are refused, with what is wrong.
func TestOptionsThatContradictAreRefused(t *testing.T) {
	for _, c := range []struct {
		opt  Options
		want string
	}{
		{Options{Decimal: '5'}, "Decimal"},
		{Options{Decimal: 'e'}, "Decimal"},
		{Options{Decimal: '-'}, "Decimal"},
		{Options{Decimal: 0xff}, "Decimal"},
		{Options{Thousands: "x"}, "Thousands"},
		{Options{Thousands: "."}, "the same as Decimal"},
		{Options{Thousands: ",", Decimal: ','}, "the same as Decimal"},
		{Options{Units: []string{"5"}}, "must not contain digits"},
		{Options{Units: []string{"m2"}}, "must not contain digits"},
		{Options{Units: []string{" "}}, "must not be empty"},
		{Options{Units: []string{"("}}, "parentheses; see Negatives"},
		{Options{Units: []string{"-"}}, "sign, not a unit; see Negatives"},
		{Options{Units: []string{"."}}, "the same as Decimal"},
		{Options{Units: []string{","}, Decimal: ','}, "the same as Decimal"},
		{Options{Units: []string{","}, Thousands: ","}, "the same as Thousands"},
		{Options{Negatives: []string{"red"}}, "must be one of parentheses, trailing, minus"},
		{Options{True: []string{"1"}}, "Types COL=boolean"},
		{Options{True: []string{"2024-01-01"}}, "is a number or a date"},
		{Options{True: []string{"no"}}, "the opposite"},
		{Options{False: []string{"TRUE"}}, "the opposite"},
		{Options{True: []string{"t"}, False: []string{"T"}}, "also in True"},
		{Options{True: []string{"t"}, Nulls: []string{"t"}}, "also in Nulls"},
		{Options{True: []string{" "}}, "must not be empty"},
	} {
		if _, err := NewParser(c.opt); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v, want %q", c.opt, err, c.want)
		}
	}
}
