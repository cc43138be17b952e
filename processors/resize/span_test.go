package resize

import (
	"image"
	"testing"
)

func TestSpansLieOnTheSamplingGrid(t *testing.T) {
	for _, c := range []struct {
		name                           string
		cropLo, cropHi, at, canvas, by int
		want                           span
	}{
		{"whole picture", 0, 8, 0, 8, 1, span{at: 0, n: 8, lo: 0, hi: 8}},
		{"whole picture, chroma", 0, 8, 0, 8, 2, span{at: 0, n: 4, lo: 0, hi: 8}},
		{"odd width, chroma", 0, 7, 0, 7, 2, span{at: 0, n: 4, lo: 0, hi: 8}},
		{"one pixel, chroma", 0, 1, 0, 1, 2, span{at: 0, n: 1, lo: 0, hi: 2}},
		{"crop at an odd pixel", 3, 9, 0, 6, 2, span{at: 0, n: 3, lo: 3, hi: 9}},
		{"padded at even pixels", 0, 4, 2, 8, 2, span{at: 1, n: 2, lo: 0, hi: 4}},
		{"padded at odd pixels", 0, 4, 3, 10, 2, span{at: 1, n: 3, lo: -1, hi: 5, before: true, after: true}},
		{"padded up to an odd end", 0, 4, 3, 7, 2, span{at: 1, n: 3, lo: -1, hi: 5, before: true}},
	} {
		if got := spanOf(c.cropLo, c.cropHi, c.at, c.canvas, c.by); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestStoredAxesShowWhatIsSeenUpright(t *testing.T) {
	// The upper left 4×2 pixels of an upright picture of 8×4.
	l := layout{width: 8, height: 4, crop: image.Rect(0, 0, 4, 2), canvas: image.Pt(4, 2)}
	left, right := axis{4, 0, 0.5}, axis{4, 0.5, 1}
	top, bottom := axis{2, 0, 0.5}, axis{2, 0.5, 1}
	for o, want := range map[int][2]axis{
		1: {left, top}, 2: {right, top}, 3: {right, bottom}, 4: {left, bottom},
		5: {top, left}, 6: {top, right}, 7: {bottom, right}, 8: {bottom, left},
	} {
		if x, y := l.stored(l.view(1), o); x != want[0] || y != want[1] {
			t.Errorf("orientation %d: columns %v, rows %v, want %v", o, x, y, want)
		}
	}
}
