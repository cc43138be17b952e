package pool

import "reflect"

// maxWeight caps a single weight (64 TiB), so that a window of 100,000 absurd
// weights cannot overflow the sum.
const maxWeight = 1 << 46

// A budget counts the bytes held by chunks and results in flight. It has no
// lock of its own.
//
// It cannot deadlock. Chunks are admitted in input order and only as a whole,
// so the oldest unmerged chunk always has the memory it needs and will be
// merged. When all are merged nothing is held, and the next chunk fits because
// its weight was clamped to the limit.
type budget struct {
	limit int64 // 0: none
	used  int64 // may exceed limit where a result outweighs its chunk
	peak  int64 // highest used
}

// clamp returns the weight that is counted for a chunk of weight w: at most the
// limit, so that a chunk above it runs alone rather than never.
func (b *budget) clamp(w int64) int64 {
	if b.limit > 0 {
		return min(w, b.limit)
	}
	return w
}

// fits reports whether a chunk of weight w, clamped, can be admitted now.
func (b *budget) fits(w int64) bool {
	return b.limit <= 0 || b.used <= b.limit-w
}

// add counts w more bytes, or fewer if w is negative.
func (b *budget) add(w int64) {
	b.used += w
	b.peak = max(b.peak, b.used)
}

// weigher returns the function that weighs values of type T. Whether T is
// Weighted is decided once. Values are weighed through their address, because
// turning each one into an interface would allocate.
func weigher[T any]() func(*T) int64 {
	if _, ok := any((*T)(nil)).(Weighted); ok {
		return func(p *T) int64 { return bound(any(p).(Weighted)) }
	}
	switch reflect.TypeFor[T]().Kind() {
	case reflect.Interface, reflect.Pointer: // methods are not found through *T
		return func(p *T) int64 {
			if w, ok := any(*p).(Weighted); ok {
				return bound(w)
			}
			return 0
		}
	}
	return func(*T) int64 { return 0 }
}

func bound(w Weighted) int64 {
	return min(max(0, w.Weight()), maxWeight)
}
