package profile

import (
	"bytes"
	"math/rand/v2"
	"runtime"
	"testing"
)

// Whatever is absorbed, there is an error or a report; and it takes no more
// memory than its size and that of the tables allow.
func FuzzAbsorb(f *testing.F) {
	kinds := append([]kindOfColumn(nil), kindsOfColumns...)
	opt := &Options{Top: 3, MaxDistinct: 20, Exact: true, Duplicates: true}
	opt.Quantiles, _ = ParseQuantiles("50")
	rnd := rand.New(rand.NewPCG(3, 3))
	for i := range kinds { // a dataset of one column each
		s := &testDataset{opt: opt, kinds: kinds[i : i+1]}
		for _, rows := range []int{0, 10, 300} {
			p := s.profile()
			s.fill(p, rnd, batchesOf(rnd, s.kinds, rows, 50), 1)
			f.Add(byte(i), p.Append(nil))
		}
	}
	f.Fuzz(func(t *testing.T, kind byte, b []byte) {
		i := int(kind) % len(kinds)
		s := &testDataset{opt: opt, kinds: kinds[i : i+1]}
		var before, after runtime.MemStats
		p := s.profile()
		runtime.ReadMemStats(&before)
		err := p.Absorb(b)
		runtime.ReadMemStats(&after)
		const tables = 4 << 20
		if taken := after.TotalAlloc - before.TotalAlloc; taken > tables+uint64(200*len(b)) {
			t.Errorf("%d bytes take %d", len(b), taken)
		}
		if err == nil {
			s.whole(t, p)
		}
	})
}

// Damage of any kind is noticed, or makes a report of other figures.
func TestDamagedProfilesCostNoPanic(t *testing.T) {
	opt := &Options{Top: 3, MaxDistinct: 20, Exact: true, Duplicates: true}
	rnd := rand.New(rand.NewPCG(3, 4))
	for _, kind := range kindsOfColumns {
		s := &testDataset{opt: opt, kinds: []kindOfColumn{kind}}
		for _, rows := range []int{5, 200} {
			p := s.profile()
			s.fill(p, rnd, batchesOf(rnd, s.kinds, rows, 50), 1)
			whole := p.Append(nil)
			for range 200 {
				b := bytes.Clone(whole)
				for range 1 + rnd.IntN(3) {
					b[rnd.IntN(len(b))] ^= 1 << rnd.IntN(8)
				}
				p := s.profile()
				if p.Absorb(b[:len(b)-max(0, rnd.IntN(40)-35)]) == nil {
					s.whole(t, p)
				}
			}
		}
	}
}
