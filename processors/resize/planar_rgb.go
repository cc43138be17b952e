package resize

import (
	"context"
	"image"

	"github.com/disintegration/imaging"

	"fanout/internal/scratch"
	"fanout/processors/resize/planes"
	"fanout/processors/resize/resample"
)

// Planes become RGB before they are resampled, because of saturated and dark
// colors: where Y, Cb and Cr, each quantized on its own, name a color that
// there is not, it is clamped. The mean of clamped colors is not the clamped
// mean, and it is what a viewer of the whole picture shows.

// An rgbSource makes rows of RGB of a picture in planes. Planes with fewer
// samples than the picture has pixels are enlarged, a strip of rows at a time.
type rgbSource struct {
	linear, sharp *resample.Resampler // by their filters
	strips        [4]strip

	ctx     context.Context
	pic     *planes.Picture
	enlarge *resample.Resampler
}

// A strip is rows of a plane, enlarged to pixels.
type strip struct {
	x, y   resample.Axis        // of the plane; only stripRows of y are computed
	first  int                  // row of the picture; below 0 if the strip holds none
	buffer scratch.Buffer[byte] // of stripRows rows
	stored bool                 // the plane has a sample for each pixel
}

// stripRows is the height of a strip: few enough rows for the caches, and so
// many that finding their weights does not matter.
const stripRows = 32

// reset prepares s for pic, which was decoded at 1/scale. keep is the most
// bytes that are kept from one picture to the next.
//
// At full size planes are enlarged linearly, as by libjpeg, whose pictures
// everybody knows. In a reduced picture the details of chroma that the result
// still shows are few samples wide, and linear interpolation would blur them.
func (s *rgbSource) reset(ctx context.Context, pic *planes.Picture, scale, keep int) {
	s.ctx, s.pic = ctx, pic
	enlarge, filter := &s.linear, imaging.Linear
	if scale > 1 {
		enlarge, filter = &s.sharp, imaging.Lanczos
	}
	if *enlarge == nil {
		*enlarge = resample.New(filter)
		(*enlarge).Keep = keep
	}
	s.enlarge = *enlarge
	hMax, vMax := pic.Sampling()
	for i := range pic.Planes {
		p, strip := &pic.Planes[i], &s.strips[i]
		strip.x, strip.y = resample.Whole(p.Width, pic.Width), resample.Whole(p.Height, pic.Height)
		strip.x.Hi = float64(pic.Width) * float64(p.H) / float64(hMax)
		strip.y.Hi = float64(pic.Height) * float64(p.V) / float64(vMax)
		strip.first = -1
		strip.stored = p.H == hMax && p.V == vMax
	}
}

// release drops the picture, and buffers of more than keep bytes.
func (s *rgbSource) release(keep int) {
	s.ctx, s.pic = nil, nil
	for i := range s.strips {
		s.strips[i].buffer.Trim(keep)
	}
}

// row is a resample.RowSource.
func (s *rgbSource) row(dst []byte, y int) error {
	var samples [4][]byte
	for i := range s.pic.Planes {
		var err error
		if samples[i], err = s.samples(i, y); err != nil {
			return err
		}
	}
	s.pic.Model.Pixels(dst, samples[:len(s.pic.Planes)])
	return nil
}

// samples returns row y of plane i, a sample for each pixel.
func (s *rgbSource) samples(i, y int) ([]byte, error) {
	p, strip := &s.pic.Planes[i], &s.strips[i]
	if strip.stored {
		return p.Row(y), nil
	}
	width := s.pic.Width
	if strip.first < 0 || y < strip.first || y >= strip.first+stripRows {
		strip.first = y / stripRows * stripRows
		part := strip.y
		part.From, part.To = strip.first, min(strip.first+stripRows, part.Dst)
		strip.buffer.Get(stripRows * width)
		if err := s.enlarge.Plane(s.ctx, strip.buffer, width, p.Pix, p.Stride, strip.x, part); err != nil {
			strip.first = -1
			return nil, err
		}
	}
	return strip.buffer[(y-strip.first)*width:][:width], nil
}

// planarNRGBA returns the output of pic, upright but not yet padded, until the
// next call.
func (w *worker) planarNRGBA(ctx context.Context, it *Item, pic *planes.Picture) (*image.NRGBA, error) {
	p := &w.planar
	if len(pic.Planes) == 1 {
		l := it.layout()
		l.canvas, l.at = l.crop.Size(), image.Point{}
		if err := p.render(ctx, newRendering(it, l, w.opt, pic), 1); err != nil {
			return nil, err
		}
		img := w.image(&w.resized, l.canvas.X, l.canvas.Y)
		p.out.NRGBA(img)
		return img, nil
	}
	scale := it.shrink(w.opt)
	x, y := it.storedAxes(pic.Width, pic.Height)
	x.Hi, y.Hi = float64(it.Facts.Width)/float64(scale), float64(it.Facts.Height)/float64(scale)
	p.rgb.reset(ctx, pic, scale, w.keep)
	img := w.image(&w.resized, x.Len(), y.Len())
	if err := w.resampler.Opaque(ctx, img, p.rgb.row, x, y); err != nil {
		return nil, err
	}
	return turn(img, it.storedOrientation()), nil
}
