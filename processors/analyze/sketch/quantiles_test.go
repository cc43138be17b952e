package sketch

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// distributions are columns of numbers as they occur.
var distributions = []struct {
	name  string
	exact bool // for 100,000 values and 4,096 bins
	draw  func(rng *rand.Rand) float64
}{
	{"uniform", false, func(r *rand.Rand) float64 { return r.Float64() }},
	{"normal", false, func(r *rand.Rand) float64 { return r.NormFloat64() }},
	{"lognormal", false, func(r *rand.Rand) float64 { return math.Exp(2 * r.NormFloat64()) }},
	{"exponential", false, func(r *rand.Rand) float64 { return r.ExpFloat64() * 1000 }},
	{"pareto", false, func(r *rand.Rand) float64 { return math.Pow(1-r.Float64(), -1/1.2) }},
	{"ids near a billion", false, func(r *rand.Rand) float64 { return float64(1_000_000_000 + r.IntN(1_000_000)) }},
	{"epoch seconds", false, func(r *rand.Rand) float64 { return float64(1_700_000_000 + r.IntN(86400*30)) }},
	{"epoch milliseconds", false, func(r *rand.Rand) float64 { return float64(1_700_000_000_000 + r.IntN(86400*1000)) }},
	{"zipf", true, func(r *rand.Rand) float64 { return math.Floor(10 / (1 - r.Float64())) }},
	{"narrow far from 0", false, func(r *rand.Rand) float64 { return 1e15 + math.Round(r.Float64()*1e6)/8 }},
	{"small integers", true, func(r *rand.Rand) float64 { return float64(r.IntN(4000)) }},
	{"ids of few", true, func(r *rand.Rand) float64 { return float64(1_000_000_000 + r.IntN(4000)) }},
	{"constant", true, func(*rand.Rand) float64 { return -0.1 }},
	{"bimodal", false, func(r *rand.Rand) float64 { return r.NormFloat64() + 100*float64(r.IntN(2)) }},
	{"negative and positive", false, func(r *rand.Rand) float64 { return math.Round(r.NormFloat64()*1e6) / 100 }},
	{"tiny", false, func(r *rand.Rand) float64 { return r.Float64() * 1e-300 }},
	{"any float", false, func(r *rand.Rand) float64 { return math.Float64frombits(r.Uint64() &^ (1 << 62)) }},
}

func draws(seed uint64, n int, draw func(*rand.Rand) float64) []float64 {
	rng := rand.New(rand.NewPCG(seed, seed))
	xs := make([]float64, n)
	for i := range xs {
		xs[i] = draw(rng)
	}
	return xs
}

// percents are quantiles in thousandths.
var percents = []uint64{0, 1, 10, 50, 100, 250, 333, 500, 750, 900, 950, 990, 999, 1000}

// describeQuantiles returns all results of q as text.
func describeQuantiles(q *Quantiles) string {
	s := fmt.Sprintf("%d values, exact %v, shift %d, %v", q.Count(), q.Exact(), q.shift, q.Histogram(20))
	for _, p := range percents {
		e, ok := q.Quantile(p, 1000)
		s += fmt.Sprintf(", %d: %v %v", p, e, ok)
	}
	return s
}

func TestQuantilesAreWithinTheirError(t *testing.T) {
	for _, d := range distributions {
		xs := draws(1, 100_000, d.draw)
		q := NewQuantiles(4096)
		q.Add(xs)
		slices.Sort(xs)
		if q.Exact() != d.exact {
			t.Errorf("%s: exact is %v", d.name, q.Exact())
		}
		worst, bound := 0.0, 0.0 // relative to the quantile
		for _, p := range percents {
			e, ok := q.Quantile(p, 1000)
			h := uint64(len(xs)-1) * p
			i, rest := h/1000, h%1000
			want := xs[i]
			if rest > 0 {
				want = Interpolate(xs[i], xs[i+1], rest, 1000)
			}
			if !ok || math.Abs(e.Value-want) > e.Error || d.exact && e.Error != 0 {
				t.Errorf("%s: quantile %d is %v ± %v, want %v", d.name, p, e.Value, e.Error, want)
			}
			if limit := math.Ldexp(math.Abs(want), int(q.shift)-52) * 2; e.Error > limit {
				t.Errorf("%s: the error of quantile %d may be %v, want at most %v", d.name, p, e.Error, limit)
			}
			if want != 0 {
				worst = max(worst, math.Abs((e.Value-want)/want))
				bound = max(bound, math.Abs(e.Error/want))
			}
		}
		t.Logf("%-22s off by %.2g at most, stated %.2g", d.name, worst, bound)
	}
}

