package gif

import (
	"context"
	"image"
	"image/color"
	"time"

	"fanout/processors/resize/animation"
	"fanout/processors/resize/format"
)

// An encoder writes stills and animations.
type encoder struct{ blocks blockWriter }

// Encode implements format.Encoder.
func (e *encoder) Encode(ctx context.Context, dst []byte, img *image.NRGBA, _ format.EncodeOptions) ([]byte, error) {
	p := index(img)
	var table []byte
	clear := -1
	for i, c := range p.Palette {
		n := c.(color.NRGBA)
		if n.A == 0 {
			clear = i
		}
		table = append(table, n.R, n.G, n.B)
	}
	w := &e.blocks
	w.dst = dst
	w.head(p.Rect.Dx(), p.Rect.Dy(), table)
	w.control(clear, animation.DisposeNone, 0)
	w.image(ctx, p.Rect, nil, p.Pix, nil)
	w.trailer()
	return e.take(), context.Cause(ctx)
}

// take returns what has been written.
func (e *encoder) take() []byte {
	dst := e.blocks.dst
	e.blocks.dst = nil
	return dst
}

// EncodeFrames implements format.FrameEncoder. It goes through the frames
// twice: for a palette that serves them all, and to write them.
func (e *encoder) EncodeFrames(ctx context.Context, dst []byte, width, height, loops int, opt format.EncodeOptions,
	frames animation.Screens) ([]byte, error) {

	a := newAnimator(&e.blocks, image.Rect(0, 0, width, height))
	s := newSurvey(a.next)
	err := frames(func(img *image.NRGBA, _ time.Duration) error {
		s.add(img)
		return context.Cause(ctx)
	})
	if err != nil {
		return dst, err
	}
	a.choose(s, opt)
	w := &e.blocks
	w.dst = dst
	w.head(width, height, a.global.table())
	w.loops(loops)
	err = frames(func(img *image.NRGBA, delay time.Duration) error {
		a.show(ctx, img, delay)
		return context.Cause(ctx)
	})
	if err == nil {
		a.write(ctx, false)
		w.trailer()
		err = context.Cause(ctx)
	}
	return e.take(), err
}

// encoderBytes implements format.Format.EncoderBytes: the indices, the file,
// which grows by copying, and a copy with transparency of one bit.
func encoderBytes(pixels float64, opt format.EncodeOptions) float64 {
	if opt.Opaque {
		return 4 * pixels
	}
	return 8 * pixels
}
