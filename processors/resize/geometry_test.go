package resize

import (
	"fmt"
	"image"
	"math"
	"math/big"
	"testing"
)

func TestLayoutFollowsTheFlags(t *testing.T) {
	type want struct {
		resampled, crop, canvas string
	}
	same := func(size string) want { return want{size, "(0,0)-", size} }
	for _, c := range []struct {
		name string
		g    Geometry
		w, h int
		want want
	}{
		{"nothing asked", Geometry{}, 400, 300, same("400x300")},
		{"width", Geometry{Width: 100}, 400, 300, same("100x75")},
		{"height", Geometry{Height: 100}, 400, 300, same("133x100")},
		{"width rounds half up", Geometry{Width: 100}, 200, 101, same("100x51")},
		{"long edge of a wide one", Geometry{LongEdge: 100}, 400, 300, same("100x75")},
		{"long edge of a tall one", Geometry{LongEdge: 100}, 300, 400, same("75x100")},
		{"short edge", Geometry{ShortEdge: 150}, 400, 300, same("200x150")},
		{"scale", Geometry{Scale: 0.5}, 401, 300, same("201x150")},
		{"never below one pixel", Geometry{Width: 10}, 4000, 3, same("10x1")},
		{"scale never below one pixel", Geometry{Scale: 0.001}, 400, 300, same("1x1")},
		{"not enlarged", Geometry{LongEdge: 1000}, 400, 300, same("400x300")},
		{"enlarged if asked", Geometry{LongEdge: 1000, Enlarge: true}, 400, 300, same("1000x750")},

		{"inside, width decides", Geometry{Width: 100, Height: 100}, 400, 300, same("100x75")},
		{"inside, height decides", Geometry{Width: 100, Height: 60}, 400, 300, same("80x60")},
		{"outside", Geometry{Width: 100, Height: 100, Fit: Outside}, 400, 300, same("133x100")},
		{"outside not enlarged", Geometry{Width: 1000, Height: 10, Fit: Outside}, 400, 300, same("400x300")},
		{"fill", Geometry{Width: 100, Height: 10, Fit: Fill}, 400, 300, same("100x10")},
		{"fill not enlarged has the shape of the box", Geometry{Width: 100, Height: 1000, Fit: Fill}, 400, 300, same("30x300")},
		{"fill enlarged", Geometry{Width: 100, Height: 1000, Fit: Fill, Enlarge: true}, 400, 300, same("100x1000")},
		{"fill with one side", Geometry{Width: 100, Fit: Fill}, 400, 300, same("100x75")},

		{"cover in the middle", Geometry{Width: 100, Height: 100, Fit: Cover, Position: Position{1, 1}}, 400, 300,
			want{"133x100", "(16,0)-(116,100)", "100x100"}},
		{"cover at the left", Geometry{Width: 100, Height: 100, Fit: Cover}, 400, 300,
			want{"133x100", "(0,0)-(100,100)", "100x100"}},
		{"cover at the right", Geometry{Width: 100, Height: 100, Fit: Cover, Position: Position{2, 2}}, 400, 300,
			want{"133x100", "(33,0)-(133,100)", "100x100"}},
		{"cover not enlarged has the shape of the box", Geometry{Width: 350, Height: 1000, Fit: Cover, Position: Position{1, 1}}, 400, 300,
			want{"400x300", "(147,0)-(252,300)", "105x300"}},
		{"cover larger than both sides", Geometry{Width: 400, Height: 400, Fit: Cover, Position: Position{1, 1}}, 360, 240,
			want{"360x240", "(60,0)-(300,240)", "240x240"}},
		{"cover larger than both sides, at the bottom", Geometry{Width: 3000, Height: 1000, Fit: Cover, Position: Position{1, 2}}, 400, 300,
			want{"400x300", "(0,167)-(400,300)", "400x133"}},
		{"cover of one row", Geometry{Width: 1, Height: 1000, Fit: Cover}, 400, 300,
			want{"400x300", "(0,0)-(1,300)", "1x300"}},
		{"cover enlarged", Geometry{Width: 800, Height: 800, Fit: Cover, Enlarge: true}, 400, 300,
			want{"1067x800", "(0,0)-(800,800)", "800x800"}},
		{"contain pads", Geometry{Width: 100, Height: 100, Fit: Contain, Position: Position{1, 1}}, 400, 300,
			want{"100x75", "(0,0)-", "100x100 at (0,12)"}},
		{"contain pads what is small", Geometry{Width: 500, Height: 500, Fit: Contain, Position: Position{2, 0}}, 400, 300,
			want{"400x300", "(0,0)-", "500x500 at (100,0)"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			l, err := c.g.layout(c.w, c.h)
			if err != nil {
				t.Fatal(err)
			}
			got := want{fmt.Sprintf("%dx%d", l.width, l.height), l.crop.String(), fmt.Sprintf("%dx%d", l.canvas.X, l.canvas.Y)}
			if l.crop == image.Rect(0, 0, l.width, l.height) {
				got.crop = "(0,0)-"
			}
			if l.at != (image.Point{}) {
				got.canvas += " at " + l.at.String()
			}
			if got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestLayoutRefusesHugeResults(t *testing.T) {
	g := Geometry{Width: 1 << 30, Enlarge: true}
	if _, err := g.layout(1, 100); err == nil {
		t.Error("no error for a height of 2^30 times 100")
	}
}

// Whatever is asked for, the picture kept lies inside what was resampled and
// on the canvas, and nothing grows unless allowed.
func FuzzLayout(f *testing.F) {
	f.Add(100, 100, uint8(1), uint8(4), 400, 300, false)
	f.Add(0, 7, uint8(3), uint8(8), 1, 65535, true)
	f.Fuzz(func(t *testing.T, width, height int, fit, position uint8, w, h int, enlarge bool) {
		const limit = 1 << 20
		if min(width, height) < 0 || min(w, h) < 1 || max(width, height, w, h) > limit {
			t.Skip()
		}
		g := Geometry{Width: width, Height: height, Fit: Fit(fit % 5), Enlarge: enlarge, Position: Position{position % 3, position / 3 % 3}}
		l, err := g.layout(w, h)
		if err != nil {
			return
		}
		if !l.crop.In(image.Rect(0, 0, l.width, l.height)) || l.crop.Empty() {
			t.Errorf("crop %v of %dx%d", l.crop, l.width, l.height)
		}
		if kept := (image.Rectangle{l.at, l.at.Add(l.crop.Size())}); !kept.In(image.Rectangle{Max: l.canvas}) {
			t.Errorf("picture at %v on a canvas of %v", kept, l.canvas)
		}
		if !enlarge && (l.width > w || l.height > h) {
			t.Errorf("%dx%d enlarged to %dx%d", w, h, l.width, l.height)
		}
	})
}

// An oracle of exact fractions: Cover and Fill give the largest size that has
// the shape of the box, is at most the box, and at most the picture.
func TestShapesOfBoxesAreKeptWithoutEnlarging(t *testing.T) {
	half := big.NewRat(1, 2)
	rat := func(n int) *big.Rat { return new(big.Rat).SetInt64(int64(n)) }
	// side returns factor×n, rounded to the nearest pixel, at least 1.
	side := func(n int, factor *big.Rat) int {
		x := new(big.Rat).Add(new(big.Rat).Mul(rat(n), factor), half)
		return max(1, int(new(big.Int).Div(x.Num(), x.Denom()).Int64()))
	}
	sides := []int{1, 2, 3, 7, 64, 100, 101, 239, 240, 241, 360, 400, 4000, 65535, math.MaxInt32}
	for _, fit := range []Fit{Cover, Fill} {
		for i := range len(sides) * len(sides) * len(sides) * len(sides) {
			n := len(sides)
			g := Geometry{Width: sides[i%n], Height: sides[i/n%n], Fit: fit, Position: Position{uint8(i % 3), uint8(i / 3 % 3)}}
			w, h := sides[i/n/n%n], sides[i/n/n/n]
			factor := rat(1)
			for _, f := range []*big.Rat{big.NewRat(int64(w), int64(g.Width)), big.NewRat(int64(h), int64(g.Height))} {
				if f.Cmp(factor) < 0 {
					factor = f
				}
			}
			want := image.Pt(side(g.Width, factor), side(g.Height, factor))
			l, err := g.layout(w, h)
			if err != nil || l.canvas != want || l.pads() {
				t.Fatalf("%v: %d×%d into %d×%d: %v, %v; want %v", fit, w, h, g.Width, g.Height, l, err, want)
			}
			if whole := l.crop == (image.Rectangle{Max: image.Pt(l.width, l.height)}); fit == Fill && !whole {
				t.Fatalf("fill cuts off: %v", l)
			}
		}
	}
}
