package number

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

// layOut writes fields one after another, as in a file, and returns their
// positions.
func layOut(before string, fields []string) (buf []byte, start, end []uint32) {
	buf = []byte(before)
	for _, f := range fields {
		start = append(start, uint32(len(buf)))
		buf = append(buf, f...)
		end = append(end, uint32(len(buf)))
		buf = append(buf, ',')
	}
	return buf[:len(buf)-1], start, end
}

// checkColumn compares ParseColumn with Parse, for several positions of the
// fields.
func checkColumn(t *testing.T, p *Parser, fields []string) {
	t.Helper()
	var want Column
	for _, f := range fields {
		v, class := p.Parse([]byte(f))
		want.Class = append(want.Class, class)
		want.Counts[class]++
		switch class {
		case Int, Float:
			want.Numbers.Add(v)
		case Date:
			want.Dates.Add(v)
		case DateTime, ZonedTime:
			want.Times.Add(v)
		case Bool:
			want.Trues += int(v.Mant)
		}
	}
	for _, before := range []string{"", "12.5", strings.Repeat("\xff", 64), strings.Repeat("9.", 32)} {
		buf, start, end := layOut(before, fields)
		var c Column
		for range 2 {
			p.ParseColumn(&c, buf, start, end)
			if fmt.Sprint(c) != fmt.Sprint(want) {
				t.Fatalf("after %q the column %q is\n%v, want\n%v", before, fields, c, want)
			}
		}
	}
}

func TestParseColumnEqualsParse(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	other := []string{"", "NA", "-", "-1", "true", "No", "nan", "-inf", "007", "text", " 5 ", "2024-01-02", "2024-01-02 03:04:05.5", "12345678901234567890123", "1e400"}
	for _, tokens := range [][]string{nil, {"NA"}, {"-1", "NA"}} {
		p := MustParser(Options{Nulls: tokens})
		for range 3000 {
			fields := make([]string, 1+rng.IntN(20))
			for i := range fields {
				fields[i] = randomNumber(rng)
				if rng.IntN(5) == 0 {
					fields[i] = other[rng.IntN(len(other))]
				}
			}
			checkColumn(t, p, fields)
		}
	}
}

// Every number of digits with the point at every position, so that every branch
// of parseFast is taken.
func TestParseColumnReadsEveryLength(t *testing.T) {
	p := Plain
	const digits = "1234567890123456789012345678"
	for n := 1; n <= len(digits); n++ {
		for point := -1; point <= n; point++ {
			for _, sign := range []string{"", "-", "+"} {
				f := digits[:n]
				if point >= 0 {
					f = f[:point] + "." + f[point:]
				}
				checkColumn(t, p, []string{sign + f})
				for bad := range f {
					checkColumn(t, p, []string{sign + f[:bad] + ":" + f[bad+1:], sign + f[:bad] + "/" + f[bad+1:], sign + f[:bad] + "." + f[bad+1:]})
				}
			}
		}
	}
}

func TestParseColumnReadsExponents(t *testing.T) {
	p := Plain
	for _, mant := range []string{"", "-", "0", "-0.0", "1", "1.5", ".5", "5.", ".", "-12345678.12345678", "00.5", "1e", "123456789012345678901234"} {
		for _, exp := range []string{"", "e", "e+", "e-", "e0", "e-0", "E5", "e+5", "e-05", "e308", "e-324", "e1000", "ee5", "e5e5", "-5", "5-5", "e--5", "e5.", "e+5+"} {
			checkColumn(t, p, []string{"1", mant + exp, "1e5"})
		}
	}
}

