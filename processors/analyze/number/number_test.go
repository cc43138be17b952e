package number

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestParseDistinguishesClasses(t *testing.T) {
	p := MustParser(Options{Nulls: []string{"NA", "-", "-999"}})
	for _, c := range []struct {
		class  Class
		fields string // separated by |
	}{
		{Null, "|NA| NA |-|\t-|-999| -999"},
		{Int, "0|-0|+5|7|-12|9223372036854775807|-9223372036854775808| 26 |\t1|100000000000000000000000|-998"},
		{Float, "0.5|-0.0|5.|.5|+.5|1e5|1E+5|1e-5|0e0|1.50|0.8444218515250481|1.00000000000000000000000000|1e4096|1e-4096|5.e1|.5e1"},
		{BigInt, "9223372036854775808|-9223372036854775809|123456789012345678901234567890"},
		{BigFloat, "0.12345678901234567890123|9223372036854775808e2|-1.00000000000000000000000001"},
		{NaN, "NaN|nan|NAN|-nan|+NaN"},
		{PosInf, "inf|Inf|+inf|Infinity|INFINITY| inf "},
		{NegInf, "-inf|-Infinity"},
		{Bool, "true|FALSE|Yes|no|nO"},
		{Date, "2024-01-02|2024/02/29|2000-02-29|31.12.1999|2 Jan 2024|02-Feb-2024|1/March/2024|Jan 2, 2024|January 2 2024|0001-01-01|9999-12-31|31 may 2024"},
		{DateTime, "2024-01-02 03:04|2024-01-02 03:04:05.123|2024-01-02 03:04 |2024/01/02t03:04:05,5"},
		{ZonedTime, "2024-01-02T03:04:05Z|2024-12-31T23:59:59+02:00|2024-01-02 03:04:05,123456789 -0130|2016-12-31T23:59:60Z|2024/01/02 03:04:05 UTC|2024-01-02t03:04:05.5z|2024-01-02T03:04+05"},
		{ZeroPadded, "00501|-01|+007|00|00.5|01e5|000"},
		{Text, " |+|-.|.|e5|-e5|1e|1e+|1_000|1,000|0x1F|1e4097|1e-4097|1e999999999999999999999|0e99999|$5|5%|1.2.3|--5|+-5|1 2|01/02/2024|2023-02-29|1900-02-29|2024-13-01|2024-00-01|2024-01-32|0000-01-01|2024-1-2|2024-01-02T|2024-01-02T24:00|2024-01-02T03:60|2024-01-02 03:04:61|2024-01-02 03:58:60|2024-01-02T03:04:05.|2024-01-02T03:04:05.1234567890|2024-01-02T03:04Zz|2024-01-02T03:04+24:00|2024/01-02|t|f|y|n|tru|truee|infi|nano|+true|- 5|5 Janu 2024|Janu 5 2024|Jan 32 2024|Feb 29 2023|Jan 5,2024|5 Jan-2024|1.2.2024|12.13.2024|１２|−5|0123abc"},
	} {
		for _, f := range strings.Split(c.fields, "|") {
			if _, class := p.Parse([]byte(f)); class != c.class {
				t.Errorf("%q is of class %d, want %d", f, class, c.class)
			}
		}
	}
	if _, class := p.Parse([]byte(strings.Repeat("9", MaxDigits))); class != BigInt {
		t.Errorf("%d digits are of class %d", MaxDigits, class)
	}
	if _, class := p.Parse([]byte(strings.Repeat("9", MaxDigits+1))); class != Text {
		t.Errorf("%d digits are of class %d", MaxDigits+1, class)
	}
}

