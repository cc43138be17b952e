package resize

import (
	"context"
	"errors"
	"image"
	"image/color"

	"fanout/internal/scratch"
	"fanout/processors/resize/format"
	"fanout/processors/resize/format/jpeg"
	"fanout/processors/resize/planes"
	"fanout/processors/resize/resample"
)

// planar is the way of JPEG files, which is planes from end to end: they are
// decoded at the smallest scale that shows enough, resampled as they are
// stored, turned and padded. RGB is made only for other formats. It is
// shorter than the general path and several times as fast. It keeps its
// buffers, so one goroutine owns it.
type planar struct {
	decoder   jpeg.Decoder
	resampler *resample.Resampler
	encoder   jpeg.Encoder
	out       jpeg.Picture
	pix       [3]scratch.Buffer[byte] // of out
	lying     scratch.Buffer[byte]    // a plane not yet turned upright
	content   scratch.Buffer[byte]    // the encoded file
}

// isPlanar reports whether the picture can be worked on in planes.
func (it *Item) isPlanar() bool {
	return it.Info.Format == format.JPEG && (it.Info.Channels == 1 || it.Info.Channels == 3 && !it.Info.RGB)
}

// leastRatio is how much larger than the output, on its tighter side, a picture
// must still be after the decoder has made it smaller; the resampler does the
// rest.
const leastRatio = 1.25

// shrink returns by how much the decoder may make a picture of w×h pixels
// smaller that becomes rw×rh: 1, 2, 4 or 8.
func shrink(w, h, rw, rh int) int {
	ratio := min(float64(w)/float64(rw), float64(h)/float64(rh))
	for _, n := range []int{8, 4, 2} {
		if ratio >= leastRatio*float64(n) {
			return n
		}
	}
	return 1
}

// shrink returns the scale at which the item is decoded.
func (it *Item) shrink(opt *Options) int {
	if opt.Kernel.Support <= 0 {
		return 1 // nearest takes pixels as they are
	}
	w, h := it.Size()
	return shrink(w, h, it.layout.width, it.layout.height)
}

// decode decodes file; damage is what it lacks.
func (p *planar) decode(ctx context.Context, it *Item, opt *Options, file []byte) (pic *jpeg.Picture, damage, err error) {
	header, err := jpeg.ReadHeader(file)
	if err != nil {
		return nil, nil, err
	}
	// Memory and geometry were settled by the header that the plan found.
	if in := &it.Info; header.Width != in.Width || header.Height != in.Height ||
		header.Progressive != in.Multipass || header.Samples() != in.PlaneSamples {
		return nil, nil, errors.New("jpeg: two headers that say different sizes")
	}
	pic, err = p.decoder.Decode(ctx, file, it.shrink(opt))
	if truncated := (*jpeg.TruncatedError)(nil); errors.As(err, &truncated) && pic != nil && !opt.FailDamaged {
		return pic, err, nil
	}
	return pic, nil, err
}

// jpeg returns the output of pic as a JPEG, valid until the next call. colour
// asks for chroma planes even if pic has none.
func (p *planar) jpeg(ctx context.Context, it *Item, opt *Options, pic *jpeg.Picture, colour bool) ([]byte, error) {
	step := 2
	if opt.FullChroma {
		step = 1
	}
	if err := p.render(ctx, it, &it.layout, opt, pic, step); err != nil {
		return nil, err
	}
	if colour && len(p.out.Planes) == 1 {
		p.addNeutralChroma(it, opt, step)
	}
	var err error
	p.content, err = p.encoder.Encode(ctx, p.content[:0], &p.out, jpeg.EncodeOptions{Quality: opt.Quality, Progressive: opt.Progressive})
	return p.content, err
}

// nrgba returns the output of pic, not yet padded.
func (p *planar) nrgba(ctx context.Context, it *Item, opt *Options, pic *jpeg.Picture) (*image.NRGBA, error) {
	l := it.layout
	l.canvas, l.at = l.crop.Size(), image.Point{}
	if err := p.render(ctx, it, &l, opt, pic, 1); err != nil {
		return nil, err
	}
	img := image.NewNRGBA(image.Rectangle{Max: l.canvas})
	p.out.NRGBA(img)
	return img, nil
}

// render sets out to the planes of pic as layout l has them, chroma with a
// sample for step×step pixels.
func (p *planar) render(ctx context.Context, it *Item, l *layout, opt *Options, pic *jpeg.Picture, step int) error {
	padding := ycc(it.padding(opt))
	p.out = jpeg.Picture{Width: l.canvas.X, Height: l.canvas.Y, Planes: p.out.Planes[:0]}
	for i := range pic.Planes {
		if len(pic.Planes) == 1 {
			p.addPlane(l, i, 1, 1)
		} else if i == 0 {
			p.addPlane(l, i, 1, step)
		} else {
			p.addPlane(l, i, step, 1)
		}
		if err := p.renderPlane(ctx, it, l, opt, pic, i, padding[i]); err != nil {
			return err
		}
	}
	return nil
}

