package jpeg

// A Plane holds the samples of one component.
type Plane struct {
	// Pix holds Height rows of Stride bytes, of which Width are the plane's;
	// len(Pix) >= Stride*Height. What lies between Width and Stride is padding
	// of any value.
	Pix           []byte
	Stride        int
	Width, Height int
	// H and V are the sampling factors (T.81, A.1.1): the plane covers the
	// picture with H/Hmax of its columns and V/Vmax of its rows.
	H, V int
}

// A Picture is one picture in planes: Y, or Y, Cb and Cr (T.871: full range,
// BT.601). A plane's width is that of the picture times H/Hmax, rounded up; its
// height likewise.
type Picture struct {
	Width, Height int
	Planes        []Plane // 1 or 3
}
