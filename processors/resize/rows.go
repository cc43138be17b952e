package resize

import (
	"image"
	"math"

	"github.com/disintegration/imaging"
)

// weightBits is the precision of the weights. With 255 levels and weights that
// add up to at most 2 in magnitude (1.3 for lanczos3), sums stay below
// 255·2·2^22 < 2^31 in magnitude.
const weightBits = 22

// A tap says which source pixels an output pixel is made of.
type tap struct {
	first   int
	weights []int64 // add up to 1<<weightBits
}

// taps computes the weights that bring a row of src pixels to dst, at most src:
// the filter stretched by the ratio, around the place that the output pixel's
// middle has in the source, edges left out and the rest made up for, as
// imaging.Resize does it.
func taps(src, dst int, filter imaging.ResampleFilter) []tap {
	ratio := float64(src) / float64(dst)
	out := make([]tap, dst)
	for i := range out {
		middle := (float64(i)+0.5)*ratio - 0.5
		first := max(0, int(math.Ceil(middle-ratio*filter.Support)))
		last := min(src-1, int(math.Floor(middle+ratio*filter.Support)))
		exact := make([]float64, last-first+1)
		sum := 0.0
		for k := range exact {
			exact[k] = filter.Kernel((float64(first+k) - middle) / ratio)
			sum += exact[k]
		}
		// The running sum is rounded, not the single weight: so they add up
		// exactly, however many there are.
		t := tap{first: first, weights: make([]int64, len(exact))}
		running, before := 0.0, int64(0)
		for k, w := range exact {
			running += w / sum
			now := int64(math.Round(running * (1 << weightBits)))
			t.weights[k], before = now-before, now
		}
		out[i] = t
	}
	return out
}

// shrinkRows resamples each row of an opaque picture to width, at most its own.
// imaging does the same in floating point with alpha as a weight; this takes
// three quarters of its CPU time, and works on the caller's goroutine alone.
//
// Red and blue of a pixel lie in one word, 32 bits apart. The weighted sum of
// such words is sum(red) + 2^32·sum(blue) exactly, and both sums are below 2^31
// in magnitude, so that they can be told apart: the low 32 bits, as a signed
// number, are the first; what is left without it is the second.
func shrinkRows(img *image.NRGBA, width int, filter imaging.ResampleFilter) *image.NRGBA {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	out := image.NewNRGBA(image.Rect(0, 0, width, h))
	type pixel struct{ redBlue, green int64 }
	row := make([]pixel, w)
	table := taps(w, width, filter)
	for y := range h {
		src := img.Pix[y*img.Stride:][:4*w]
		for x := range row {
			p := src[4*x : 4*x+4 : 4*x+4]
			row[x] = pixel{int64(p[0]) | int64(p[2])<<32, int64(p[1])}
		}
		dst := out.Pix[y*out.Stride:][:4*width]
		for x, t := range table {
			var redBlue, green int64
			near := row[t.first:][:len(t.weights)]
			for k, weight := range t.weights {
				redBlue += weight * near[k].redBlue
				green += weight * near[k].green
			}
			red := int64(int32(redBlue))
			q := dst[4*x : 4*x+4 : 4*x+4]
			q[0], q[1], q[2], q[3] = level(red), level(green), level((redBlue-red)>>32), 255
		}
	}
	return out
}

// level rounds a weighted sum to 0..255.
func level(sum int64) uint8 {
	return uint8(max(0, min(255, (sum+1<<(weightBits-1))>>weightBits)))
}
