package tiff

import (
	"image"
	"image/color"
)

// A form is a way to store the pixels of a picture.
type form struct {
	img         *image.NRGBA
	indices     *image.Paletted // the same pixels, if they are stored as indices
	samples     int             // of a pixel, with the alpha, 8 bits each
	alpha       bool            // the last sample, not multiplied with the others
	photometric int
	predictor   int
}

// rowBytes returns the size of a row.
func (f *form) rowBytes() int { return f.img.Rect.Dx() * f.samples }

// stripRows returns how many rows take that many bytes, at least one and at
// most all.
func (f *form) stripRows(bytes int) int {
	return min(max(1, bytes/f.rowBytes()), f.img.Rect.Dy())
}

// colorMap returns the colors of indices as TIFF has them: all red values,
// then green, then blue, 16 bits each (TIFF 6.0 section 5).
func (f *form) colourMap() []uint16 {
	if f.indices == nil {
		return nil
	}
	values := make([]uint16, 3*256)
	for i, c := range f.indices.Palette {
		v := c.(color.NRGBA)
		values[i], values[256+i], values[2*256+i] = 257*uint16(v.R), 257*uint16(v.G), 257*uint16(v.B)
	}
	return values
}

// row stores row y in dst, of rowBytes bytes.
func (f *form) row(dst []byte, y int) {
	w := f.img.Rect.Dx()
	src := f.img.Pix[y*f.img.Stride:][:4*w]
	switch {
	case f.indices != nil:
		copy(dst, f.indices.Pix[y*f.indices.Stride:][:w])
	case f.samples == 4:
		copy(dst, src)
	case f.samples == 3:
		for len(src) >= 4 && len(dst) >= 3 {
			dst[0], dst[1], dst[2] = src[0], src[1], src[2]
			src, dst = src[4:], dst[3:]
		}
	case f.samples == 2:
		for i := 0; i+1 < len(dst); i += 2 {
			dst[i], dst[i+1] = src[2*i], src[2*i+3]
		}
	default:
		for x := range dst {
			dst[x] = src[4*x]
		}
	}
}

// differences replaces each sample of a row, of 8 bits, by its difference from
// the one before of the same color (TIFF 6.0 section 14).
func differences(row []byte, samples int) {
	var before [4]byte
	for i := 0; i+samples <= len(row); i += samples {
		for c := range samples {
			v := row[i+c]
			row[i+c] = v - before[c]
			before[c] = v
		}
	}
}
