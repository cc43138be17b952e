package resample

import (
	"fmt"
	"math"

	"github.com/disintegration/imaging"
)

// An Axis maps one side of a picture: the span [Lo, Hi) of Src samples becomes
// Dst samples, of which [From, To) are computed.
//
// Lo and Hi count samples and fractions of them: sample k covers [k, k+1). They
// are 0 and Src where the samples are the picture. A chroma plane of a picture
// of odd width, or a picture decoded at 1/4 whose width is no multiple of 4,
// ends inside its last sample, and so does its span. A span may reach past the
// samples, whose first and last then repeat. From and To cut the result, for
// what would be cropped right away.
type Axis struct {
	Src, Dst int
	Lo, Hi   float64
	From, To int
}

// Whole returns the Axis that brings src samples to dst.
func Whole(src, dst int) Axis {
	return Axis{Src: src, Dst: dst, Hi: float64(src), To: dst}
}

// Len returns how many samples are computed.
func (a Axis) Len() int { return a.To - a.From }

// maxSide bounds both sides, so that no index or weight count overflows 32 bits.
const maxSide = math.MaxInt32 / 8

func (a Axis) check() error {
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

// unchanged reports whether each result sample is a source sample, in order, to
// a millionth. Such an axis is copied whatever the filter, also by filters like
// Mitchell's that would blur it.
func (a Axis) unchanged() bool {
	const exact = 1e-6
	return math.Abs(a.Hi-a.Lo-float64(a.Dst)) < exact && math.Abs(a.Lo-math.Round(a.Lo)) < exact
}

// ratio returns how many source samples a result sample has room for.
func (a Axis) ratio() float64 { return (a.Hi - a.Lo) / float64(a.Dst) }

// middle returns the place of the middle of result sample i among the middles
// of the source samples: 0 is that of the first. The conversion keeps compilers
// from fusing the operations, which would round otherwise.
func (a Axis) middle(i int) float64 {
	return a.Lo + float64((float64(i)+0.5)*a.ratio()) - 0.5
}

// nearest returns the source sample that the middle of result sample i lies in.
func (a Axis) nearest(i int) int {
	return min(max(int(math.Floor(a.middle(i)+0.5)), 0), a.Src-1)
}

// window returns the weights of the source samples from first on that make up
// result sample i. They lie in scratch and add up to 1 except for rounding. This
// is the definition; first grows with i:
//
// The filter is stretched by the ratio where that is above 1, so that it takes
// in all that is left out, and laid around the middle of the result sample.
// Beyond the ends of the source its first and last samples repeat, so their
// weights add up there. Weights are divided by their sum.
func (a Axis) window(filter *imaging.ResampleFilter, i int, scratch *[]float64) (first int, weights []float64) {
	if a.unchanged() || filter.Support <= 0 {
		*scratch = append((*scratch)[:0], 1)
		return a.nearest(i), *scratch
	}
	middle, stretch := a.middle(i), max(1, a.ratio())
	radius := filter.Support * stretch
	lo, hi := int(math.Ceil(middle-radius)), int(math.Floor(middle+radius))
	first, last := min(max(lo, 0), a.Src-1), min(max(hi, 0), a.Src-1)
	*scratch = append((*scratch)[:0], make([]float64, last-first+1)...)
	w := *scratch
	sum := 0.0
	for j := lo; j <= hi; j++ {
		v := filter.Kernel((float64(j) - middle) / stretch)
		w[min(max(j, first), last)-first] += v
		sum += v
	}
	for k := range w {
		w[k] /= sum
	}
	return first, w
}
