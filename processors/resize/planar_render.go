package resize

import (
	"context"
	"image"
	"image/color"

	"fanout/processors/resize/planes"
	"fanout/processors/resize/resample"
)

// A rendering is the way of one picture in planes to its layout.
type rendering struct {
	it      *Item
	layout  *layout
	opt     *Options
	pic     *planes.Picture
	padding [4]uint8 // Y, Cb and Cr; of other models nothing is padded here
}

func newRendering(it *Item, l *layout, opt *Options, pic *planes.Picture) *rendering {
	return &rendering{it, l, opt, pic, ycc(it.padding(opt))}
}

// render sets out to the planes of r, chroma with one sample for step×step
// pixels.
func (p *planar) render(ctx context.Context, r *rendering, step int) error {
	p.out = planes.Picture{
		Width: r.layout.canvas.X, Height: r.layout.canvas.Y, Model: r.pic.Model, Planes: p.out.Planes[:0],
	}
	for i := range r.pic.Planes {
		switch {
		case len(r.pic.Planes) == 1:
			p.addPlane(r.layout, i, 1, 1)
		case i == 0:
			p.addPlane(r.layout, i, 1, step)
		default:
			p.addPlane(r.layout, i, step, 1)
		}
		if err := p.renderPlane(ctx, r, i); err != nil {
			return err
		}
	}
	return nil
}

// addPlane appends plane i to out, with one sample for step×step pixels and the
// sampling factors H and V set to factor.
func (p *planar) addPlane(l *layout, i, step, factor int) *planes.Plane {
	size := l.size(step)
	pix := p.pix[i].Get(size.X * size.Y)
	p.out.Planes = append(p.out.Planes, planes.Plane{
		Pix: pix, Stride: size.X, Width: size.X, Height: size.Y, H: factor, V: factor,
	})
	return &p.out.Planes[i]
}

// renderPlane resamples plane i into that of out, upright, and pads it.
func (p *planar) renderPlane(ctx context.Context, r *rendering, i int) error {
	src, dst := &r.pic.Planes[i], &p.out.Planes[i]
	v := r.layout.view(p.out.Planes[0].H / dst.H)
	x, y := r.axes(src, v)
	planes.Pad(dst.Pix, dst.Stride, dst.Width, dst.Height, v.bounds(), r.padding[i])
	target := dst.Pix[v.y.at*dst.Stride+v.x.at:]
	if orientation := r.it.storedOrientation(); orientation == 1 {
		if err := p.resampler.Plane(ctx, target, dst.Stride, src.Pix, src.Stride, x, y); err != nil {
			return err
		}
	} else {
		stored := p.stored.Get(x.Dst * y.Dst)
		if err := p.resampler.Plane(ctx, stored, x.Dst, src.Pix, src.Stride, x, y); err != nil {
			return err
		}
		planes.Turn(target, dst.Stride, stored, x.Dst, x.Dst, y.Dst, orientation)
	}
	blendBorders(dst, v, r.padding[i])
	return nil
}

// axes returns how src is resampled, as it is stored, to be seen as v. A side
// of the stored picture may end within the last sample of src.
func (r *rendering) axes(src *planes.Plane, v view) (x, y resample.Axis) {
	ax, ay := r.layout.stored(v, r.it.storedOrientation())
	hMax, vMax := r.pic.Sampling()
	scale := float64(r.it.shrink(r.opt))
	width := float64(r.it.Facts.Width) * float64(src.H) / float64(hMax) / scale
	height := float64(r.it.Facts.Height) * float64(src.V) / float64(vMax) / scale
	x = resample.Axis{Src: src.Width, Dst: ax.n, Lo: ax.lo * width, Hi: ax.hi * width, To: ax.n}
	y = resample.Axis{Src: src.Height, Dst: ay.n, Lo: ay.lo * height, Hi: ay.hi * height, To: ay.n}
	return x, y
}

// blendBorders mixes samples that are half picture and half padding.
func blendBorders(dst *planes.Plane, v view, padding uint8) {
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

// addNeutralChroma adds chroma planes to a gray picture. Only its padding has
// color.
func (p *planar) addNeutralChroma(r *rendering, step int) {
	v := r.layout.view(step)
	p.out.Planes[0].H, p.out.Planes[0].V = step, step
	for i := 1; i < 3; i++ {
		dst := p.addPlane(r.layout, i, step, 1)
		planes.Pad(dst.Pix, dst.Stride, dst.Width, dst.Height, image.Rectangle{}, 128)
		planes.Pad(dst.Pix, dst.Stride, dst.Width, dst.Height, v.bounds(), r.padding[i])
		blendBorders(dst, v, r.padding[i])
	}
}

// ycc returns Y, Cb and Cr of a color (T.871 section 7).
func ycc(c color.NRGBA) [4]uint8 {
	y, cb, cr := color.RGBToYCbCr(c.R, c.G, c.B)
	return [4]uint8{y, cb, cr}
}
