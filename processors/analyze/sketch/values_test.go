package sketch

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
)

// A corpus is a column in a file. Cutting it does not change the positions of
// fields.
type corpus struct {
	buf        []byte
	start, end []uint32
}

func newCorpus(n int, draw func(i int) string) corpus {
	var c corpus
	for i := range n {
		c.start = append(c.start, uint32(len(c.buf)))
		c.buf = append(c.buf, draw(i)...)
		c.end = append(c.end, uint32(len(c.buf)))
		c.buf = append(c.buf, '\n')
	}
	return c
}

func (c corpus) all() *Values { return c.values(Options{MaxDistinct: 1000}) }

func (c corpus) values(opt Options) *Values {
	v := NewValues(opt)
	v.Add(c.buf, c.start, c.end, 0)
	return v
}

// counts counts the slow way.
func (c corpus) counts() map[string]uint64 {
	m := map[string]uint64{}
	for i := range c.start {
		m[string(c.buf[c.start[i]:c.end[i]])]++
	}
	return m
}

// describeValues returns all results of v as text.
func describeValues(v *Values) string {
	n, exact := v.Cardinality()
	top, topExact := v.Top(25)
	s := fmt.Sprintf("exact %v, %d values (%v), top (%v)", v.Exact(), n, exact, topExact)
	for _, c := range top {
		s += fmt.Sprintf(" %q %d", c.Value, c.Count)
	}
	return s
}

// columns are texts of all sorts.
var columns = []struct {
	name  string
	exact bool // with at most 1,000 values
	draw  func(r *rand.Rand, i int) string
}{
	{"letters", true, func(r *rand.Rand, i int) string { return string(rune('a' + r.IntN(26))) }},
	{"short and long", true, func(r *rand.Rand, i int) string { return string(bytes.Repeat([]byte("0123456789"), 4)[:r.IntN(40)]) }},
	{"zero bytes", true, func(r *rand.Rand, i int) string { return string(make([]byte, r.IntN(30))) }},
	{"999 values", true, func(r *rand.Rand, i int) string { return "customer-" + strconv.Itoa(i%999) }},
	{"ids", false, func(r *rand.Rand, i int) string { return strconv.Itoa(i) }},
	{"zipf", false, func(r *rand.Rand, i int) string {
		if i%5 == 0 {
			return "unique-" + strconv.Itoa(i)
		}
		return "w" + strconv.Itoa(int(1/(1-r.Float64())))
	}},
	{"a late thousand", false, func(r *rand.Rand, i int) string { return strconv.Itoa(max(0, i-18000)) }},
	{"few but long", false, func(r *rand.Rand, i int) string { return string(bytes.Repeat([]byte{byte('a' + i%26)}, 2000+i%100)) }},
}

func TestValuesCountExactly(t *testing.T) {
	for _, col := range columns {
		rng := rand.New(rand.NewPCG(1, 1))
		c := newCorpus(5000, func(i int) string { return col.draw(rng, i) })
		v := c.values(Options{MaxDistinct: 5000, MaxBytes: 1 << 30})
		want := c.counts()
		if n, exact := v.Cardinality(); !exact || n != uint64(len(want)) {
			t.Errorf("%s: %d values (%v), want %d", col.name, n, exact, len(want))
		}
		seen := 0
		for value, n := range v.All() {
			seen++
			if want[string(value)] != n {
				t.Errorf("%s: %q occurs %d times, want %d", col.name, value, n, want[string(value)])
			}
		}
		if seen != len(want) {
			t.Errorf("%s: %d values, want %d", col.name, seen, len(want))
		}
		var order []Counted
		for value, n := range want {
			order = append(order, Counted{[]byte(value), n})
		}
		slices.SortFunc(order, compareCounted)
		for _, n := range []int{0, 1, 10, 200, 6000} {
			top, exact := v.Top(n)
			if !exact || fmt.Sprint(top) != fmt.Sprint(order[:min(n, len(order))]) {
				t.Errorf("%s: the top %d differ", col.name, n)
			}
		}
	}
}

func TestValuesDoNotDependOnThePartition(t *testing.T) {
	for _, col := range columns {
		rng := rand.New(rand.NewPCG(2, 2))
		c := newCorpus(20000, func(i int) string { return col.draw(rng, i) })
		whole := c.all()
		if whole.Exact() != col.exact {
			t.Errorf("%s: exact is %v", col.name, whole.Exact())
		}
		want := describeValues(whole)
		for range 4 {
			parts := make([]*Values, 4)
			for i := range parts {
				parts[i] = NewValues(Options{MaxDistinct: 1000})
			}
			for i := 0; i < len(c.start); {
				// A separate chunk, read into another buffer at another offset.
				n := min(len(c.start)-i, 1+rng.IntN(3000))
				from := c.start[i] - min(c.start[i], uint32(rng.IntN(50)))
				buf := slices.Clone(c.buf[from:min(len(c.buf), int(c.end[i+n-1])+rng.IntN(9))])
				var start, end []uint32
				for j := i; j < i+n; j++ {
					start, end = append(start, c.start[j]-from), append(end, c.end[j]-from)
				}
				parts[rng.IntN(len(parts))].Add(buf, start, end, uint64(from))
				i += n
			}
			merged := NewValues(Options{MaxDistinct: 1000})
			for _, i := range rng.Perm(len(parts)) {
				merged.Merge(parts[i])
			}
			if got := describeValues(merged); got != want {
				t.Fatalf("%s:\n%s, want\n%s", col.name, got, want)
			}
		}
	}
}

