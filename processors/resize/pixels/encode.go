package pixels

import (
	"image"
	"image/color"

	"fanout/internal/scratch"
)

// Flatten puts img on an opaque background, in place; the background's alpha is
// not used: c = round((c·a + b·(255−a)) / 255), with a sum of at most 255².
func Flatten(img *image.NRGBA, background color.NRGBA) {
	bg := [3]uint32{uint32(background.R), uint32(background.G), uint32(background.B)}
	for y := range img.Rect.Dy() {
		row := img.Pix[y*img.Stride:][:4*img.Rect.Dx()]
		for i := 0; i+3 < len(row); i += 4 {
			a := uint32(row[i+3])
			if a == 255 {
				continue
			}
			for c, b := range bg {
				row[i+c] = uint8((uint32(row[i+c])*a + b*(255-a) + 127) / 255)
			}
			row[i+3] = 255
		}
	}
}

// IsGray reports whether all pixels of img are gray, also those that cannot be
// seen.
func IsGray(img *image.NRGBA) bool {
	for y := range img.Rect.Dy() {
		row := img.Pix[y*img.Stride:][:4*img.Rect.Dx()]
		for i := 0; i+3 < len(row); i += 4 {
			if row[i] != row[i+1] || row[i] != row[i+2] {
				return false
			}
		}
	}
	return true
}

// Blacken makes the invisible pixels of img black: what a file lacks of an
// opaque picture.
func Blacken(img *image.NRGBA) {
	for y := range img.Rect.Dy() {
		row := img.Pix[y*img.Stride:][:4*img.Rect.Dx()]
		for i := 0; i+3 < len(row); i += 4 {
			if row[i+3] == 0 {
				row[i], row[i+1], row[i+2], row[i+3] = 0, 0, 0, 255
			}
		}
	}
}

// Plain returns img as the type for which the encoders of the standard library
// have fast loops and smaller output:
// Gray in the memory of b if img is opaque and gray, RGBA, which is the same
// bytes, if it is opaque, or img itself.
func Plain(b *scratch.Buffer[byte], img *image.NRGBA, opaque, gray bool) image.Image {
	switch {
	case opaque && gray:
		return Gray(b, img)
	case opaque:
		return &image.RGBA{Pix: img.Pix, Stride: img.Stride, Rect: img.Rect}
	}
	return img
}

// Gray returns the red of img as gray, in the memory of b.
func Gray(b *scratch.Buffer[byte], img *image.NRGBA) *image.Gray {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	g := &image.Gray{Pix: b.Get(w * h), Stride: w, Rect: image.Rect(0, 0, w, h)}
	for y := range h {
		s, d := img.Pix[y*img.Stride:][:4*w], g.Pix[y*w:][:w]
		for x := range d {
			d[x] = s[4*x]
		}
	}
	return g
}
