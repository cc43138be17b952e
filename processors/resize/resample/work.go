package resample

import "context"

// A call of assembly cannot be interrupted, neither by the context nor by the
// garbage collector, so each does at most callWork multiplications: 1 ms in the
// slowest implementation, plain Go. The context is looked at as often.
const callWork = 1 << 20

// spend counts work and looks at ctx from time to time.
func (r *Resampler) spend(ctx context.Context, work int) error {
	if r.budget -= work; r.budget > 0 {
		return nil
	}
	r.budget = callWork
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}

// pieces calls f for pieces [lo, hi) of n, which begin at multiples of 64 and
// take at most callWork, where one takes work; but 64 are taken in any case.
func (r *Resampler) pieces(ctx context.Context, n, work int, f func(lo, hi int)) error {
	step := max(callWork/work&^63, 64)
	for lo := 0; lo < n; lo += step {
		hi := min(lo+step, n)
		if err := r.spend(ctx, (hi-lo)*work); err != nil {
			return err
		}
		f(lo, hi)
	}
	return nil
}

// columns computes a row between the passes from the source rows at r.offsets.
func (r *Resampler) columns(ctx context.Context, dst []int16, src []byte, weights []int16, shift int) error {
	return r.pieces(ctx, len(dst), len(weights), func(lo, hi int) {
		columns(dst[lo:hi], src[lo:], r.offsets, weights, shift)
	})
}

// wideColumns is columns for the premultiplied rows of the ring.
func (r *Resampler) wideColumns(ctx context.Context, dst []int16, weights []int16, shift int) error {
	return r.pieces(ctx, len(dst), len(weights), func(lo, hi int) {
		wideColumns(dst[lo:hi], r.ring[lo:], r.offsets, weights, shift)
	})
}

// rows computes a row of the result from r.between: full groups of 8 samples or
// 4 pixels right in dst, the rest by way of r.tail.
func (r *Resampler) rows(ctx context.Context, dst []byte, t *table, size, shift int) error {
	kernel := rows
	if size == 4 {
		kernel = pixels
	}
	t.holds(r.between, size)
	return r.pieces(ctx, len(dst)/size, size*t.taps, func(lo, hi int) {
		first, weights := t.first[lo:], t.weights[lo*t.taps:]
		full := (hi - lo) &^ 7
		kernel(dst[lo*size:][:full*size], r.between, first, weights, t.taps, shift)
		if rest := hi - lo - full; rest > 0 {
			tail := r.tail[:8*size]
			kernel(tail, r.between, first[full:], weights[full*t.taps:], t.taps, shift)
			copy(dst[(lo+full)*size:], tail[:rest*size])
		}
	})
}

// widePixels computes a row of the result, with alpha, in r.wide.
func (r *Resampler) widePixels(ctx context.Context, t *table, shift int) error {
	t.holds(r.between, 4)
	return r.pieces(ctx, len(t.first), 4*t.taps, func(lo, hi int) {
		widePixels(r.wide[4*lo:4*hi], r.between, t.first[lo:], t.weights[lo*t.taps:], t.taps, shift)
	})
}