// Every value of the table is passed to OnSpill or returned by All once. The
// others are left to the caller of Add.
func TestSpillPassesEveryValueOnce(t *testing.T) {
	for _, col := range columns {
		for _, limit := range []int{1, 300, 1000, 1 << 20} {
			rng := rand.New(rand.NewPCG(3, 3))
			c := newCorpus(6000, func(i int) string { return col.draw(rng, i) })
			got := map[string]uint64{}
			opt := Options{MaxDistinct: limit, OnSpill: func(value []byte, n uint64) { got[string(value)] += n }}
			parts := []*Values{NewValues(opt), NewValues(opt), NewValues(opt)}
			for i := 0; i < len(c.start); i += 500 {
				start, end := c.start[i:i+500], c.end[i:i+500]
				n := parts[i/500%3].Add(c.buf, start, end, 0)
				for ; n < len(start); n++ {
					got[string(c.buf[start[n]:end[n]])]++
				}
			}
			merged := NewValues(opt)
			for _, p := range parts {
				merged.Merge(p)
			}
			for value, n := range merged.All() {
				got[string(value)] += n
			}
			if fmt.Sprint(got) != fmt.Sprint(c.counts()) {
				t.Errorf("%s, %d values at most: the counts differ", col.name, limit)
			}
		}
	}
}

func TestHyperLogLogIsWithinTwoPercent(t *testing.T) {
	for i, kind := range []string{"", "row-", "2024-01-01T00:00:00."} {
		counts := []int{1000, 10_000, 100_000, 1_000_000}
		if i == 0 && !testing.Short() {
			counts = append(counts, 10_000_000)
		}
		v := NewValues(Options{MaxDistinct: 1})
		var buf []byte
		done := 0
		for _, n := range counts {
			for done < n {
				var start, end []uint32
				buf = buf[:0]
				for m := min(n-done, 10_000); m > 0; m-- {
					start = append(start, uint32(len(buf)))
					buf = strconv.AppendInt(append(buf, kind...), int64(done), 10)
					end = append(end, uint32(len(buf)))
					done++
				}
				v.Add(buf, start, end, uint64(done)<<32)
			}
			got, exact := v.Cardinality()
			off := float64(got)/float64(n) - 1
			t.Logf("%q: %d of %d values, %+.2f %%", kind, got, n, 100*off)
			if exact || math.Abs(off) > 0.02 {
				t.Error("that is too far off")
			}
		}
	}
}

func TestTopFindsFrequentValuesBeyondTheExactRegime(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	// 2 % of rows hold "b", 1 % "c" and so on, the rest are all different.
	share := map[string]float64{"b": 0.02, "c-longer-than-eight": 0.01, "d": 0.005, "e": 0.003}
	c := newCorpus(1_000_000, func(i int) string {
		x := rng.Float64()
		for _, value := range []string{"b", "c-longer-than-eight", "d", "e"} {
			if x -= share[value]; x < 0 {
				return value
			}
		}
		return strconv.Itoa(i)
	})
	counts := c.counts()
	top, exact := c.all().Top(10)
	if exact || len(top) != 4 {
		t.Fatalf("top is %v", top)
	}
	for i, value := range []string{"b", "c-longer-than-eight", "d", "e"} {
		off := float64(top[i].Count)/float64(counts[value]) - 1
		if string(top[i].Value) != value || math.Abs(off) > 0.03 {
			t.Errorf("place %d: %q %d, want %q %d", i, top[i].Value, top[i].Count, value, counts[value])
		}
	}

	zipf := newCorpus(1_000_000, func(i int) string { return columns[5].draw(rng, i) })
	counts = zipf.counts()
	top, _ = zipf.all().Top(20)
	for i, x := range top {
		if want := "w" + strconv.Itoa(i+1); string(x.Value) != want || math.Abs(float64(x.Count)/float64(counts[want])-1) > 0.05 {
			t.Errorf("place %d: %q %d, want %q %d", i, x.Value, x.Count, want, counts[want])
		}
	}
}