func TestParseColumnAllocatesNothing(t *testing.T) {
	p := MustParser(Options{Nulls: []string{"NA"}})
	buf, start, end := layOut(strings.Repeat(" ", fastPathMargin), []string{"1", "2.5", "", "NA", "text", "2024-01-01", "2024-01-01 00:00", "true", "1e5", "12345678901234567890"})
	var c Column
	p.ParseColumn(&c, buf, start, end)
	if n := testing.AllocsPerRun(100, func() { p.ParseColumn(&c, buf, start, end) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestNullTokensComeFirst(t *testing.T) {
	p := MustParser(Options{Nulls: []string{"-999", " NA ", ""}})
	if !p.HasTokens() || !p.IsNull([]byte("-999")) || !p.IsNull([]byte(" NA")) || !p.IsNull(nil) || p.IsNull([]byte("-998")) || p.IsNull([]byte(" ")) {
		t.Error("tokens are not told apart")
	}
	if q := Plain; q.HasTokens() || !q.IsNull(nil) || q.IsNull([]byte("NA")) {
		t.Error("a parser without tokens knows some")
	}
}

func BenchmarkParseColumn(b *testing.B) {
	rng := rand.New(rand.NewPCG(7, 8))
	for _, c := range []struct {
		name string
		make func() string
	}{
		{"int1to8digits", func() string { return strconv.Itoa(int(math.Pow(10, rng.Float64()*8))) }},
		{"int10digits", func() string { return strconv.Itoa(1e9 + rng.IntN(1e9)) }},
		{"decimal8bytes", func() string { return strconv.FormatFloat(1000+rng.Float64()*8999, 'f', 3, 64) }},
		{"price", func() string { return strconv.FormatFloat(rng.Float64()*2000-200, 'f', 2, 64) }},
		{"float17digits", func() string { return strconv.FormatFloat(rng.NormFloat64(), 'f', -1, 64) }},
		{"exponent", func() string { return strconv.FormatFloat(rng.NormFloat64()*1e-9, 'e', 5, 64) }},
		{"date", func() string { return fmt.Sprintf("20%02d-%02d-%02d", rng.IntN(30), 1+rng.IntN(12), 1+rng.IntN(28)) }},
		{"datetime", func() string {
			return fmt.Sprintf("2024-%02d-%02dT%02d:%02d:%02dZ", 1+rng.IntN(12), 1+rng.IntN(28), rng.IntN(24), rng.IntN(60), rng.IntN(60))
		}},
		{"word", func() string { return []string{"north", "south", "east", "west", "nowhere"}[rng.IntN(5)] }},
		{"bool", func() string { return []string{"true", "false"}[rng.IntN(2)] }},
		{"empty", func() string { return "" }},
	} {
		b.Run(c.name, func(b *testing.B) {
			fields := make([]string, 4096)
			for i := range fields {
				fields[i] = c.make()
			}
			buf, start, end := layOut(strings.Repeat(" ", fastPathMargin), fields)
			p := Plain
			var col Column
			b.SetBytes(int64(len(buf) - fastPathMargin))
			for b.Loop() {
				p.ParseColumn(&col, buf, start, end)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(fields)), "ns/value")
		})
	}
}

func BenchmarkAppendFloats(b *testing.B) {
	rng := rand.New(rand.NewPCG(9, 10))
	for _, decimals := range []int{0, 2, 16} {
		b.Run(strconv.Itoa(decimals), func(b *testing.B) {
			var d Decimals
			p := Plain
			for range 4096 {
				v, _ := p.Parse(strconv.AppendFloat(nil, 10*rng.Float64(), 'f', decimals, 64))
				d.Add(v)
			}
			var floats []float64
			for b.Loop() {
				floats = d.AppendFloats(floats[:0])
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(d.Mant)), "ns/value")
		})
	}
}

func TestAllDigitsKnowsEveryByte(t *testing.T) {
	for at := range 8 {
		for c := range 256 {
			for _, around := range []byte("09.\xff\x00") {
				b := []byte(strings.Repeat(string([]byte{around}), 8))
				b[at] = byte(c)
				want := isDigit(byte(c)) && isDigit(around)
				if allDigits(word(b)) != want {
					t.Fatalf("%q", b)
				}
				if n, _ := strconv.ParseUint(string(b), 10, 64); want && value8(word(b)) != n {
					t.Fatalf("%q is %d", b, value8(word(b)))
				}
			}
		}
	}
}
