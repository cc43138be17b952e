package tiff

import "math"

// A ycbcr converts YCbCr to RGB (TIFF 6.0 section 21) by tables in fixed point
// with 16 bits of fraction. Chroma is not interpolated: as in libtiff, all
// pixels that it covers have its value.
type ycbcr struct {
	luma                                    [256]int32
	redOfCr, blueOfCb, greenOfCr, greenOfCb [256]int32
}

// newYCbCr makes the tables that a directory asks for. By default the
// coefficients are those of ITU-R BT.601, and samples have the full range.
func newYCbCr(d *directory) *ycbcr {
	coefficients := numbers(d, tagYCbCrCoefficients, []float64{0.299, 0.587, 0.114})
	reference := numbers(d, tagReferenceBlack, []float64{0, 255, 128, 255, 128, 255})
	red, green, blue := coefficients[0], coefficients[1], coefficients[2]
	t := &ycbcr{}
	for i := range 256 {
		y := level(i, reference[0], reference[1], 255)
		cb := level(i, reference[2], reference[3], 127)
		cr := level(i, reference[4], reference[5], 127)
		t.luma[i] = fixed(y)
		t.redOfCr[i] = fixed(cr * (2 - 2*red))
		t.blueOfCb[i] = fixed(cb * (2 - 2*blue))
		t.greenOfCr[i] = fixed(-cr * red * (2 - 2*red) / green)
		t.greenOfCb[i] = fixed(-cb * blue * (2 - 2*blue) / green)
	}
	return t
}

// numbers returns the values of a field, or those in absent if it does not have
// as many.
func numbers(d *directory, tag uint16, absent []float64) []float64 {
	e, ok := d.find(tag)
	if !ok {
		return absent
	}
	values := make([]float64, len(absent))
	for i := range values {
		v, ok := d.Float(e, uint64(i))
		if !ok || math.IsNaN(v) {
			return absent
		}
		values[i] = v
	}
	return values
}

// level brings a code to the range that black and white have in it.
func level(code int, black, white, full float64) float64 {
	if white == black {
		return 0
	}
	return (float64(code) - black) * full / (white - black)
}

// fixed returns v in fixed point, clamped so that sums of three stay in range.
func fixed(v float64) int32 {
	if math.IsNaN(v) {
		return 0
	}
	return int32(math.Round(min(max(v, -8192), 8192) * (1 << 16)))
}

func clamp(v int32) uint8 { return uint8(min(max((v+1<<15)>>16, 0), 255)) }

// pixel converts one pixel.
func (t *ycbcr) pixel(y, cb, cr uint8) (r, g, b uint8) {
	l := t.luma[y]
	return clamp(l + t.redOfCr[cr]), clamp(l + t.greenOfCr[cr] + t.greenOfCb[cb]), clamp(l + t.blueOfCb[cb])
}

// convert makes the first three of each n samples RGB.
func (t *ycbcr) convert(row []byte, n int) {
	for ; len(row) >= n; row = row[n:] {
		row[0], row[1], row[2] = t.pixel(row[0], row[1], row[2])
	}
}

// units converts subsampled samples to NRGBA, width×height pixels: data units
// of subX·subY Y, one Cb and one Cr each, row by row.
func (t *ycbcr) units(pix, data []byte, p *page, width, height int) {
	size := p.subX*p.subY + 2
	stride := int(p.rowBytes())
	for y := range height {
		row := pix[4*y*width:][:4*width]
		units := data[y/p.subY*stride:][:stride]
		luma := y % p.subY * p.subX
		for x := range width {
			u := units[x/p.subX*size:][:size]
			r, g, b := t.pixel(u[luma+x%p.subX], u[size-2], u[size-1])
			row[4*x], row[4*x+1], row[4*x+2], row[4*x+3] = r, g, b, 255
		}
	}
}