func TestFrequenciesGoBeyond32Bits(t *testing.T) {
	f, g := newCountMin(1<<20), newCountMin(1<<20)
	f.addN(1, 1<<33)
	f.addN(1, 1<<31-1)
	f.addN(1, 1<<31-1)
	f.addN(1, 1<<31-1)
	g.addN(1, 1<<31-1)
	f.merge(&g)
	g.merge(&f)
	if want := uint64(1<<33 + 5*(1<<31-1)); g.at(g.cell(1, 3)) != want {
		t.Errorf("%d, want %d", g.at(g.cell(1, 3)), want)
	}
}

// memoryOf returns about how many bytes v holds.
func memoryOf(v *Values) int {
	n := 32 * cap(v.table.slots)
	for _, b := range v.table.long {
		n += cap(b)
	}
	if v.approx != nil {
		n += hllRegisters + 4*cap(v.approx.freq.cells) + 8*cap(v.approx.freq.wide) + v.approx.sample.bytes
	}
	return n
}

func TestMemoryIsBounded(t *testing.T) {
	if n := memoryOf(NewValues(Options{MaxDistinct: 65536})); n > 1024 {
		t.Errorf("%d bytes to begin with", n)
	}
	for _, col := range columns {
		rng := rand.New(rand.NewPCG(5, 5))
		v := NewValues(Options{MaxDistinct: 65536})
		peak := 0
		for i := range 40 {
			c := newCorpus(5000, func(j int) string { return col.draw(rng, i*5000+j) })
			v.Add(c.buf, c.start, c.end, uint64(i)<<32)
			peak = max(peak, memoryOf(v))
		}
		if peak > 14<<20 {
			t.Errorf("%s: %d bytes", col.name, peak)
		}
		if !v.Exact() && memoryOf(v) > 700<<10 {
			t.Errorf("%s: %d bytes in the end", col.name, memoryOf(v))
		}
	}
	// A column of a thousand.
	v := NewValues(Options{MaxDistinct: 100, TopBytes: 16 << 10})
	c := newCorpus(200_000, func(i int) string { return strconv.Itoa(i) })
	v.Add(c.buf, c.start, c.end, 0)
	if n := memoryOf(v); n > 56<<10 {
		t.Errorf("%d bytes", n)
	}
}

func TestAddAllocatesNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 6))
	for _, limit := range []int{1, 1000} {
		c := newCorpus(4000, func(i int) string { return columns[3].draw(rng, i) })
		v := c.values(Options{MaxDistinct: limit})
		v.Add(c.buf, c.start, c.end, 0)
		if n := testing.AllocsPerRun(20, func() { v.Add(c.buf, c.start, c.end, 0) }); n != 0 {
			t.Errorf("%v allocations", n)
		}
	}
}

func FuzzValues(f *testing.F) {
	f.Add([]byte("a\nb\na\n\nlonger than eight\nlonger than 16 bytes\n"), uint8(3), uint8(2))
	f.Fuzz(func(t *testing.T, data []byte, limit, cut uint8) {
		fields := bytes.Split(data, []byte("\n"))
		c := newCorpus(len(fields), func(i int) string { return string(fields[i]) })
		opt := Options{MaxDistinct: int(limit), MaxBytes: 50}
		want := describeValues(c.values(opt))
		a, b := NewValues(opt), NewValues(opt)
		n := min(int(cut), len(fields))
		a.Add(c.buf, c.start[:n], c.end[:n], 0)
		b.Add(c.buf, c.start[n:], c.end[n:], 0)
		b.Merge(a)
		if got := describeValues(b); got != want {
			t.Fatalf("%s, want %s", got, want)
		}
		if n, exact := b.Cardinality(); exact && n != uint64(len(c.counts())) {
			t.Fatalf("%d values, want %d", n, len(c.counts()))
		}
	})
}

func BenchmarkValuesAdd(b *testing.B) {
	for _, c := range []struct {
		name  string
		limit int
		draw  func(r *rand.Rand) string
	}{
		{"exact/26 letters", 65536, func(r *rand.Rand) string { return string(rune('a' + r.IntN(26))) }},
		{"exact/1000 names", 65536, func(r *rand.Rand) string { return fmt.Sprintf("customer-%04d", r.IntN(1000)) }},
		{"exact/60000 numbers", 65536, func(r *rand.Rand) string { return strconv.Itoa(r.IntN(60000)) }},
		{"beyond/numbers", 1, func(r *rand.Rand) string { return strconv.Itoa(r.IntN(1 << 30)) }},
		{"beyond/25 bytes", 1, func(r *rand.Rand) string { return fmt.Sprintf("%025d", r.IntN(1<<30)) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			rng := rand.New(rand.NewPCG(7, 7))
			col := newCorpus(1<<16, func(int) string { return c.draw(rng) })
			v := col.values(Options{MaxDistinct: c.limit})
			b.SetBytes(int64(len(col.buf)))
			for b.Loop() {
				v.Add(col.buf, col.start, col.end, 0)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(col.start)), "ns/value")
		})
	}
}
