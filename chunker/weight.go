package chunker

import "iter"

// ByWeight cuts items into consecutive runs of about target weight. Every item
// is in exactly one run and no run is empty.
//
// A run ends when its sum reaches target. An item that reaches target by itself
// is a run of its own: it neither joins the run before it, which ends early,
// nor takes part in the next. So a run of several items weighs less than
// 2*target, and all but the last run and those before such an item weigh at
// least target.
//
// weight is called once per item, in order; negative weights count as 0. Items
// of no weight add to a run without end, so a weight should have a part that is
// there for every item, such as the cost of opening a file. If target is 0 or
// less, every item is a run.
//
// The runs are parts of items, without copying and with no spare capacity.
func ByWeight[T any](items []T, weight func(T) int64, target int64) iter.Seq[[]T] {
	return func(yield func([]T) bool) {
		start := 0
		sum := int64(0) // of items[start:i], less than target unless that is 0 or less
		for i, item := range items {
			w := max(0, weight(item))
			if w >= target && i > start {
				if !yield(items[start:i:i]) {
					return
				}
				start, sum = i, 0
			}
			if w >= target-sum { // sum+w might overflow
				if !yield(items[start : i+1 : i+1]) {
					return
				}
				start, sum = i+1, 0
				continue
			}
			sum += w
		}
		if start < len(items) {
			yield(items[start:len(items):len(items)])
		}
	}
}
