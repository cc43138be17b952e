package resize

import (
	"context"

	"fanout/internal/scratch"
	"fanout/processors/resize/format"
	"fanout/processors/resize/planes"
	"fanout/processors/resize/resample"
)

// planar is the path of files that store planes, from start to end if the
// output stores Y, Cb and Cr as the file does: they are decoded at the smallest
// scale that suffices, resampled as they are stored, turned upright and padded.
// RGB is made only for other output formats. It does less than the general path
// and is several times as fast. It keeps its buffers, so one goroutine owns it.
type planar struct {
	resampler *resample.Resampler
	out       planes.Picture
	pix       [4]scratch.Buffer[byte] // of out
	stored    scratch.Buffer[byte]    // a resampled plane, not yet turned upright
	rgb       rgbSource
}

// storesPlanes reports whether the output stores the planes that the input has.
func (it *Item) storesPlanes() bool { return it.Format.Planes && it.Facts.Model == planes.YCbCr }

// How much larger than the output a picture must be, on both sides, after the
// decoder has made it smaller. The resampler does the rest.
const (
	// minRatio is for planes that stay planes, or gray.
	minRatio = 1.25
	// minRatioRGB is for what becomes RGB: see rgbSource. At 1.25, photos reach
	// 44 to 46 dB and saturated pictures 16 to 38, at 2 photos 54 dB and the
	// others 32 to 52, of a reference that is decoded at full size.
	minRatioRGB = 2.0
)

// shrink returns the scale at which a picture of w×h pixels that becomes rw×rh
// is decoded: 1/1, 1/2, 1/4 or 1/8.
func shrink(w, h, rw, rh int, atLeast float64) int {
	ratio := min(float64(w)/float64(rw), float64(h)/float64(rh))
	for _, n := range []int{8, 4, 2} {
		if ratio >= atLeast*float64(n) {
			return n
		}
	}
	return 1
}

// shrink returns the scale at which the item is decoded, as n of 1/n.
func (it *Item) shrink(opt *Options) int {
	if opt.Filter.Support <= 0 {
		return 1 // nearest takes pixels as they are
	}
	ratio := minRatioRGB
	if it.storesPlanes() || it.Facts.Channels == 1 {
		ratio = minRatio
	}
	w, h := it.Size()
	return shrink(w, h, it.layout().width, it.layout().height, ratio)
}

// decodePlanes decodes file, the input of r.
func (w *worker) decodePlanes(ctx context.Context, r *Result, file []byte) (*planes.Picture, error) {
	in := &r.item.Facts
	return w.decoder(in.Format).(format.PlaneDecoder).DecodePlanes(ctx, file, in, r.item.shrink(w.opt), &r.found)
}

// encodePlanes returns the output of pic as a file that stores planes. color
// asks for chroma planes even if pic has none.
func (w *worker) encodePlanes(ctx context.Context, it *Item, pic *planes.Picture, colour bool) ([]byte, error) {
	p, step := &w.planar, 2
	if w.opt.FullChroma {
		step = 1
	}
	r := newRendering(it, it.layout(), w.opt, pic)
	if err := p.render(ctx, r, step); err != nil {
		return nil, err
	}
	if colour && len(p.out.Planes) == 1 {
		p.addNeutralChroma(r, step)
	}
	encoder := w.encoder(it.Format).(format.PlaneEncoder)
	return w.encoded(encoder.EncodePlanes(ctx, w.content[:0], &p.out, w.opt.encoding()))
}

// release gives back buffers larger than keep bytes.
func (p *planar) release(keep int) {
	for i := range p.pix {
		p.pix[i].Trim(keep)
	}
	p.stored.Trim(keep)
	p.rgb.release(keep)
}
