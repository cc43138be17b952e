package resize

import (
	"context"
	"image"
	"image/color"

	"github.com/disintegration/imaging"

	"fanout/processors/resize/resample"
)

// transform resamples img to the item's layout, of which it computes only what
// is kept, turns it upright and pads it. Resampling comes first, since the rest
// then works on fewer pixels. img must be an NRGBA made by decode: imaging
// works on goroutines, where a bad index would end the process. opaque says
// that it is known to have no transparency. The result is valid until the next
// call; it may be img itself.
func (w *worker) transform(ctx context.Context, it *Item, img *image.NRGBA, opaque bool) (*image.NRGBA, error) {
	x, y := it.storedAxes(img.Rect.Dx(), img.Rect.Dy())
	if x.Src != x.Dst || y.Src != y.Dst || x.Len() != x.Dst || y.Len() != y.Dst {
		resized := w.image(&w.resized, x.Len(), y.Len())
		if err := w.resampler.RGBA(ctx, resized, img, x, y, opaque); err != nil {
			return nil, err
		}
		img = resized
	}
	return it.pad(turn(img, it.storedOrientation()), w.opt), nil
}

// storedAxes returns how a picture of w×h pixels is resampled, as it is stored,
// to what is kept of it.
func (it *Item) storedAxes(w, h int) (x, y resample.Axis) {
	l, orientation := it.layout(), it.storedOrientation()
	size, kept := storedSize(l.width, l.height, orientation), l.storedCrop(orientation)
	x, y = resample.Whole(w, size.X), resample.Whole(h, size.Y)
	x.From, x.To, y.From, y.To = kept.Min.X, kept.Max.X, kept.Min.Y, kept.Max.Y
	return x, y
}

// pad puts what is kept of the picture on its canvas.
func (it *Item) pad(img *image.NRGBA, opt *Options) *image.NRGBA {
	l := it.layout()
	if l.canvas == img.Rect.Size() {
		return img
	}
	canvas := image.NewNRGBA(image.Rectangle{Max: l.canvas})
	c := it.padding(opt)
	for i := 0; i < len(canvas.Pix); i += 4 {
		canvas.Pix[i], canvas.Pix[i+1], canvas.Pix[i+2], canvas.Pix[i+3] = c.R, c.G, c.B, c.A
	}
	for y := range img.Rect.Dy() {
		copy(canvas.Pix[canvas.PixOffset(l.at.X, l.at.Y+y):], img.Pix[y*img.Stride:][:4*img.Rect.Dx()])
	}
	return canvas
}

// storedSize returns the size of an upright picture of w×h as it is stored.
func storedSize(w, h, orientation int) image.Point {
	if orientation >= 5 { // rows are the picture's columns
		w, h = h, w
	}
	return image.Pt(w, h)
}

// storedCrop returns the part that is kept of the resampled picture, as it is
// stored: turn undone.
func (l *layout) storedCrop(orientation int) image.Rectangle {
	c := l.crop
	reversedX, reversedY, swapped := storedWays(orientation)
	if reversedX {
		c.Min.X, c.Max.X = l.width-c.Max.X, l.width-c.Min.X
	}
	if reversedY {
		c.Min.Y, c.Max.Y = l.height-c.Max.Y, l.height-c.Min.Y
	}
	if swapped {
		c.Min.X, c.Min.Y, c.Max.X, c.Max.Y = c.Min.Y, c.Min.X, c.Max.Y, c.Max.X
	}
	return c
}

// turn makes a picture stored with EXIF orientation 2..8 upright (EXIF 2.32,
// 4.6.5.1.6: where the stored row 0 and column 0 are to be seen).
func turn(img *image.NRGBA, orientation int) *image.NRGBA {
	switch orientation {
	case 2:
		return imaging.FlipH(img)
	case 3:
		return imaging.Rotate180(img)
	case 4:
		return imaging.FlipV(img)
	case 5:
		return imaging.Transpose(img)
	case 6:
		return imaging.Rotate270(img) // imaging counts counter-clockwise
	case 7:
		return imaging.Transverse(img)
	case 8:
		return imaging.Rotate90(img)
	}
	return img
}

// padding is the color of what Contain adds.
func (it *Item) padding(opt *Options) color.NRGBA {
	if opt.Background == nil && it.Format.Alpha {
		return color.NRGBA{}
	}
	return flatColour(opt)
}

// flatColor is what shows through where the output has no transparency.
func flatColour(opt *Options) color.NRGBA {
	if opt.Background != nil {
		return *opt.Background
	}
	return white
}

var white = color.NRGBA{255, 255, 255, 255}
