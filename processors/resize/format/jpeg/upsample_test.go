package jpeg

import (
	"image"
	"testing"

	"fanout/processors/resize/planes"
)

// At twice the size samples have the weights 3/4 and 1/4, as libjpeg's "fancy"
// upsampling has it, and borders repeat.
func TestPlanesAreInterpolatedBetweenTheMiddlesOfSamples(t *testing.T) {
	plane := func(h, v, width, height int, pix ...byte) Plane {
		return Plane{Pix: pix, Stride: width, Width: width, Height: height, H: h, V: v}
	}
	full := plane(2, 2, 5, 3, make([]byte, 15)...)
	u := new(upsampled)
	u.reset(&Picture{Width: 5, Height: 3, Model: planes.RGB, Planes: []Plane{
		full, plane(1, 2, 3, 3, 0, 100, 200, 0, 100, 200, 0, 100, 200), plane(2, 1, 5, 2, 0, 0, 0, 0, 0, 80, 80, 80, 80, 80),
	}})
	img := u.rows(0, 3)
	for y, blue := range []byte{0, 20, 60} {
		for x, green := range []byte{0, 25, 75, 125, 175} {
			if c := img.NRGBAAt(x, y); c.R != 0 || c.G != green || c.B != blue || c.A != 255 {
				t.Errorf("(%d, %d) is %v, want %d, %d", x, y, c, green, blue)
			}
		}
	}
	if img = u.rows(1, 3); img.Rect != image.Rect(0, 1, 5, 3) || img.NRGBAAt(1, 1).B != 20 {
		t.Errorf("rows from 1 on: %v, %v", img.Rect, img.NRGBAAt(1, 1))
	}
}

func TestAnyRatioOfSamplesIsInterpolated(t *testing.T) {
	for num := 1; num <= 4; num++ {
		for den := num; den <= 4; den++ {
			for pixels := 1; pixels < 20; pixels++ {
				l := linear{num, den, divideUp(pixels*num, den)}
				before := -1.0
				for i, tap := range l.appendTaps(nil, pixels) {
					at := float64(tap.first) + float64(tap.second-tap.first)*float64(tap.weight)/linearOne
					want := min(max((float64(i)+0.5)*float64(num)/float64(den)-0.5, 0), float64(l.n-1))
					if at < before || at < want-1.0/linearOne || at > want || int(tap.second) >= l.n {
						t.Fatalf("%+v: pixel %d of %d is at %v, want %v", l, i, pixels, at, want)
					}
					before = at
				}
			}
		}
	}
}