// addPlane appends plane i to out, with a sample for step×step pixels and the
// sampling factor f.
func (p *planar) addPlane(l *layout, i, step, f int) *jpeg.Plane {
	size := l.size(step)
	pix := p.pix[i].Get(size.X * size.Y)
	p.out.Planes = append(p.out.Planes, jpeg.Plane{Pix: pix, Stride: size.X, Width: size.X, Height: size.Y, H: f, V: f})
	return &p.out.Planes[i]
}

// renderPlane resamples plane i of pic into that of out, turns and pads it.
func (p *planar) renderPlane(ctx context.Context, it *Item, l *layout, opt *Options, pic *jpeg.Picture, i int, padding uint8) error {
	src, dst := &pic.Planes[i], &p.out.Planes[i]
	orientation := it.storedOrientation()
	step := p.out.Planes[0].H / dst.H
	v := l.view(step)
	ax, ay := l.stored(v, orientation)
	// A side of the stored picture in samples of this plane: it may end inside
	// the plane's last sample.
	hMax, vMax := 1, 1
	for _, other := range pic.Planes {
		hMax, vMax = max(hMax, other.H), max(vMax, other.V)
	}
	scale := float64(it.shrink(opt))
	width := float64(it.Info.Width) * float64(src.H) / float64(hMax) / scale
	height := float64(it.Info.Height) * float64(src.V) / float64(vMax) / scale
	x := resample.Axis{Src: src.Width, Dst: ax.n, Lo: ax.lo * width, Hi: ax.hi * width, To: ax.n}
	y := resample.Axis{Src: src.Height, Dst: ay.n, Lo: ay.lo * height, Hi: ay.hi * height, To: ay.n}

	planes.Pad(dst.Pix, dst.Stride, dst.Width, dst.Height, v.bounds(), padding)
	target := dst.Pix[v.y.at*dst.Stride+v.x.at:]
	if orientation == 1 {
		if err := p.resampler.Plane(ctx, target, dst.Stride, src.Pix, src.Stride, x, y); err != nil {
			return err
		}
	} else {
		lying := p.lying.Get(ax.n * ay.n)
		if err := p.resampler.Plane(ctx, lying, ax.n, src.Pix, src.Stride, x, y); err != nil {
			return err
		}
		planes.Turn(target, dst.Stride, lying, ax.n, ax.n, ay.n, orientation)
	}
	blendBorders(dst, v, padding)
	return nil
}

// blendBorders mixes samples that stand half for padding.
func blendBorders(dst *jpeg.Plane, v view, padding uint8) {
	mix := func(i int) { dst.Pix[i] = uint8((int(dst.Pix[i]) + int(padding) + 1) / 2) }
	for _, c := range []struct {
		half bool
		x    int
	}{{v.x.before, v.x.at}, {v.x.after, v.x.at + v.x.n - 1}} {
		for y := v.y.at; c.half && y < v.y.at+v.y.n; y++ {
			mix(y*dst.Stride + c.x)
		}
	}
	for _, c := range []struct {
		half bool
		y    int
	}{{v.y.before, v.y.at}, {v.y.after, v.y.at + v.y.n - 1}} {
		for x := v.x.at; c.half && x < v.x.at+v.x.n; x++ {
			mix(c.y*dst.Stride + x)
		}
	}
}

// addNeutralChroma makes a gray picture one of three planes, without colour but
// for its padding.
func (p *planar) addNeutralChroma(it *Item, opt *Options, step int) {
	padding := ycc(it.padding(opt))
	v := it.layout.view(step)
	p.out.Planes[0].H, p.out.Planes[0].V = step, step
	for i := 1; i < 3; i++ {
		dst := p.addPlane(&it.layout, i, step, 1)
		planes.Pad(dst.Pix, dst.Stride, dst.Width, dst.Height, image.Rectangle{}, 128)
		planes.Pad(dst.Pix, dst.Stride, dst.Width, dst.Height, v.bounds(), padding[i])
		blendBorders(dst, v, padding[i])
	}
}

// release gives back buffers of more than keep bytes.
func (p *planar) release(keep int) {
	for _, b := range []*scratch.Buffer[byte]{&p.pix[0], &p.pix[1], &p.pix[2], &p.lying, &p.content} {
		b.Trim(keep)
	}
}

// ycc returns Y, Cb and Cr of a colour (T.871, section 7).
func ycc(c color.NRGBA) [3]uint8 {
	y, cb, cr := color.RGBToYCbCr(c.R, c.G, c.B)
	return [3]uint8{y, cb, cr}
}
