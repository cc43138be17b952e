package resize

import (
	"image"
	"image/color"

	"github.com/disintegration/imaging"
)

// transform resamples img to the item's layout, turns it upright and cuts or
// pads it. Resampling comes first, since the rest then works on fewer pixels.
// img must be an NRGBA made by codec: imaging works on goroutines, where a bad
// index would end the process. opaque says that it is known to have no
// transparency. The result may be img itself.
func (it *Item) transform(img *image.NRGBA, opaque bool, opt *Options) *image.NRGBA {
	l := &it.layout
	w, h := l.width, l.height
	if it.upright && it.Info.Orientation >= 5 {
		w, h = h, w
	}
	if opaque && w < img.Rect.Dx() && opt.Kernel.Support > 0 {
		img = shrinkRows(img, w, opt.Kernel)
	}
	if img.Rect.Dx() != w || img.Rect.Dy() != h {
		img = imaging.Resize(img, w, h, opt.Kernel)
	}
	if it.upright {
		img = turn(img, it.Info.Orientation)
	}
	if l.crop.Size() != img.Rect.Size() {
		img = imaging.Crop(img, l.crop)
	}
	if l.canvas != img.Rect.Size() {
		canvas := imaging.New(l.canvas.X, l.canvas.Y, it.padding(opt))
		img = imaging.Paste(canvas, img, l.at)
	}
	return img
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

// padding is the colour of what Contain adds.
func (it *Item) padding(opt *Options) color.NRGBA {
	switch {
	case opt.Background != nil:
		return *opt.Background
	case it.Format.Alpha():
		return color.NRGBA{}
	}
	return white
}

// flatColour is what shows through where the output has no transparency.
func flatColour(opt *Options) color.NRGBA {
	if opt.Background != nil {
		return *opt.Background
	}
	return white
}

var white = color.NRGBA{255, 255, 255, 255}
