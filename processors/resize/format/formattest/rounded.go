package formattest

import (
	"image"
	"image/color"
)

// Rounded returns img, as another decoder has made it, in 8 bits a sample that
// are not multiplied with the alpha. They are rounded, where NRGBAModel drops
// what is beyond 8 bits.
func Rounded(img image.Image) *image.NRGBA {
	b := img.Bounds()
	out := image.NewNRGBA(image.Rectangle{Max: b.Size()})
	for y := range b.Dy() {
		for x := range b.Dx() {
			out.SetNRGBA(x, y, rounded(img.At(b.Min.X+x, b.Min.Y+y)))
		}
	}
	return out
}

func rounded(c color.Color) color.NRGBA {
	narrow := func(v uint16) uint8 { return uint8((uint32(v) + 128) / 257) }
	switch c := c.(type) {
	case color.NRGBA:
		return c
	case color.YCbCr:
		r, g, b := color.YCbCrToRGB(c.Y, c.Cb, c.Cr)
		return color.NRGBA{r, g, b, 255}
	case color.NRGBA64:
		return color.NRGBA{narrow(c.R), narrow(c.G), narrow(c.B), narrow(c.A)}
	}
	r, g, b, a := c.RGBA()
	if a == 0 {
		return color.NRGBA{}
	}
	divided := func(v uint32) uint8 { return uint8(min(255, (255*v+a/2)/a)) }
	return color.NRGBA{divided(r), divided(g), divided(b), narrow(uint16(a))}
}
