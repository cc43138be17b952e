package resize

import (
	"fmt"
	"image"
	"math"
	"strings"
)

// Fit says how a picture takes the shape of a box (the five words of CSS
// object-fit, as sharp uses them).
type Fit uint8

// The ways to fit a box. Cover, Contain and Fill give every output the shape of
// the box. Where the picture is too small for it and must not be enlarged,
// Contain pads more, and the other two make the output smaller than the box.
const (
	Inside  Fit = iota // as large as fits inside the box
	Cover              // fills the box, what sticks out is cut off
	Contain            // as large as fits inside, padded to the box
	Fill               // stretched to the box
	Outside            // as small as covers the box, nothing cut off
)

// FitNames are the words for Fit on the command line, in order.
var FitNames = []string{"inside", "cover", "contain", "fill", "outside"}

// ParseFit returns the Fit of that name.
func ParseFit(name string) (Fit, error) { return lookup[Fit](FitNames, name) }

// lookup returns the index of name in names.
func lookup[T ~uint8](names []string, name string) (T, error) {
	for i, n := range names {
		if n == name {
			return T(i), nil
		}
	}
	return 0, fmt.Errorf("%q is none of %s", name, strings.Join(names, ", "))
}

// A Position is where Cover keeps and Contain puts the picture: 0 is the left
// or upper end, 1 the middle, 2 the right or lower end.
type Position struct{ X, Y uint8 }

// PositionNames are the words for Position on the command line: row by row
// from the upper left.
var PositionNames = []string{
	"northwest", "north", "northeast", "west", "center", "east", "southwest", "south", "southeast",
}

// ParsePosition returns the Position of that name.
func ParsePosition(name string) (Position, error) {
	i, err := lookup[uint8](PositionNames, name)
	return Position{i % 3, i / 3}, err
}

// offset returns where the smaller of two lengths begins in the larger one.
func offset(larger, smaller int, position uint8) int {
	return (larger - smaller) * int(position) / 2
}

// Geometry says what size a picture gets. At most one of the three ways to say
// so is used: a box of Width×Height, of which one may be 0 and follows; an edge
// length; a factor. With none the size stays.
type Geometry struct {
	Width, Height int // pixels
	Fit           Fit // what the picture does in the box, if both sides are given
	Position      Position

	LongEdge, ShortEdge int     // pixels
	Scale               float64 // 0.5 is half the width and half the height

	Enlarge bool // allow more pixels than there are
}

// Asked reports whether any size was asked for.
func (g *Geometry) Asked() bool {
	return g.Width > 0 || g.Height > 0 || g.LongEdge > 0 || g.ShortEdge > 0 || g.Scale > 0
}

// A layout is what becomes of a picture of one size, upright.
type layout struct {
	width, height int             // after resampling
	crop          image.Rectangle // the part of that which is kept
	canvas        image.Point     // size of the output
	at            image.Point     // where crop lies on the canvas
}

// pads reports whether the canvas is larger than what is kept of the picture.
func (l *layout) pads() bool { return l.canvas != l.crop.Size() }

// layout computes what becomes of an upright picture of w×h pixels. It fails
// if a side of the result is no longer a 31-bit number.
func (g *Geometry) layout(w, h int) (layout, error) {
	rw, rh := g.resampled(w, h)
	if max(rw, rh) > math.MaxInt32 {
		return layout{}, fmt.Errorf("the result would have %.0f×%.0f pixels, which is too large", rw, rh)
	}
	l := layout{width: max(1, int(rw)), height: max(1, int(rh))}
	size := image.Pt(l.width, l.height)
	l.crop, l.canvas = image.Rectangle{Max: size}, size
	if g.Width == 0 || g.Height == 0 {
		return l, nil
	}
	switch g.Fit {
	case Cover:
		kept := g.shape(size)
		corner := image.Pt(offset(size.X, kept.X, g.Position.X), offset(size.Y, kept.Y, g.Position.Y))
		l.crop, l.canvas = image.Rectangle{corner, corner.Add(kept)}, kept
	case Contain:
		l.canvas = image.Pt(g.Width, g.Height)
		l.at = image.Pt(offset(g.Width, size.X, g.Position.X), offset(g.Height, size.Y, g.Position.Y))
	}
	return l, nil
}

// shape returns the box or, if size does not cover it, the largest size of its
// shape that fits into size. One side is then that of size, and the other is
// rounded to the nearest pixel.
func (g *Geometry) shape(size image.Point) image.Point {
	if g.Width <= size.X && g.Height <= size.Y {
		return image.Pt(g.Width, g.Height)
	}
	w, h := uint64(g.Width), uint64(g.Height) // of 31 bits each, like those of size
	follow := func(side int, to, of uint64) int { return max(1, int((2*uint64(side)*to+of)/(2*of))) }
	if uint64(size.X)*h <= uint64(size.Y)*w {
		return image.Pt(size.X, follow(size.X, h, w))
	}
	return image.Pt(follow(size.Y, w, h), size.Y)
}

// resampled returns the size after resampling, whole numbers below 2^62.
// A side that a flag names comes out exactly; the other is rounded.
func (g *Geometry) resampled(w, h int) (rw, rh float64) {
	fw, fh := float64(w), float64(h)
	bw, bh := float64(g.Width), float64(g.Height)
	fit := g.Fit
	switch {
	case g.LongEdge > 0:
		bw, bh, fit = float64(g.LongEdge), float64(g.LongEdge), Inside
	case g.ShortEdge > 0:
		bw, bh, fit = float64(g.ShortEdge), float64(g.ShortEdge), Outside
	case g.Scale > 0:
		s := g.limit(g.Scale)
		return math.Round(fw * s), math.Round(fh * s)
	}
	switch {
	case bw == 0 && bh == 0:
		return fw, fh
	case bh == 0 || bw > 0 && fit != Fill && (bw*fh <= bh*fw) == (fit == Inside || fit == Contain):
		// The width decides: bw/w is the smaller factor, or the larger one
		// where the box is to be covered. Products of two 31-bit numbers are
		// exact enough in a float64 to compare.
		if g.limit(bw/fw) == 1 {
			return fw, fh
		}
		return bw, math.Round(fh * bw / fw)
	case fit == Fill && bw > 0:
		if !g.Enlarge {
			size := g.shape(image.Pt(w, h))
			return float64(size.X), float64(size.Y)
		}
		return bw, bh
	}
	if g.limit(bh/fh) == 1 {
		return fw, fh
	}
	return math.Round(fw * bh / fh), bh
}

// limit returns the factor, at most 1 unless enlarging is allowed.
func (g *Geometry) limit(factor float64) float64 {
	if !g.Enlarge {
		return min(1, factor)
	}
	return factor
}
