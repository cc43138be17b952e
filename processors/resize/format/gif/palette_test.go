package gif

import (
	"image"
	"image/color"
	"math/rand/v2"
	"testing"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
)

func TestMatchesAreTheNearest(t *testing.T) {
	rnd := rand.New(rand.NewPCG(11, 12))
	for _, spread := range []int{3, 40, 256} {
		p := make(palette, 1+rnd.IntN(255))
		for i := range p {
			p[i] = [3]uint8{uint8(rnd.IntN(spread)), uint8(rnd.IntN(spread)), uint8(rnd.IntN(spread))}
		}
		var n nearest
		n.reset(p)
		for range 5000 {
			c := [3]int32{rnd.Int32N(256), rnd.Int32N(256), rnd.Int32N(256)}
			want := match{distance: farthest, secondary: farthest}
			for i := range p {
				want.consider(i, n.distance(c, i))
			}
			if got := n.match(c); got.index != want.index || got.distance != want.distance {
				t.Fatalf("%v: %+v, want %+v", c, got, want)
			}
		}
	}
}

// shades returns a screen of w×h with a smooth picture, whose color changes
// with i.
func shades(w, h, i int) *image.NRGBA {
	img := formattest.Colourful(w, h, true)
	for k := 0; k < len(img.Pix); k += 4 {
		img.Pix[k+i%3] /= 2
		img.Pix[k+2] += uint8(20 * i)
	}
	return img
}

// colors counts the entries of all tables of data, and those of them that are
// local.
func colours(t *testing.T, data []byte) (all, local int) {
	t.Helper()
	sc, err := newScanner(format.InMemory(name, data))
	if err != nil {
		t.Fatal(err)
	}
	all = sc.colours
	for {
		f, ok := sc.next()
		if !ok {
			return all, local
		}
		if f.table != sc.table {
			all, local = all+f.colours, local+f.colours
		}
	}
}

// A smaller animation has no more colors than it is made of, or 8.
func TestPalettesAreNoLargerThanTheInputs(t *testing.T) {
	screens := []*image.NRGBA{shades(60, 40, 0), shades(60, 40, 1)}
	for had, want := range map[int]int{2: 8, 4: 8, 8: 8, 16: 16, 64: 64, 256: 256} {
		data := encodeScreens(t, format.EncodeOptions{Colours: had, Resampled: true}, 0, screens...)
		if all, local := colours(t, data); all > want || local > 0 {
			t.Errorf("of %d colors: %d, of these %d local", had, all, local)
		}
	}
	// Not resampled, all that fit are kept.
	some := image.NewNRGBA(image.Rect(0, 0, 100, 1))
	for x := range 100 {
		some.SetNRGBA(x, 0, color.NRGBA{uint8(x), 0, 0, 255})
	}
	checkShown(t, encodeScreens(t, format.EncodeOptions{Colours: 16}, 0, some, some), []*image.NRGBA{some, some})
}

// 256 colors and more are kept where they are no more than 256 a frame.
func TestPixelsThatAreNotResampledStayExact(t *testing.T) {
	var screens []*image.NRGBA
	for i := range 3 {
		img := image.NewNRGBA(image.Rect(0, 0, 64, 5))
		for k := range 64 * 4 {
			img.SetNRGBA(k%64, k/64, color.NRGBA{uint8(k), uint8(i * 100), 7, 255})
			img.SetNRGBA(k%64, 4, color.NRGBA{0, uint8(i * 100), 7, uint8(i%2) * 255}) // twice what can be seen through
		}
		screens = append(screens, img)
	}
	checkShown(t, encodeScreens(t, format.EncodeOptions{}, 0, screens[1], screens[1]), []*image.NRGBA{screens[1], screens[1]})
	for _, s := range screens {
		for k := range 64 { // all but the 256th color
			s.SetNRGBA(63, k%5, s.NRGBAAt(62, k%5))
		}
	}
	checkShown(t, encodeScreens(t, format.EncodeOptions{}, 0, screens...), screens)
}

// Pictures that have little in common do not share a palette if those they are
// made from did not.
func TestSlidesHavePalettesOfTheirOwn(t *testing.T) {
	var screens []*image.NRGBA
	for i := range 6 {
		screens = append(screens, shades(90, 60, i))
	}
	var errors [2]float64
	for i, had := range []int{256, 6 * 256} {
		data := encodeScreens(t, format.EncodeOptions{Colours: had, Resampled: true}, 0, screens...)
		if _, local := colours(t, data); (local > 0) != (had > 256) {
			t.Errorf("of %d colors: %d local ones", had, local)
		}
		got, _ := shown(t, data)
		for k := range got {
			errors[i] += formattest.Difference(t, got[k], screens[k]) / float64(len(got))
		}
	}
	if errors[1] > errors[0]*0.9 {
		t.Errorf("mean difference %.2f levels with one palette, %.2f with several", errors[0], errors[1])
	}
}

// Noise hides the error of fewer colors, an even area beside it does not.
func TestNoiseTakesFewerColours(t *testing.T) {
	rnd := rand.New(rand.NewPCG(13, 14))
	var noise, half []*image.NRGBA
	for range 2 {
		img := image.NewNRGBA(image.Rect(0, 0, 80, 60))
		for i := range img.Pix {
			img.Pix[i] = uint8(rnd.IntN(256)) | uint8(i%4/3*255)
		}
		part := shades(80, 60, 0)
		copy(part.Pix[:len(part.Pix)/2], img.Pix)
		noise, half = append(noise, img), append(half, part)
	}
	opt := format.EncodeOptions{Colours: 256, Resampled: true}
	few, _ := colours(t, encodeScreens(t, opt, 0, noise...))
	many, _ := colours(t, encodeScreens(t, opt, 0, half...))
	if few > 64 || many < 256 {
		t.Errorf("%d colors for noise, %d for a half of it", few, many)
	}
}
