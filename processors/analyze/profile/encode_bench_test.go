package profile

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// benchmarkDataset is one of 20 columns with more different values than are
// counted exactly, of 100,000 records.
func benchmarkDataset() *testDataset {
	s := &testDataset{opt: &Options{Top: 10}}
	s.opt.Quantiles, _ = ParseQuantiles("25,50,75")
	for i := range 20 {
		s.kinds = append(s.kinds, []kindOfColumn{
			{"id", "", func(_ *rand.Rand, i int) string { return fmt.Sprint(i) }},
			{"float", "", func(rnd *rand.Rand, _ int) string { return fmt.Sprintf("%.6f", rnd.NormFloat64()) }},
			{"word", "", func(rnd *rand.Rand, _ int) string { return fmt.Sprintf("word %x", rnd.IntN(1e6)) }},
			{"time", "", func(rnd *rand.Rand, _ int) string {
				return fmt.Sprintf("2024-%02d-%02d %02d:%02d:%02d", 1+rnd.IntN(12), 1+rnd.IntN(28), rnd.IntN(24), rnd.IntN(60), rnd.IntN(60))
			}},
		}[i%4])
	}
	s.batches = batchesOf(rand.New(rand.NewPCG(1, 1)), s.kinds, 100_000, 1000)
	return s
}

func BenchmarkAppend(b *testing.B) {
	s := benchmarkDataset()
	var size int
	for b.Loop() {
		b.StopTimer()
		p := s.profile()
		s.fill(p, rand.New(rand.NewPCG(1, 1)), s.batches, 1)
		b.StartTimer()
		size = len(p.Append(nil))
	}
	b.ReportMetric(float64(size), "bytes")
}

func BenchmarkAbsorb(b *testing.B) {
	s := benchmarkDataset()
	part := s.profile()
	s.fill(part, rand.New(rand.NewPCG(1, 1)), s.batches, 1)
	text := part.Append(nil)
	p := s.profile()
	for b.Loop() {
		if err := p.Absorb(text); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(text)), "bytes")
}
