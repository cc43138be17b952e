package planes

// A Plane holds the samples of one component.
type Plane struct {
	// Pix holds Height rows of Stride bytes, of which the first Width are
	// samples and the others padding of any value. len(Pix) >= Stride*Height.
	Pix           []byte
	Stride        int
	Width, Height int
	// H and V are the sampling factors (T.81 A.1.1): the plane has H/Hmax times
	// the picture's columns and V/Vmax times its rows, rounded up.
	H, V int
}

// A Picture is a picture in planes.
type Picture struct {
	Width, Height int
	Model         Model
	Planes        []Plane // Y alone, or as many as Model has
}

// Sampling returns the largest sampling factors of the planes: those of planes
// with a sample for each pixel.
func (p *Picture) Sampling() (hMax, vMax int) {
	hMax, vMax = 1, 1
	for i := range p.Planes {
		hMax, vMax = max(hMax, p.Planes[i].H), max(vMax, p.Planes[i].V)
	}
	return hMax, vMax
}

// A Model says what the planes of a picture hold.
type Model uint8

const (
	// YCbCr is Y, Cb and Cr (T.871: the matrix of BT.601 in full range), or Y
	// alone, which is gray.
	YCbCr Model = iota
	// RGB is red, green and blue.
	RGB
	// CMYK is cyan, magenta, yellow and black, each inverted: 255 is no ink.
	CMYK
	// YCCK is CMYK whose first three planes became Y, Cb and Cr, ink being
	// taken for light (T.872 section 6.5.3).
	YCCK
)
