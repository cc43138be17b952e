package sketch

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"fanout/internal/wire"
)

// Values that were written and read again merge as they would have themselves,
// and are the same bytes, however they were cut.
func TestEncodedValuesDoNotDependOnThePartition(t *testing.T) {
	opt := Options{MaxDistinct: 1000}
	for _, col := range columns {
		rng := rand.New(rand.NewPCG(2, 3))
		c := newCorpus(20000, func(i int) string { return col.draw(rng, i) })
		whole := c.all()
		want := whole.Append(nil)
		for _, n := range []int{1, 3, 40} {
			merged := NewValues(opt)
			for i := range n {
				from, to := len(c.start)*i/n, len(c.start)*(i+1)/n
				part := NewValues(opt)
				part.Add(c.buf, c.start[from:to], c.end[from:to], 0)
				d := wire.NewDecoder(part.Append(nil))
				read := merged.Decode(d)
				if err := d.End(); err != nil {
					t.Fatalf("%s: %v", col.name, err)
				}
				if read.Exact() != part.Exact() || read.Count() != uint64(to-from) {
					t.Errorf("%s: %d values, want %d", col.name, read.Count(), to-from)
				}
				merged.Merge(read)
			}
			if got, want := describeValues(merged), describeValues(whole); got != want {
				t.Errorf("%s in %d:\n%s, want\n%s", col.name, n, got, want)
			}
			if !bytes.Equal(merged.Append(nil), want) {
				t.Errorf("%s in %d: other bytes", col.name, n)
			}
		}
	}
}

func TestEncodedQuantilesDoNotDependOnThePartition(t *testing.T) {
	for _, dist := range distributions {
		xs := draws(2, 30_000, dist.draw)
		whole := NewQuantiles(512)
		whole.Add(xs)
		want := whole.Append(nil)
		for _, n := range []int{1, 3, 40} {
			merged := NewQuantiles(512)
			for i := range n + 1 { // the last one is empty
				part := NewQuantiles(512)
				part.Add(xs[min(len(xs), len(xs)*i/n):min(len(xs), len(xs)*(i+1)/n)])
				d := wire.NewDecoder(part.Append(nil))
				read := DecodeQuantiles(d, 512)
				if err := d.End(); err != nil {
					t.Fatalf("%s: %v", dist.name, err)
				}
				if got, want := describeQuantiles(read), describeQuantiles(part); got != want {
					t.Fatalf("%s: read as\n%s, want\n%s", dist.name, got, want)
				}
				merged.Merge(read)
			}
			if got, want := describeQuantiles(merged), describeQuantiles(whole); got != want {
				t.Fatalf("%s in %d:\n%s, want\n%s", dist.name, n, got, want)
			}
			if !bytes.Equal(merged.Append(nil), want) {
				t.Errorf("%s in %d: other bytes", dist.name, n)
			}
		}
	}
}

func TestEncodedRowsDoNotDependOnThePartition(t *testing.T) {
	const limit = 1000
	for _, different := range []int{0, 10, limit, limit + 1, 20_000} {
		whole, merged := NewRows(limit), NewRows(limit)
		parts := []*Rows{NewRows(limit), NewRows(limit), NewRows(limit)}
		for i := range different {
			row := fmt.Appendf(nil, "row %d", i)
			for n := range 1 + i%3 {
				whole.Add(row)
				parts[(i*n)%3].Add(row)
			}
		}
		for _, part := range parts {
			d := wire.NewDecoder(part.Append(nil))
			merged.Absorb(d)
			if err := d.End(); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(merged.Append(nil), whole.Append(nil)) {
			t.Errorf("%d rows are other bytes", different)
		}
		m, isExact := merged.Duplicates()
		if n, exact := whole.Duplicates(); m != n || isExact != exact {
			t.Errorf("%d rows: %d repeat, %t, want %d, %t", different, m, isExact, n, exact)
		}
	}
}

func TestEncodedFrequenciesGoBeyond32Bits(t *testing.T) {
	for _, n := range []uint64{1, 1<<31 - 1, 1<<32 - 1, 1 << 32, 1 << 40} {
		f, g := newCountMin(1<<12), newCountMin(1<<12)
		f.addN(12345, n)
		d := wire.NewDecoder(f.append(nil))
		g.decode(d)
		if at := g.at(g.cell(12345, 2)); d.End() != nil || at != n || g.total() != n {
			t.Errorf("%d occurrences are read as %d of %d, %v", n, at, g.total(), d.Err())
		}
	}
}

// A register may be far above the lowest one.
func TestEncodedRegistersAreThose(t *testing.T) {
	for _, used := range []int{0, 1, fewRegisters, fewRegisters + 1, hllRegisters} {
		var h, g hll
		for i := range used {
			h.register[i*(hllRegisters/max(1, used))] = uint8(1 + i%(hllRanks+1))
		}
		d := wire.NewDecoder(h.append(nil))
		g.decode(d)
		if d.End() != nil || g != h {
			t.Errorf("%d registers are others, %v", used, d.Err())
		}
	}
}

func TestOccurrencesHaveTheirRanks(t *testing.T) {
	for _, position := range []uint64{0, 1, 1 << 40, math.MaxUint64 - 1} {
		if at := occurrenceOf(rankOf(position)); at != position+1 || rankOfOccurrence(at) != rankOf(position) {
			t.Errorf("the occurrence at %d is %d", position, at)
		}
	}
}
