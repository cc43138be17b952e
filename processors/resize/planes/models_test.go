package planes

import (
	"image"
	"image/color"
	"testing"
)

func TestEveryModelBecomesItsColours(t *testing.T) {
	white := color.NRGBA{255, 255, 255, 255}
	for _, c := range []struct {
		name    string
		model   Model
		samples []byte
		want    color.NRGBA
	}{
		{"RGB", RGB, []byte{10, 20, 30}, color.NRGBA{10, 20, 30, 255}},
		{"no ink", CMYK, []byte{255, 255, 255, 255}, white},
		{"cyan", CMYK, []byte{0, 255, 255, 255}, color.NRGBA{0, 255, 255, 255}},
		{"black over cyan", CMYK, []byte{0, 255, 255, 0}, color.NRGBA{0, 0, 0, 255}},
		{"half of black over yellow", CMYK, []byte{255, 255, 100, 128}, color.NRGBA{128, 128, 50, 255}},
		{"no ink as Y, Cb, Cr", YCCK, []byte{0, 128, 128, 255}, white},
		{"all inks as Y, Cb, Cr", YCCK, []byte{255, 128, 128, 255}, color.NRGBA{0, 0, 0, 255}},
		{"cyan as Y, Cb, Cr", YCCK, []byte{76, 85, 255, 255}, color.NRGBA{1, 255, 255, 255}},
		{"half of black", YCCK, []byte{0, 128, 128, 127}, color.NRGBA{127, 127, 127, 255}},
	} {
		p := Picture{Width: 1, Height: 1, Model: c.model}
		for _, v := range c.samples {
			p.Planes = append(p.Planes, Plane{Pix: []byte{v}, Stride: 1, Width: 1, Height: 1, H: 1, V: 1})
		}
		img := image.NewNRGBA(image.Rect(0, 0, 1, 1))
		p.NRGBA(img)
		if got := img.NRGBAAt(0, 0); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
