package hash

import (
	"math"
	"math/bits"
	"sort"

	"fanout/processors/hash/kdf"
	"fanout/processors/hash/kdf/scheme"
)

// A fitter finds the highest costs within limits.
type fitter struct {
	params kdf.Params // with the costs that are fixed
	free   []int      // the places of the others that the time grows with
	memory int64      // bytes for one hash
}

func newFitter(opt *TuneOptions) *fitter {
	f := &fitter{params: opt.Params, memory: opt.Memory / int64(opt.Workers)}
	for i, c := range opt.Params.Scheme.Costs {
		if c.Growth != scheme.Constant && !opt.Fixed(i) {
			f.free = append(f.free, i)
		}
	}
	return f
}

// need returns the bytes that a worker needs which hashes one password.
func (f *fitter) need(p kdf.Params) int64 { return minMemory(p) }

// fits reports whether a worker has them.
func (f *fitter) fits(p kdf.Params) bool { return f.need(p) <= f.memory }

// lowest returns the lowest costs that the algorithm takes.
func (f *fitter) lowest() kdf.Params {
	p := f.params
	for _, i := range f.free {
		p = f.set(p, i, f.first(p, i))
	}
	return p
}

// fit returns the highest costs that take the reference at most limit
// nanoseconds, and the memory of a worker: the first cost as high as can be,
// then the next. If there are none, they are the lowest.
func (f *fitter) fit(limit float64) kdf.Params {
	p := f.lowest()
	for _, i := range f.free {
		ok := func(q kdf.Params) bool {
			return q.Check() == nil && q.Scheme.ReferenceTime(q) <= limit && f.fits(q)
		}
		lowest := f.first(p, i)
		n := sort.Search(math.MaxInt32-lowest, func(n int) bool { return !ok(f.set(p, i, lowest+n+1)) })
		p = f.set(p, i, f.round(i, lowest, lowest+n))
	}
	return p
}

// limited reports whether more memory would let costs be higher.
func (f *fitter) limited(limit float64) bool {
	roomy := *f
	roomy.memory = math.MaxInt64
	return roomy.fit(limit) != f.fit(limit)
}

// set returns p with step n of cost i.
func (f *fitter) set(p kdf.Params, i, n int) kdf.Params {
	if p.Scheme.Costs[i].Growth == scheme.Doubling {
		n = 1 << min(n, 62)
	}
	p.Costs[i] = n
	return p
}

// first returns the first step of cost i that the algorithm takes.
func (f *fitter) first(p kdf.Params, i int) int {
	ok := func(n int) bool { return f.set(p, i, n).Check() == nil }
	high := 1
	for high < math.MaxInt32/2 && !ok(high) {
		high *= 2
	}
	return high/2 + 1 + sort.Search(high-high/2-1, func(n int) bool { return ok(high/2 + 1 + n) })
}

// round returns a step of cost i, at most n, that is easy to write: three
// digits, or as many bits of KiB.
func (f *fitter) round(i, lowest, n int) int {
	unit := 1
	switch f.params.Scheme.Costs[i].Growth {
	case scheme.Linear:
		for n/unit >= 1000 {
			unit *= 10
		}
	case scheme.LinearKiB:
		unit = 1 << max(0, bits.Len(uint(n))-7)
	}
	return max(lowest, n-n%unit)
}