func TestParseReadsValues(t *testing.T) {
	p := Plain
	for _, c := range []struct {
		field string
		want  Value
	}{
		{"1.50", Value{150, 2}},
		{"-0.0", Value{0, 1}},
		{"0e5", Value{0, 0}},
		{"1e5", Value{1, -5}},
		{"-9223372036854775808", Value{math.MinInt64, 0}},
		{"100000000000000000000000", Value{1, -23}},
		{"1.00000000000000000000000000", Value{1, 0}},
		{"true", Value{1, 0}},
		{"no", Value{0, 0}},
		{"1970-01-01", Value{0, 0}},
		{"1969-12-31 23:59:59.75", Value{-25, 2}},
		{"9999-12-31 23:59:59.999999999", Value{2534023007999999999, 7}},
		{"1970-01-01T00:00+01:30", Value{-5400, 0}},
	} {
		if v, _ := p.Parse([]byte(c.field)); v != c.want {
			t.Errorf("%q is %v, want %v", c.field, v, c.want)
		}
	}
}

func TestDatesAreThoseOfTheCalendar(t *testing.T) {
	p := Plain
	days := int64(-719162)
	for d := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC); d.Year() < 10000; d = d.AddDate(0, 0, 1) {
		if d.Unix() != days*daySeconds {
			t.Fatal("the test counts wrongly")
		}
		if v, class := p.Parse(d.AppendFormat(nil, "2006-01-02")); class != Date || v.Mant != days {
			t.Fatalf("%v is day %d of class %d, want %d", d, v.Mant, class, days)
		}
		days++
	}
	for year := range 10000 {
		for month := range 14 {
			for _, day := range []int{0, 29, 30, 31, 32} {
				text := fmt.Sprintf("%04d-%02d-%02d", year, month, day)
				_, err := time.Parse("2006-01-02", text)
				_, class := p.Parse([]byte(text))
				if (class == Date) != (err == nil && year > 0) {
					t.Fatalf("%s is of class %d, time says %v", text, class, err)
				}
			}
		}
	}
}

func TestDateTimesAreThoseOfTime(t *testing.T) {
	p := Plain
	rng := rand.New(rand.NewPCG(1, 2))
	for range 50000 {
		at := time.Unix(rng.Int64N(1<<36)-(1<<35), rng.Int64N(1e9)).UTC()
		zone := time.FixedZone("", (rng.IntN(47*60)-23*60)*60)
		v, class := p.Parse(at.In(zone).AppendFormat(nil, time.RFC3339Nano))
		if class != ZonedTime {
			t.Fatalf("%v is of class %d", at.In(zone), class)
		}
		nanos := int64(at.Nanosecond())
		switch year := at.Year(); {
		case year == 1677 || year == 2262:
			continue // the limits are within these years
		case year < 1677 || year > 2262:
			nanos -= nanos % 100
		}
		want := new(big.Int).Add(new(big.Int).Mul(big.NewInt(at.Unix()), big.NewInt(1e9)), big.NewInt(nanos))
		if got := v.Decimal(); got.Cmp(Decimal{want, 9}) != 0 {
			t.Fatalf("%v is %v, want %v", at, got, want)
		}
	}
}

var (
	plainGrammar = regexp.MustCompile(`^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?$`)
	padded       = regexp.MustCompile(`^[+-]?0[0-9]`)
	whole        = regexp.MustCompile(`^[+-]?[0-9]+$`)
)

