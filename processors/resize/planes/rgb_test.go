package planes

import (
	"image"
	"math"
	"testing"
)

// grid is a picture with every combination of some values in its three planes.
func grid() *Picture {
	const steps = 18 // 0, 15, .., 255
	p := &Picture{Width: steps * steps, Height: steps}
	for range 3 {
		p.Planes = append(p.Planes, Plane{Pix: make([]byte, (p.Width+5)*p.Height), Stride: p.Width + 5, Width: p.Width, Height: p.Height, H: 1, V: 1})
	}
	for y := range p.Height {
		for x := range p.Width {
			for i, v := range []int{y, x % steps, x / steps} {
				p.Planes[i].Row(y)[x] = byte(15 * v)
			}
		}
	}
	return p
}

func TestColoursAreThoseOfT871(t *testing.T) {
	p := grid()
	img := image.NewNRGBA(image.Rect(0, 0, p.Width, p.Height))
	p.NRGBA(img)
	near := func(got uint8, want float64) bool {
		return math.Abs(float64(got)-max(0, min(255, want))) <= 0.5001
	}
	for y := range p.Height {
		for x := range p.Width {
			l, cb, cr := float64(p.Planes[0].Row(y)[x]), float64(p.Planes[1].Row(y)[x])-128, float64(p.Planes[2].Row(y)[x])-128
			c := img.NRGBAAt(x, y)
			if !near(c.R, l+1.402*cr) || !near(c.G, l-0.344136*cb-0.714136*cr) || !near(c.B, l+1.772*cb) || c.A != 255 {
				t.Fatalf("Y %v, Cb %v, Cr %v: %v", l, cb, cr, c)
			}
		}
	}
}

func TestGrayStaysGray(t *testing.T) {
	p := grid()
	p.Planes = p.Planes[:1]
	img := image.NewNRGBA(image.Rect(0, 0, p.Width, p.Height))
	p.NRGBA(img)
	for y := range p.Height {
		if c, v := img.NRGBAAt(7, y), p.Planes[0].Row(y)[7]; c.R != v || c.G != v || c.B != v || c.A != 255 {
			t.Fatalf("row %d: %v, want %d", y, c, v)
		}
	}
}
