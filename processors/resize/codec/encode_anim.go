package codec

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"io"
	"math"
	"time"

	"fanout/processors/resize/format"
)

// EncodeAnimation writes the frames that each yields, all of them width×height,
// as an animated file of opt.Format, which must be GIF or WebP. loops says how
// often it plays, 0 for ever. The result is valid until the next call.
// Cancelling ctx ends the encoding of a GIF at the next write; a WebP ends with each.
func (e *Encoder) EncodeAnimation(ctx context.Context, width, height, loops int, opt EncodeOptions,
	each func(yield func(img *image.NRGBA, delay time.Duration) error) error) ([]byte, error) {

	e.reset()
	var err error
	switch opt.Format {
	case format.GIF:
		err = encodeAnimatedGIF(&contextWriter{ctx, &e.out}, width, height, loops, each)
	case format.WebP:
		err = encodeAnimatedWebP(&e.out, width, height, loops, opt.Quality, each)
	default:
		err = fmt.Errorf("codec: internal error: no animation in %v", opt.Format)
	}
	return e.out.Bytes(), err
}

func (e *Encoder) encodeGIFStill(w io.Writer, img *image.NRGBA) error {
	return gif.EncodeAll(w, &gif.GIF{
		Image:     []*image.Paletted{indexGIF(img, true)},
		Delay:     []int{0},
		LoopCount: -1,
	})
}

// indexGIF gives img at most 255 colours and one for transparency.
func indexGIF(img *image.NRGBA, dither bool) *image.Paletted {
	binaryAlpha := img
	if !img.Opaque() {
		binaryAlpha = image.NewNRGBA(img.Rect)
		for i := 0; i+3 < len(img.Pix); i += 4 {
			if img.Pix[i+3] >= 128 {
				copy(binaryAlpha.Pix[i:i+3], img.Pix[i:i+3])
				binaryAlpha.Pix[i+3] = 255
			}
		}
	}
	if p := indexExact(binaryAlpha); p != nil {
		return p
	}
	return indexQuantized(binaryAlpha, dither)
}

// encodeAnimatedGIF writes every frame over the whole canvas. Pixels that have
// not changed since the frame before become transparent, which compresses to
// almost nothing and keeps still backgrounds from flickering between palettes.
// Where a pixel turns transparent, the frame before is cleared instead.
func encodeAnimatedGIF(w io.Writer, width, height, loops int,
	each func(yield func(*image.NRGBA, time.Duration) error) error) error {

	out := &gif.GIF{
		LoopCount: gifLoops(min(loops, math.MaxUint16)),
		Config:    image.Config{Width: width, Height: height},
	}
	last := image.NewNRGBA(image.Rect(0, 0, width, height)) // what a viewer shows now
	fresh := image.NewNRGBA(last.Rect)                      // what the next frame must draw
	err := each(func(img *image.NRGBA, delay time.Duration) error {
		n := len(out.Image)
		if n > 0 && uncovers(img, last) {
			out.Disposal[n-1] = gif.DisposalBackground
			clear(last.Pix)
		}
		changed(fresh, img, last)
		copy(last.Pix, img.Pix)
		out.Image = append(out.Image, indexGIF(fresh, false))
		out.Delay = append(out.Delay, int((delay+5*time.Millisecond)/(10*time.Millisecond)))
		out.Disposal = append(out.Disposal, gif.DisposalNone)
		return nil
	})
	if err != nil {
		return err
	}
	for _, p := range out.Image {
		if len(p.Palette) == 0 { // cannot be written
			p.Palette = color.Palette{color.NRGBA{}}
		}
	}
	return gif.EncodeAll(w, out)
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
