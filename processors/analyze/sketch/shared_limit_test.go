package sketch

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"
)

func TestSharedLimitChangesNoResult(t *testing.T) {
	for _, distinct := range []int{1000, 2999, 3000, 3001, 3100, 5000, 20000} {
		rng := rand.New(rand.NewPCG(1, uint64(distinct)))
		c := newCorpus(40_000, func(i int) string {
			if i < distinct {
				return "a value of " + strconv.Itoa(i)
			}
			return "a value of " + strconv.Itoa(rng.IntN(distinct))
		})
		opt := Options{MaxDistinct: 3000}
		want := describeValues(c.values(opt))
		for range 5 {
			opt.SharedLimit = NewSharedLimit(3000)
			parts := make([]*Values, 4)
			counts := make([]map[string]uint64, len(parts))
			var wg sync.WaitGroup
			for w := range parts {
				got := map[string]uint64{}
				counts[w] = got
				own := opt
				own.OnSpill = func(value []byte, n uint64) { got[string(value)] += n }
				parts[w] = NewValues(own)
				wg.Go(func() {
					for i := w * 100; i < len(c.start); i += 400 {
						start, end := c.start[i:i+100], c.end[i:i+100]
						n := parts[w].Add(c.buf, start, end, 0)
						for ; n < len(start); n++ {
							got[string(c.buf[start[n]:end[n]])]++
						}
					}
				})
			}
			wg.Wait()
			merged := NewValues(Options{MaxDistinct: 3000, OnSpill: func(value []byte, n uint64) { counts[0][string(value)] += n }})
			for _, p := range parts {
				merged.Merge(p)
			}
			if got := describeValues(merged); got != want {
				t.Fatalf("%d values:\n%s, want\n%s", distinct, got, want)
			}
			if merged.Exact() {
				continue
			}
			all := map[string]uint64{}
			for _, m := range counts {
				for value, n := range m {
					all[value] += n
				}
			}
			if fmt.Sprint(all) != fmt.Sprint(c.counts()) {
				t.Fatalf("%d values: what was handed on differs", distinct)
			}
		}
	}
}

func TestSharedLimitSpillsTablesTogether(t *testing.T) {
	const limit = 65536
	opt := Options{MaxDistinct: limit, SharedLimit: NewSharedLimit(limit)}
	parts := make([]*Values, 8)
	for i := range parts {
		parts[i] = NewValues(opt)
	}
	for chunk := 0; ; chunk++ {
		c := newCorpus(1000, func(i int) string { return strconv.Itoa(1000*chunk + i) })
		v := parts[chunk%len(parts)]
		v.Add(c.buf, c.start, c.end, uint64(chunk)<<20)
		if !v.Exact() {
			if n := 1000 * chunk; n < limit || n > limit*13/10 {
				t.Errorf("the first table is given up after %d values", n)
			}
			return
		}
	}
}

func TestSharedLimitCostsFewValuesNothing(t *testing.T) {
	u := NewSharedLimit(65536)
	v := NewValues(Options{MaxDistinct: 65536, SharedLimit: u})
	c := newCorpus(50_000, func(i int) string { return strconv.Itoa(i % (registerFrom - 1)) })
	v.Add(c.buf, c.start, c.end, 0)
	if u.seen != nil {
		t.Error("a column of few values has a bitmap")
	}
}
