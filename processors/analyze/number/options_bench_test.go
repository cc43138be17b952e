package number

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/dustin/go-humanize"
)

// BenchmarkOptions reads a column of money, written plainly and otherwise.
func BenchmarkOptions(b *testing.B) {
	rng := rand.New(rand.NewPCG(7, 9))
	var values []float64
	for range 4096 {
		values = append(values, rng.ExpFloat64()*5000)
	}
	for _, c := range []struct {
		name  string
		opt   Options
		write func(float64) string
	}{
		{"plain", Options{}, func(f float64) string { return fmt.Sprintf("%.2f", f) }},
		{"plain, with options", Options{Thousands: ",", Units: []string{"$"}}, func(f float64) string { return fmt.Sprintf("%.2f", f) }},
		{"decimal comma", Options{Decimal: ','}, func(f float64) string { return strings.Replace(fmt.Sprintf("%.2f", f), ".", ",", 1) }},
		{"thousands", Options{Thousands: ","}, func(f float64) string { return humanize.FormatFloat("#,###.##", f) }},
		{"German", Options{Decimal: ',', Thousands: "."}, func(f float64) string { return humanize.FormatFloat("#.###,##", f) }},
		{"narrow blanks", Options{Thousands: " "}, func(f float64) string {
			return strings.Replace(humanize.FormatFloat("#,###.##", f), ",", "\u202f", 1)
		}},
		{"dollars", Options{Thousands: ",", Units: []string{"$"}, Negatives: []string{Parentheses}}, func(f float64) string { return "$" + humanize.FormatFloat("#,###.##", f) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			p := MustParser(c.opt)
			var fields []string
			for _, v := range values {
				fields = append(fields, c.write(v))
			}
			buf, start, end := layOut(strings.Repeat(" ", 64), fields)
			var column Column
			b.SetBytes(int64(len(buf)))
			for b.Loop() {
				p.ParseColumn(&column, buf, start, end)
			}
			if column.Counts[Float] != len(fields) {
				b.Fatal(column.Counts)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(fields)), "ns/field")
		})
	}
}
