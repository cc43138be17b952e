package resize

import "image"

// The planes of a picture are resampled as they are stored and then turned
// upright. What a plane of the output needs of a plane of the input is
// therefore computed backwards, axis by axis: canvas, crop, orientation,
// sampling.
//
// Positions are continuous: a picture of n pixels reaches from 0 to n, a
// pixel's middle is at one half. Chroma samples are in the middle of the pixels
// that they stand for (T.871, section 6.1), so a plane sampled at half the rate
// has the positions of the picture, halved.

// A span is the part of one output axis that the picture fills in one plane,
// in whole samples of that plane, and where the samples' outer borders are in
// the resampled, upright picture.
type span struct {
	at, n  int     // samples on the canvas: from at, n of them
	lo, hi float64 // pixels of the resampled picture; may reach past its borders
	// before and after say that the first or last sample stands half for
	// padding: its other pixel is not the picture's.
	before, after bool
}

// spanOf returns the span of an axis: the picture's pixels cropLo to cropHi
// lie on the canvas from pixel at on, and the plane has a sample for each step
// pixels, 1 or 2.
func spanOf(cropLo, cropHi, at, canvas, step int) span {
	end := at + cropHi - cropLo // on the canvas
	first, last := at/step, (end+step-1)/step
	return span{
		at: first, n: last - first,
		lo:     float64(cropLo + first*step - at),
		hi:     float64(cropLo + last*step - at),
		before: first*step < at,
		after:  last*step > end && last*step <= canvas,
	}
}

// A view is a span for each axis.
type view struct{ x, y span }

// bounds returns the samples of the plane that show the picture.
func (v view) bounds() image.Rectangle {
	return image.Rect(v.x.at, v.y.at, v.x.at+v.x.n, v.y.at+v.y.n)
}

// view returns what a plane shows of the picture, upright, if the plane has a
// sample for step×step pixels.
func (l *layout) view(step int) view {
	return view{
		x: spanOf(l.crop.Min.X, l.crop.Max.X, l.at.X, l.canvas.X, step),
		y: spanOf(l.crop.Min.Y, l.crop.Max.Y, l.at.Y, l.canvas.Y, step),
	}
}

// An axis is a span as the picture is stored: parts of its whole side, which
// is 1.
type axis struct {
	n      int
	lo, hi float64
}

// stored returns the axis that shows the span, of a side of size pixels after
// resampling, in a picture stored the other way round if reversed is set.
func (w span) stored(size int, reversed bool) axis {
	lo, hi := w.lo, w.hi
	if reversed {
		lo, hi = float64(size)-hi, float64(size)-lo
	}
	return axis{n: w.n, lo: lo / float64(size), hi: hi / float64(size)}
}

// stored returns the axes of a view as the picture is stored with the EXIF
// orientation o.
func (l *layout) stored(v view, o int) (x, y axis) {
	reversedX, reversedY, swapped := storedWays(o)
	x, y = v.x.stored(l.width, reversedX), v.y.stored(l.height, reversedY)
	if swapped {
		x, y = y, x
	}
	return x, y
}

// storedWays says how a picture of the EXIF orientation o, 1 to 8, is stored
// (EXIF 2.32, 4.6.5.1.6: which side of the picture row 0 and column 0 show):
// whether its columns and its rows begin at the other end, and whether its rows
// are stored as columns.
func storedWays(o int) (reversedX, reversedY, swapped bool) {
	return o == 2 || o == 3 || o == 6 || o == 7, o == 3 || o == 4 || o == 7 || o == 8, o >= 5
}

// storedOrientation is the EXIF orientation that has to be undone, 1 if none.
func (it *Item) storedOrientation() int {
	if it.upright {
		return it.Facts.Orientation
	}
	return 1
}

// size is the number of samples of the whole plane, of a canvas with a sample
// for step×step pixels.
func (l *layout) size(step int) image.Point {
	return image.Pt((l.canvas.X+step-1)/step, (l.canvas.Y+step-1)/step)
}
