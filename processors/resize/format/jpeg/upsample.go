package jpeg

import (
	"image"
	"slices"

	"fanout/internal/scratch"
)

// bandRows is how many rows of pixels are made at a time: few enough for the
// caches.
const bandRows = 16

// An upsampled makes pixels of a picture in planes. A plane of fewer columns or
// rows is brought to the size of the picture by linear interpolation, each
// sample being in the middle of the pixels that it stands for: at twice the
// size those are the weights 3/4 and 1/4 of libjpeg's "fancy" upsampling.
type upsampled struct {
	pic    *Picture
	down   [4]linear // of the planes
	across [4][]tap  // a tap for each column of pixels; none if the plane is of full size
	band   Picture   // the planes of the rows, of full size
	planes scratch.Buffer[byte]
	blend  []int32 // two rows of a plane, as one
	pix    scratch.Buffer[byte]
}

// reset prepares u for pic, of at most 4 planes.
func (u *upsampled) reset(pic *Picture) {
	u.pic = pic
	hMax, vMax := 1, 1
	for _, p := range pic.Planes {
		hMax, vMax = max(hMax, p.H), max(vMax, p.V)
	}
	pix := u.planes.Get(len(pic.Planes) * bandRows * pic.Width)
	u.band = Picture{Width: pic.Width, Model: pic.Model, Planes: u.band.Planes[:0]}
	for i, p := range pic.Planes {
		across := linear{p.H, hMax, p.Width}
		u.down[i] = linear{p.V, vMax, p.Height}
		if u.across[i] = u.across[i][:0]; !across.whole() || !u.down[i].whole() {
			u.across[i] = across.appendTaps(u.across[i], pic.Width)
		}
		u.band.Planes = append(u.band.Planes, Plane{
			Pix: pix[i*bandRows*pic.Width:][:bandRows*pic.Width], Stride: pic.Width, Width: pic.Width, H: 1, V: 1,
		})
	}
}

// release drops the picture, and buffers of more than keep bytes.
func (u *upsampled) release(keep int) {
	u.pic = nil
	u.planes.Trim(keep)
	u.pix.Trim(keep)
	if u.planes == nil {
		u.blend, u.across = nil, [4][]tap{}
	}
}

// rows returns the rows from y to end, valid until the next call.
func (u *upsampled) rows(y, end int) *image.NRGBA {
	n := end - y
	u.band.Height = n
	for i := range u.band.Planes {
		dst := &u.band.Planes[i]
		dst.Height = n
		for r := range n {
			u.row(i, dst.Row(r), y+r)
		}
	}
	img := &image.NRGBA{Pix: u.pix.Get(4 * n * u.pic.Width), Stride: 4 * u.pic.Width, Rect: image.Rect(0, 0, u.pic.Width, n)}
	u.band.NRGBA(img)
	img.Rect = image.Rect(0, y, u.pic.Width, end)
	return img
}

// row sets dst to row y of the picture in plane i.
func (u *upsampled) row(i int, dst []byte, y int) {
	src := &u.pic.Planes[i]
	if len(u.across[i]) == 0 {
		copy(dst, src.Row(y))
		return
	}
	down := u.down[i].at(y)
	v := down.weight
	a, b := src.Row(int(down.first)), src.Row(int(down.second))
	if cap(u.blend) < len(a) {
		u.blend = make([]int32, len(a))
	}
	row := u.blend[:len(a)]
	for x := range row {
		row[x] = int32(a[x])*(linearOne-v) + int32(b[x])*v // at most 255·2^8
	}
	for x, t := range u.across[i] {
		dst[x] = byte((row[t.first]*(linearOne-t.weight) + row[t.second]*t.weight + linearOne*linearOne/2) / (linearOne * linearOne))
	}
}

// linearOne is the weight 1 of an interpolation.
const linearOne = 1 << 8

// A linear is an axis along which n samples, num for each den pixels, are
// interpolated.
type linear struct{ num, den, n int }

func (l linear) whole() bool { return l.num == l.den }

// A tap says that a pixel is between two samples, and the weight of the second,
// 0 to linearOne.
type tap struct{ first, second, weight int32 }

// appendTaps appends those of the first pixels of the axis.
func (l linear) appendTaps(taps []tap, pixels int) []tap {
	taps = slices.Grow(taps, pixels)
	for i := range pixels {
		taps = append(taps, l.at(i))
	}
	return taps
}

// at returns the tap of pixel i.
func (l linear) at(i int) tap {
	// In units of 1/(2·den) of a sample. The middle of sample 0 is at den.
	pos := (2*i+1)*l.num - l.den
	if pos < 0 {
		return tap{}
	}
	first := min(pos/(2*l.den), l.n-1)
	return tap{int32(first), int32(min(first+1, l.n-1)), int32(pos % (2 * l.den) * linearOne / (2 * l.den))}
}
