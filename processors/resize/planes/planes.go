// Package planes holds pictures in 8-bit planes and moves their samples: it
// copies them, turns them upright, fills the space around them, and converts
// them to RGB.
//
// A plane of w×h samples is a slice with its stride: row y begins at index
// y·stride, and the slice holds at least (h-1)·stride+w samples. A slice that
// is too short makes the functions panic. Source and result must not overlap.
package planes

import "image"

// Copy copies a plane of w×h samples.
func Copy(dst []byte, dstStride int, src []byte, srcStride, w, h int) {
	for y := range h {
		copy(dst[y*dstStride:][:w], src[y*srcStride:][:w])
	}
}

// Pad sets all samples of a plane of w×h outside of inner to value.
func Pad(dst []byte, stride, w, h int, inner image.Rectangle, value byte) {
	inner = inner.Intersect(image.Rect(0, 0, w, h))
	for y := range h {
		row := dst[y*stride:][:w]
		if y < inner.Min.Y || y >= inner.Max.Y {
			fill(row, value)
			continue
		}
		fill(row[:inner.Min.X], value)
		fill(row[inner.Max.X:], value)
	}
}

func fill(row []byte, value byte) {
	for i := range row {
		row[i] = value
	}
}