// checkParse compares Parse and what derives from it with regular expressions,
// math/big and strconv.
func checkParse(t *testing.T, p *Parser, field string) {
	t.Helper()
	v, class := p.Parse([]byte(field))
	text := strings.Trim(field, " \t")
	isNumber := plainGrammar.MatchString(text)
	if isNumber {
		mant, exp, _ := strings.Cut(strings.ToLower(text), "e")
		if e, err := strconv.Atoi(exp); exp != "" && (err != nil || e > MaxExponent || e < -MaxExponent) {
			isNumber = false
		}
		if n := len(strings.Trim(mant, "+-")) - strings.Count(mant, "."); n > MaxDigits {
			isNumber = false
		}
	}
	if isPadded := isNumber && padded.MatchString(text); isPadded != (class == ZeroPadded) {
		t.Fatalf("%q is of class %d", field, class)
	} else if isPadded {
		return
	}
	isNumeric := class == Int || class == Float || class == BigInt || class == BigFloat
	if isNumber != isNumeric {
		t.Fatalf("%q is of class %d", field, class)
	}
	if !isNumber {
		return
	}
	if isInt := class == Int || class == BigInt; isInt != whole.MatchString(text) {
		t.Fatalf("%q is of class %d", field, class)
	}
	exact, ok := new(big.Rat).SetString(text)
	if !ok {
		t.Fatalf("big does not take %q", text)
	}
	decimal := Big([]byte(field))
	if rat(decimal).Cmp(exact) != 0 {
		t.Fatalf("Big of %q is %v", field, decimal)
	}
	if again, ok := new(big.Rat).SetString(decimal.String()); !ok || again.Cmp(exact) != 0 {
		t.Fatalf("%q is written as %s", field, decimal)
	}
	want, _ := strconv.ParseFloat(text, 64)
	if got := decimal.Float64(); got != want {
		t.Fatalf("%q is float %v, want %v", field, got, want)
	}
	if class == Int || class == Float {
		if rat(v.Decimal()).Cmp(exact) != 0 {
			t.Fatalf("%q is %v", field, v)
		}
		if got := v.Float64(); got != want {
			t.Fatalf("%q is float %v, want %v", field, got, want)
		}
		if got := (Decimals{[]int64{v.Mant}, []int16{v.Scale}}).AppendFloats(nil)[0]; got != want {
			t.Fatalf("%q is float %v in a batch, want %v", field, got, want)
		}
	}
}

func rat(d Decimal) *big.Rat {
	r := new(big.Rat).SetInt(d.Mant)
	if d.Scale < 0 {
		return r.Mul(r, new(big.Rat).SetInt(Pow10(-d.Scale)))
	}
	return r.Quo(r, new(big.Rat).SetInt(Pow10(d.Scale)))
}

func TestParseEqualsBigAndStrconv(t *testing.T) {
	p := Plain
	rng := rand.New(rand.NewPCG(3, 4))
	for range 100000 {
		checkParse(t, p, randomNumber(rng))
	}
	for range 20000 {
		checkParse(t, p, strconv.FormatFloat(math.Float64frombits(rng.Uint64()&^(1<<62)), 'e', -1, 64))
		checkParse(t, p, strconv.FormatFloat(rng.NormFloat64(), 'f', -1, 64))
	}
}

// randomNumber writes what is a number more often than not.
func randomNumber(rng *rand.Rand) string {
	digits := func(n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = '0' + byte(rng.IntN(10))
		}
		if n > 3 && rng.IntN(4) == 0 { // halves, where rounding is most error-prone
			return string(b[:n/2]) + strings.Repeat("0", n-n/2)
		}
		return string(b)
	}
	var s string
	switch rng.IntN(8) {
	case 0:
		s = "-"
	case 1:
		s = "+"
	}
	s += strings.TrimLeft(digits(rng.IntN(22)), "0")
	if rng.IntN(3) > 0 {
		if s == "" || s == "-" {
			s += "0"
		}
		s += "." + digits(rng.IntN(22))
	}
	if rng.IntN(4) == 0 {
		s += "e" + strconv.Itoa(rng.IntN(61)-30)
	}
	if rng.IntN(10) == 0 && len(s) > 0 {
		i := rng.IntN(len(s))
		s = s[:i] + string(" .e-+0x,"[rng.IntN(8)]) + s[i+1:]
	}
	return s
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"0", "-1.5e-7", "00.1", "9223372036854775808", ".", "1e5000", "2024-02-29T23:59:60.5+01:00", "Jan 5, 2024", "-infinity", " 7 "} {
		f.Add(s)
	}
	p := Plain
	f.Fuzz(func(t *testing.T, s string) {
		checkParse(t, p, s)
		checkColumn(t, p, []string{s, "1", s, s + "0", "7.5", "-8", s, "9", "10", s, "2024-01-01", s})
	})
}
