package resample

import (
	"fmt"
	"math"

	"github.com/disintegration/imaging"

	"fanout/internal/scratch"
)

// An Axis maps one side of a picture: the span [Lo, Hi) of Src samples becomes
// Dst samples, of which [From, To) are computed.
//
// Lo and Hi are in source samples: sample k covers [k, k+1). They are 0 and Src
// where the samples are the picture. A chroma plane of a picture of odd width,
// or a picture decoded at 1/4 whose width is no multiple of 4, ends inside its
// last sample, and so does its span. A span may reach past the samples: then
// the first and the last one repeat. From and To leave out what would be
// cropped right after.
type Axis struct {
	Src, Dst int
	Lo, Hi   float64
	From, To int
}

// Whole returns the Axis that resamples all of src samples to dst.
func Whole(src, dst int) Axis {
	return Axis{Src: src, Dst: dst, Hi: float64(src), To: dst}
}

// Len returns the number of samples that are computed.
func (a Axis) Len() int { return a.To - a.From }

// maxSide limits both sides, so that no index and no number of weights
// overflows 32 bits.
const maxSide = math.MaxInt32 / 8

func (a Axis) validate() error {
	switch {
	case a.Src < 1 || a.Src > maxSide || a.Dst < 1 || a.Dst > maxSide:
		return fmt.Errorf("resample: cannot bring %d samples to %d: from 1 to %d are possible", a.Src, a.Dst, maxSide)
	case !(-maxSide <= a.Lo && a.Lo < a.Hi && a.Hi <= 2*maxSide): // NaN fails too
		return fmt.Errorf("resample: the span %v to %v is none", a.Lo, a.Hi)
	case a.From < 0 || a.From >= a.To || a.To > a.Dst:
		return fmt.Errorf("resample: the part %d to %d does not lie in %d samples", a.From, a.To, a.Dst)
	}
	return nil
}

// isIdentity reports whether each result sample is a source sample, in order,
// to a millionth. Such an axis is copied whatever the filter, since filters
// like Mitchell's would blur it.
func (a Axis) isIdentity() bool {
	const tolerance = 1e-6
	return math.Abs(a.Hi-a.Lo-float64(a.Dst)) < tolerance && math.Abs(a.Lo-math.Round(a.Lo)) < tolerance
}

// ratio returns the number of source samples to a result sample: above 1 when
// the picture is reduced.
func (a Axis) ratio() float64 { return (a.Hi - a.Lo) / float64(a.Dst) }

// centre returns the position of the centre of result sample i, in units in
// which source sample k has its centre at k. The conversion keeps compilers
// from fusing the operations, which would round differently.
func (a Axis) centre(i int) float64 {
	return a.Lo + float64((float64(i)+0.5)*a.ratio()) - 0.5
}

// nearest returns the source sample that contains the centre of result sample
// i.
func (a Axis) nearest(i int) int {
	return min(max(int(math.Floor(a.centre(i)+0.5)), 0), a.Src-1)
}

// weights returns the weights of the source samples from first on that make up
// result sample i. They are in buf and add up to 1 except for rounding. first
// grows with i. This is the definition:
//
// The filter is centred on the result sample. Where the ratio is above 1 it is
// stretched by it, so that every source sample counts. Before the first and
// after the last source sample these repeat, so their weights are added.
// Weights are divided by their sum.
func (a Axis) weights(filter *imaging.ResampleFilter, i int, buf *scratch.Buffer[float64]) (first int, weights []float64) {
	if a.isIdentity() || filter.Support <= 0 {
		w := buf.Get(1)
		w[0] = 1
		return a.nearest(i), w
	}
	centre, stretch := a.centre(i), max(1, a.ratio())
	radius := filter.Support * stretch
	lo, hi := int(math.Ceil(centre-radius)), int(math.Floor(centre+radius))
	first, last := min(max(lo, 0), a.Src-1), min(max(hi, 0), a.Src-1)
	w := buf.Get(last - first + 1)
	clear(w)
	sum := 0.0
	for j := lo; j <= hi; j++ {
		v := filter.Kernel((float64(j) - centre) / stretch)
		w[min(max(j, first), last)-first] += v
		sum += v
	}
	for k := range w {
		w[k] /= sum
	}
	return first, w
}