func TestIntegersStayExactUpToTheNumberOfBins(t *testing.T) {
	for _, start := range []int{0, -4000, 1_000_000_000, 1_700_000_000_000} {
		q := NewQuantiles(8192)
		for i := range 8192 {
			q.AddN(float64(start+i), uint64(1+i%3))
		}
		if !q.Exact() {
			t.Errorf("8192 integers from %d on are not exact", start)
		}
		q.Add([]float64{float64(start + 8192), float64(start + 8193), float64(start + 8194)})
		if q.Exact() {
			t.Errorf("8195 integers from %d on are said to be exact", start)
		}
	}
}

func TestQuantilesDoNotDependOnThePartition(t *testing.T) {
	for _, d := range distributions {
		xs := draws(2, 30_000, d.draw)
		whole := NewQuantiles(512)
		whole.Add(xs)
		want := describeQuantiles(whole)
		rng := rand.New(rand.NewPCG(3, 3))
		for range 3 {
			rng.Shuffle(len(xs), func(i, j int) { xs[i], xs[j] = xs[j], xs[i] })
			parts := make([]*Quantiles, 4)
			for i := range parts {
				parts[i] = NewQuantiles(512)
			}
			for left := xs; len(left) > 0; {
				n := min(len(left), rng.IntN(5000))
				p := parts[rng.IntN(len(parts))]
				if n < 20 {
					for _, x := range left[:n] {
						p.AddN(x, 1)
					}
				} else {
					p.Add(left[:n])
				}
				left = left[n:]
			}
			merged := NewQuantiles(512)
			for _, i := range rng.Perm(len(parts)) {
				merged.Merge(parts[i])
			}
			if got := describeQuantiles(merged); got != want {
				t.Fatalf("%s:\n%s, want\n%s", d.name, got, want)
			}
		}
	}
}

func TestQuantilesInterpolateLinearly(t *testing.T) {
	q := NewQuantiles(100)
	if _, ok := q.Quantile(1, 2); ok || q.Histogram(5) != nil {
		t.Error("no values have a quantile")
	}
	q.Add([]float64{0.1, 0.2, 0.4, 0.3})
	for _, c := range []struct {
		num, den uint64
		want     float64
	}{{0, 1, 0.1}, {1, 3, 0.2}, {1, 2, 0.25}, {1, 4, 0.175}, {1, 1, 0.4}} {
		if e, ok := q.Quantile(c.num, c.den); !ok || math.Abs(e.Value-c.want) > 1e-17 || e.Error != 0 {
			t.Errorf("quantile %d/%d is %v", c.num, c.den, e)
		}
	}
	if _, ok := q.Quantile(2, 1); ok {
		t.Error("quantile 2 exists")
	}
}

func TestBinHoldsTheValuesBetweenItsEdges(t *testing.T) {
	for _, d := range distributions {
		xs := draws(6, 20_000, d.draw)
		q := NewQuantiles(256)
		q.Add(xs)
		slices.Sort(xs)
		for rank := 0; rank < len(xs); rank += 371 {
			lo, hi, below := q.Bin(uint64(rank))
			first, _ := slices.BinarySearch(xs, lo)
			after, _ := slices.BinarySearch(xs, math.Nextafter(hi, math.Inf(1)))
			if first != int(below) || rank < first || rank >= after {
				t.Fatalf("%s: x_%d is said to be within %v and %v, %d below: those are %d to %d", d.name, rank, lo, hi, below, first, after)
			}
		}
	}
}

