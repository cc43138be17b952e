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

// A Picture is a picture in planes: Y, or Y, Cb and Cr (T.871: the matrix of
// BT.601 in full range).
type Picture struct {
	Width, Height int
	Planes        []Plane // 1 or 3
}
