package resample

import "context"

// A call of assembly cannot be interrupted, neither by the context nor by the
// garbage collector. So each call does at most callWork multiplications, which
// take 1 ms in the slowest implementation, plain Go. The context is checked as
// often.
const callWork = 1 << 20

// charge counts multiplications and checks ctx once in callWork of them.
func (r *Resampler) charge(ctx context.Context, work int) error {
	if r.untilCheck -= work; r.untilCheck > 0 {
		return nil
	}
	r.untilCheck = callWork
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}

// inPieces calls f for pieces [lo, hi) of n results that take `work`
// multiplications each. Pieces begin at multiples of 64. They take at most
// callWork, or have 64 results.
func (r *Resampler) inPieces(ctx context.Context, n, work int, f func(lo, hi int)) error {
	step := max(callWork/work&^63, 64)
	for lo := 0; lo < n; lo += step {
		hi := min(lo+step, n)
		if err := r.charge(ctx, (hi-lo)*work); err != nil {
			return err
		}
		f(lo, hi)
	}
	return nil
}

// columns computes a row of intermediate samples from the source rows at
// r.offsets.
func (r *Resampler) columns(ctx context.Context, dst []int16, src []byte, weights []int16, shift int) error {
	return r.inPieces(ctx, len(dst), len(weights), func(lo, hi int) {
		columns(dst[lo:hi], src[lo:], r.offsets, weights, shift)
	})
}

// wideColumns is columns for the premultiplied rows in r.ring.
func (r *Resampler) wideColumns(ctx context.Context, dst []int16, weights []int16, shift int) error {
	return r.inPieces(ctx, len(dst), len(weights), func(lo, hi int) {
		wideColumns(dst[lo:hi], r.ring[lo:], r.offsets, weights, shift)
	})
}

// rows computes a row of the result from r.intermediate: whole groups of 8
// samples or pixels in dst, the others by way of r.tail.
func (r *Resampler) rows(ctx context.Context, dst []byte, t *weightTable, channels, shift int) error {
	kernel := rows
	if channels == 4 {
		kernel = pixels
	}
	src := r.intermediate
	t.mustFit(src, channels)
	return r.inPieces(ctx, len(dst)/channels, channels*t.taps, func(lo, hi int) {
		first, weights := t.first[lo:], t.weights[lo*t.taps:]
		whole := (hi - lo) &^ 7
		kernel(dst[lo*channels:][:whole*channels], src, first, weights, t.taps, shift)
		if rest := hi - lo - whole; rest > 0 {
			tail := r.tail[:8*channels]
			kernel(tail, src, first[whole:], weights[whole*t.taps:], t.taps, shift)
			copy(dst[(lo+whole)*channels:], tail[:rest*channels])
		}
	})
}

// widePixels computes a row of the result, with alpha, in r.wideRow.
func (r *Resampler) widePixels(ctx context.Context, t *weightTable, shift int) error {
	t.mustFit(r.intermediate, 4)
	return r.inPieces(ctx, len(t.first), 4*t.taps, func(lo, hi int) {
		widePixels(r.wideRow[4*lo:4*hi], r.intermediate, t.first[lo:], t.weights[lo*t.taps:], t.taps, shift)
	})
}