// What --exact does: bins are read again until they hold equal values.
func TestBinsOfBinsBecomeExact(t *testing.T) {
	for _, d := range distributions {
		xs := draws(7, 50_000, d.draw)
		sorted := slices.Sorted(slices.Values(xs))
		lo, hi, rank := math.Inf(-1), math.Inf(1), uint64(31_415)
		rounds := 0
		for left := rank; lo < hi; rounds++ {
			q := NewQuantiles(512)
			for _, x := range xs {
				if lo <= x && x <= hi {
					q.AddN(x, 1)
				}
			}
			var below uint64
			lo, hi, below = q.Bin(left)
			left -= below
		}
		if lo != sorted[rank] || rounds > 8 {
			t.Errorf("%s: x_%d is %v after %d rounds, want %v", d.name, rank, lo, rounds, sorted[rank])
		}
	}
}

func TestInfinityAndMinusZeroAreCounted(t *testing.T) {
	q := NewQuantiles(100)
	q.Add([]float64{math.Inf(1), math.Inf(-1), math.Copysign(0, -1), 0, 5e-324})
	lo, _ := q.Quantile(0, 1)
	mid, _ := q.Quantile(1, 2)
	hi, _ := q.Quantile(1, 1)
	if lo.Value != -math.MaxFloat64 || mid.Value != 0 || hi.Value != math.MaxFloat64 || q.table.used != 4 {
		t.Error(lo, mid, hi, q.table.used)
	}
	if total(q.Histogram(20)) != 5 {
		t.Error(q.Histogram(20))
	}
}

func total(buckets []Bucket) (n uint64) {
	for _, b := range buckets {
		n += b.Count
	}
	return n
}

func TestHistogramCountsEveryValue(t *testing.T) {
	for _, d := range distributions {
		xs := draws(4, 20_000, d.draw)
		q := NewQuantiles(1 << 15)
		q.Add(xs)
		h := q.Histogram(20)
		for i, b := range h {
			n := uint64(0)
			for _, x := range xs {
				if b.Lo <= x && (x < b.Hi || i == len(h)-1 && x == b.Hi) {
					n++
				}
			}
			if q.Exact() && n != b.Count || i > 0 && h[i-1].Hi != b.Lo || b.Lo > b.Hi {
				t.Errorf("%s: bucket %d is %v, holds %d", d.name, i, b, n)
			}
		}
		if total(h) != uint64(len(xs)) || h[0].Lo != slices.Min(xs) || h[len(h)-1].Hi != slices.Max(xs) {
			t.Errorf("%s: %v", d.name, h)
		}
	}
}

// Numbers whose bins all have the same home, unless the hash is random.
func TestNumbersMadeToCollideCostNoTime(t *testing.T) {
	inverse := uint64(1)
	for range 6 { // Newton's iteration modulo 2^64
		inverse *= 2 - golden*inverse
	}
	q := NewQuantiles(16384)
	for i := uint64(1); q.table.used < 16000; i++ {
		if o := i * inverse; o>>52 > 0x800 && o>>52 < 0xffe {
			q.AddN(numberOf(o), 1)
		}
	}
	probes := 0
	for i := range q.table.slots {
		if b := q.table.slots[i]; b.count != 0 {
			probes += (i - strongHash(b.key)) & (len(q.table.slots) - 1)
		}
	}
	if !q.table.strong || probes > 4*q.table.used {
		t.Errorf("strong is %v, %d probes for %d bins", q.table.strong, probes, q.table.used)
	}
}

func TestQuantilesStayWithinTheirBins(t *testing.T) {
	q := NewQuantiles(1000)
	for i := range 50 {
		q.Add(draws(uint64(i), 5000, distributions[len(distributions)-1].draw))
		if q.table.used > 1000 || len(q.table.slots) > 2048 {
			t.Fatal(q.table.used, len(q.table.slots))
		}
	}
	xs := draws(1, 1000, distributions[len(distributions)-1].draw)
	if n := testing.AllocsPerRun(100, func() { q.Add(xs) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkQuantilesAdd(b *testing.B) {
	for _, i := range []int{0, 2, 5, 10, 14} {
		d := distributions[i]
		for _, bins := range []int{2048, 16384} {
			b.Run(fmt.Sprintf("%s/%d", d.name, bins), func(b *testing.B) {
				xs := draws(5, 1<<18, d.draw)
				q := NewQuantiles(bins)
				q.Add(xs)
				b.SetBytes(int64(8 * len(xs)))
				for b.Loop() {
					q.Add(xs)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(xs)), "ns/value")
			})
		}
	}
}
