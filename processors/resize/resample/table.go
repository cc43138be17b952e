package resample

import (
	"context"
	"fmt"
	"math"

	"github.com/disintegration/imaging"
)

// A table holds the fixed-point weights of one axis.
type table struct {
	spec
	// bits is the precision: weights are multiples of 2^-bits. It is as large as
	// 16-bit numbers allow, so that what rounding the weights does to a result
	// does not grow with the ratio.
	bits int
	// taps is how many weights each result sample has, as padTaps wants it.
	taps int
	// The window of result sample From+i begins at source sample base+first[i]
	// and has the weights [i*taps, (i+1)*taps), which add up to 1<<bits exactly.
	// Result samples beyond To fill up a multiple of 8, with weights of 0.
	first   []int32
	weights []int16
	base    int
	span    int // all windows lie in [base, base+span); weights beyond are 0
}

// A spec is what a table is made from besides the filter.
type spec struct {
	axis    Axis
	unit    int // see padTaps
	maxBits int // bits is at most this, see the limits in fixed.go
}

// At most maxMagnitude times 2^bits are the magnitudes of a window's weights
// added up. The most that the filters of this program reach is 1.54: lanczos3,
// halfway between two samples.
const maxMagnitude = 2

// build computes the table of s, in t's memory as far as that reaches.
func (t *table) build(ctx context.Context, s spec, filter *imaging.ResampleFilter, scratch *[]float64) error {
	t.spec = s
	// The first round finds the largest weight and window. Keeping the weights
	// for the second would take four times the table's memory.
	largest, longest := 0.0, 1
	t.base, t.span = s.axis.Src, 0
	end := 0
	for i := s.axis.From; i < s.axis.To; i++ {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		first, w := s.axis.window(filter, i, scratch)
		sum := 0.0
		for _, v := range w {
			largest = max(largest, math.Abs(v)) // NaN stays
			sum += v
		}
		if !(math.Abs(sum-1) < 1e-6) {
			return fmt.Errorf("resample: the filter has no sum at sample %d", i)
		}
		longest = max(longest, len(w))
		t.base, end = min(t.base, first), max(end, first+len(w))
	}
	t.span = end - t.base
	t.taps = padTaps(longest, s.unit)
	t.bits = precision(largest, s.maxBits)

	n := (s.axis.Len() + 7) &^ 7
	t.first = append(t.first[:0], make([]int32, n)...)
	t.weights = append(t.weights[:0], make([]int16, n*t.taps)...)
	for i := range s.axis.Len() {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		first, w := s.axis.window(filter, s.axis.From+i, scratch)
		t.first[i] = int32(first - t.base)
		if m := quantize(t.weights[i*t.taps:][:len(w)], w, t.bits); m > maxMagnitude<<t.bits {
			return fmt.Errorf("resample: the filter's weights have magnitudes that add up to %.2f, over %d",
				float64(m)/float64(int(1)<<t.bits), maxMagnitude)
		}
	}
	return nil
}

// holds panics unless every window lies in src, pixels of size samples from
// sample base on: all begin in the span, so that taps more hold the last of them.
func (t *table) holds(src []int16, size int) {
	if len(src) < (t.span+t.taps)*size {
		panic("resample: internal error: a window does not lie in the source")
	}
}

// precision returns the most bits, up to maxBits, with which a weight of that
// magnitude, rounded to either side, is a 16-bit number. It is at least 13, as
// larger weights than 2 are refused.
func precision(largest float64, maxBits int) int {
	bits := maxBits
	for bits > 13 && largest*float64(int(1)<<bits) > math.MaxInt16-1 {
		bits--
	}
	return bits
}

// quantize rounds w, which adds up to 1, to multiples of 2^-bits which add up to
// exactly that, and returns the sum of their magnitudes. It is the running sum
// that is rounded: errors of neighbours cancel, so smooth areas stay smooth.
func quantize(q []int16, w []float64, bits int) (magnitude int) {
	one := float64(int(1) << bits)
	running, before := 0.0, 0
	for k, v := range w {
		running += v
		now := int(math.Round(running * one))
		if k == len(w)-1 {
			now = 1 << bits
		}
		step := min(max(now-before, math.MinInt16), math.MaxInt16)
		q[k], before = int16(step), now
		magnitude += max(step, -step)
	}
	return magnitude
}

// What the assembly takes at a time: columns have windows of whole 2 rows, rows
// of 8 or of whole 16 samples, pixels of whole 4.
const (
	columnUnit = 2
	rowUnit    = 8
	pixelUnit  = 4
)

// padTaps rounds n up to what the assembly takes.
func padTaps(n, unit int) int {
	if unit == rowUnit && n > rowUnit {
		unit = 2 * rowUnit
	}
	return (n + unit - 1) / unit * unit
}
