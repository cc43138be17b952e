package resample

import (
	"image"
	"math"

	"github.com/disintegration/imaging"

	"fanout/internal/scratch"
)

// planeFloat is the definition of Resampler.Plane: columns first, then rows,
// weights of Axis.weights, rounded and clamped once.
func planeFloat(dst []byte, dstStride int, src []byte, srcStride int, x, y Axis, filter imaging.ResampleFilter) {
	out := separable(x, y, filter, 1, func(col, row, _ int) float64 { return float64(src[row*srcStride+col]) })
	for i := range y.Len() {
		for j := range x.Len() {
			dst[i*dstStride+j] = roundFloat(out[i*x.Len()+j])
		}
	}
}

// rgbaFloat is the definition of Resampler.RGBA: colors are multiplied by
// alpha, resampled, and divided by alpha again, all without rounding.
func rgbaFloat(dst, src *image.NRGBA, x, y Axis, filter imaging.ResampleFilter) {
	out := separable(x, y, filter, 4, func(col, row, channel int) float64 {
		p := src.Pix[row*src.Stride+4*col:][:4]
		if channel == 3 {
			return float64(p[3])
		}
		return float64(p[channel]) * float64(p[3]) / 255
	})
	for i := range y.Len() {
		for j := range x.Len() {
			p := out[4*(i*x.Len()+j):][:4]
			q := dst.Pix[i*dst.Stride+4*j:][:4]
			clear(q)
			if q[3] = roundFloat(p[3]); q[3] == 0 {
				continue
			}
			for c := range 3 {
				q[c] = roundFloat(255 * p[c] / p[3])
			}
		}
	}
}

// separable resamples columns, then rows, of a source of several interleaved
// channels, and returns the result unrounded.
func separable(x, y Axis, filter imaging.ResampleFilter, channels int, at func(col, row, channel int) float64) []float64 {
	var buf scratch.Buffer[float64]
	intermediate := make([]float64, y.Len()*x.Src*channels)
	for i := range y.Len() {
		first, weights := y.weights(&filter, y.From+i, &buf)
		row := intermediate[i*x.Src*channels:][:x.Src*channels]
		for j := range row {
			for k, w := range weights {
				row[j] += float64(w * at(j/channels, first+k, j%channels))
			}
		}
	}
	out := make([]float64, y.Len()*x.Len()*channels)
	for j := range x.Len() {
		first, weights := x.weights(&filter, x.From+j, &buf)
		for i := range y.Len() {
			row := intermediate[i*x.Src*channels:]
			for c := range channels {
				sum := &out[(i*x.Len()+j)*channels+c]
				for k, w := range weights {
					*sum += float64(w * row[(first+k)*channels+c])
				}
			}
		}
	}
	return out
}

func roundFloat(v float64) uint8 { return uint8(math.Floor(min(max(v, 0), 255) + 0.5)) }
