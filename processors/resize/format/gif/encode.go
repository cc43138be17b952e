package gif

import (
	"context"
	"image"
	"image/color"
	"image/gif"
	"math"
	"time"

	"fanout/processors/resize/animation"
	"fanout/processors/resize/format"
)

// An encoder is that of the standard library, with palettes of our own.
type encoder struct{}

// Encode implements format.Encoder.
func (encoder) Encode(ctx context.Context, dst []byte, img *image.NRGBA, _ format.EncodeOptions) ([]byte, error) {
	w := format.NewWriter(ctx, dst)
	err := gif.EncodeAll(w, &gif.GIF{
		Image:     []*image.Paletted{index(img, true)},
		Delay:     []int{0},
		LoopCount: -1,
	})
	return w.Bytes(), err
}

// EncodeFrames implements format.FrameEncoder. It writes every frame over the
// whole canvas. Pixels that have not changed since the frame before become
// transparent, which compresses to almost nothing and keeps still backgrounds
// from flickering between palettes. Where a pixel turns transparent, the frame
// before is cleared instead.
func (encoder) EncodeFrames(ctx context.Context, dst []byte, width, height, loops int, _ format.EncodeOptions,
	frames animation.Screens) ([]byte, error) {

	out := &gif.GIF{
		LoopCount: repetitionsOf(min(loops, math.MaxUint16)),
		Config:    image.Config{Width: width, Height: height},
	}
	last := image.NewNRGBA(image.Rect(0, 0, width, height)) // what a viewer shows now
	fresh := image.NewNRGBA(last.Rect)                      // what the next frame must draw
	err := frames(func(img *image.NRGBA, delay time.Duration) error {
		n := len(out.Image)
		if n > 0 && uncovers(img, last) {
			out.Disposal[n-1] = gif.DisposalBackground
			clear(last.Pix)
		}
		changed(fresh, img, last)
		copy(last.Pix, img.Pix)
		out.Image = append(out.Image, index(fresh, false))
		out.Delay = append(out.Delay, int((delay+5*time.Millisecond)/(10*time.Millisecond)))
		out.Disposal = append(out.Disposal, gif.DisposalNone)
		return nil
	})
	if err != nil {
		return dst, err
	}
	for _, p := range out.Image {
		if len(p.Palette) == 0 { // cannot be written
			p.Palette = color.Palette{color.NRGBA{}}
		}
	}
	w := format.NewWriter(ctx, dst)
	err = gif.EncodeAll(w, out)
	return w.Bytes(), err
}

// uncovers reports whether img is transparent anywhere that last is not: a
// frame can only be drawn over what is there.
func uncovers(img, last *image.NRGBA) bool {
	for i := 3; i < len(img.Pix); i += 4 {
		if img.Pix[i] < 128 && last.Pix[i] >= 128 {
			return true
		}
	}
	return false
}

// changed fills dst with the pixels of img that differ from last, and
// transparency elsewhere.
func changed(dst, img, last *image.NRGBA) {
	for i := 0; i+3 < len(img.Pix); i += 4 {
		if [4]uint8(img.Pix[i:i+4]) == [4]uint8(last.Pix[i:i+4]) {
			clear(dst.Pix[i : i+4])
		} else {
			copy(dst.Pix[i:i+4], img.Pix[i:i+4])
		}
	}
}

// encoderBytes implements format.Format.EncoderBytes.
func encoderBytes(pixels float64, _ format.EncodeOptions) float64 { return 6 * pixels }

// repetitionsOf is the inverse of playsOf, where -1 stands for none.
func repetitionsOf(plays int) int {
	switch plays {
	case 0:
		return 0
	case 1:
		return -1
	}
	return plays - 1
}
