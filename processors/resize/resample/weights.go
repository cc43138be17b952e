package resample

import (
	"context"
	"fmt"
	"math"

	"github.com/disintegration/imaging"

	"fanout/internal/scratch"
)

// A weightTable holds the fixed-point weights of one axis.
type weightTable struct {
	weightSpec
	// bits is the precision: weights are multiples of 2^-bits. It is as large
	// as 16-bit numbers allow, so that the rounding of weights does not cost
	// more at larger ratios.
	bits int
	// taps is the number of weights of each result sample, as padTaps rounds it
	// up.
	taps int
	// The taps of result sample From+i are the source samples from
	// base+first[i] on. They have the weights [i*taps, (i+1)*taps), which add
	// up to 1<<bits exactly. Result samples after To, with weights of 0, fill
	// up a multiple of 8.
	first   []int32
	weights []int16
	base    int
	span    int // all taps are in [base, base+span); those after it have weight 0
}

// A weightSpec is what a table is made from, besides the filter.
type weightSpec struct {
	axis    Axis
	unit    int // see padTaps
	maxBits int // limit of bits, see fixed.go
}

// maxMagnitude limits the sum of the magnitudes of a sample's weights, in units
// of 2^bits. The largest sum of the filters of this program is 1.54: that of
// lanczos3, halfway between two samples.
const maxMagnitude = 2

// build computes the table of s, in t's memory if that suffices. Only ctx and
// filters whose weights are out of range make it fail.
func (t *weightTable) build(ctx context.Context, s weightSpec, filter *imaging.ResampleFilter, buf *scratch.Buffer[float64]) error {
	t.weightSpec = s
	// The first pass finds the largest weight and the largest number of taps.
	// Keeping its weights would take four times the table's memory.
	largest, maxTaps := 0.0, 1
	t.base, t.span = s.axis.Src, 0
	end := 0
	for i := s.axis.From; i < s.axis.To; i++ {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		first, w := s.axis.weights(filter, i, buf)
		sum := 0.0
		for _, v := range w {
			largest = max(largest, math.Abs(v)) // NaN stays
			sum += v
		}
		if !(math.Abs(sum-1) < 1e-6) {
			return fmt.Errorf("resample: the filter has no sum at sample %d", i)
		}
		maxTaps = max(maxTaps, len(w))
		t.base, end = min(t.base, first), max(end, first+len(w))
	}
	t.span = end - t.base
	t.taps = padTaps(maxTaps, s.unit)
	t.bits = precision(largest, s.maxBits)

	n := (s.axis.Len() + 7) &^ 7
	t.first = append(t.first[:0], make([]int32, n)...)
	t.weights = append(t.weights[:0], make([]int16, n*t.taps)...)
	for i := range s.axis.Len() {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		first, w := s.axis.weights(filter, s.axis.From+i, buf)
		t.first[i] = int32(first - t.base)
		if m := quantize(t.weights[i*t.taps:][:len(w)], w, t.bits); m > maxMagnitude<<t.bits {
			return fmt.Errorf("resample: the filter's weights have magnitudes that add up to %.2f, over %d",
				float64(m)/float64(int(1)<<t.bits), maxMagnitude)
		}
	}
	return nil
}

// rowOffsets appends the offsets of the source rows that are the taps of result
// row i, for rows that are stride samples apart. Where the taps reach past the
// last row, their weights are 0 and that row repeats.
func (t *weightTable) rowOffsets(offsets []int, i, stride int) []int {
	first := t.base + int(t.first[i])
	for k := range t.taps {
		offsets = append(offsets, min(first+k, t.axis.Src-1)*stride)
	}
	return offsets
}

// ringOffsets is rowOffsets for a ring of as many rows as there are taps.
func (t *weightTable) ringOffsets(offsets []int, i, stride int) []int {
	first := t.base + int(t.first[i])
	for k := range t.taps {
		offsets = append(offsets, min(first+k, t.axis.Src-1)%t.taps*stride)
	}
	return offsets
}

// mustFit panics unless all taps are in src, pixels of that many channels from
// sample base on: they begin within the span, so that `taps` more samples
// suffice.
func (t *weightTable) mustFit(src []int16, channels int) {
	if len(src) < (t.span+t.taps)*channels {
		panic("resample: internal error: taps do not lie in the source")
	}
}

// precision returns the largest number of bits, up to maxBits, with which a
// weight of that magnitude, rounded up or down, is a 16-bit number. It is at
// least 13, since weights above 2 are refused.
func precision(largest float64, maxBits int) int {
	bits := maxBits
	for bits > 13 && largest*float64(int(1)<<bits) > math.MaxInt16-1 {
		bits--
	}
	return bits
}

// quantize rounds w, which adds up to 1, to multiples of 2^-bits in q, which
// add up to exactly 1, and returns the sum of their magnitudes in units of
// 2^-bits. It rounds the running sum, so that the errors of neighbours cancel
// and smooth areas stay smooth.
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

// The units in which the assembly takes taps: columns 2 rows, rows 8 samples or
// a multiple of 16, pixels 4.
const (
	columnUnit = 2
	rowUnit    = 8
	pixelUnit  = 4
)

// padTaps rounds n up to a number of taps that the assembly takes.
func padTaps(n, unit int) int {
	if unit == rowUnit && n > rowUnit {
		unit = 2 * rowUnit
	}
	return (n + unit - 1) / unit * unit
}
