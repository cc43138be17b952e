package analyze

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// mixed returns CSV text of numbers, dates, categories and free text.
func mixed(rows int) string {
	rnd := rand.New(rand.NewPCG(1, 2))
	words := []string{"alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "straße"}
	var b strings.Builder
	b.WriteString("id,count,price,category,date,note\n")
	for i := range rows {
		fmt.Fprintf(&b, "%d,%d,%.4f,cat_%d,20%02d-%02d-%02d,", i, rnd.IntN(2000000)-1000000, rnd.NormFloat64()*250+1000,
			rnd.IntN(50), rnd.IntN(20)+5, rnd.IntN(12)+1, rnd.IntN(28)+1)
		quoted := rnd.IntN(5) == 0
		if quoted {
			b.WriteByte('"')
		}
		for range 4 + rnd.IntN(12) {
			b.WriteString(words[rnd.IntN(len(words))])
			if quoted && rnd.IntN(12) == 0 {
				b.WriteString(",\n")
			}
			b.WriteByte(' ')
		}
		if quoted {
			b.WriteByte('"')
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func BenchmarkAnalyze(b *testing.B) {
	for name, text := range map[string]string{"mix": mixed(600_000)} {
		b.Run(name, func(b *testing.B) {
			opt := defaults(tempFile(b, text))
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				if r := start(b, opt, 1); len(r.reports) != 1 {
					b.Fatal(r.err)
				}
			}
		})
	}
}
