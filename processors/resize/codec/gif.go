package codec

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/gif"
	"time"

	"fanout/processors/resize/format"
)

// decodeGIF decodes a GIF on its logical screen, which may be larger than any
// frame. The frames are decoded at once, a byte a pixel, and composed one by
// one.
func (d *Decoder) decodeGIF(ctx context.Context, file []byte, info format.Facts, animated bool) (*Picture, error) {
	r := &contextReader{ctx, bytes.NewReader(file)}
	if !animated || info.Frames == 1 {
		img, err := gif.Decode(r)
		if err != nil {
			return nil, causeOf(ctx, info.Format, err)
		}
		frame, ok := img.(*image.Paletted)
		if !ok {
			return nil, fmt.Errorf("codec: internal error: gif decoded to %T", img)
		}
		return d.firstFrame(info, frame)
	}
	all, err := gif.DecodeAll(r)
	if err != nil {
		return nil, causeOf(ctx, info.Format, err)
	}
	if len(all.Image) == 1 {
		return d.firstFrame(info, all.Image[0])
	}
	var area []uint8 // of the frame being composed
	return &Picture{Frames: &Animation{
		Count:  len(all.Image),
		Loops:  loopsOfGIF(all.LoopCount),
		canvas: d.buffer(info.Width, info.Height),
		frame: func(i int) (part, error) {
			if ctx.Err() != nil {
				return part{}, context.Cause(ctx)
			}
			img, err := nrgbaFrame(&area, all.Image[i])
			if err != nil {
				return part{}, fmt.Errorf("frame %d: %w", i+1, err)
			}
			return part{
				img: img, blend: true,
				dispose: disposalOfGIF(all.Disposal[i]),
				delay:   time.Duration(all.Delay[i]) * 10 * time.Millisecond,
			}, nil
		},
	}}, nil
}

// firstFrame composes one frame on the logical screen.
func (d *Decoder) firstFrame(info format.Facts, frame *image.Paletted) (*Picture, error) {
	var area []uint8
	img, err := nrgbaFrame(&area, frame)
	if err != nil {
		return nil, err
	}
	canvas := d.buffer(info.Width, info.Height)
	clear(canvas.Pix)
	drawPart(canvas, part{img: img}, img.Rect.Intersect(canvas.Rect))
	return &Picture{Image: canvas}, nil
}

// nrgbaFrame converts frame at its place on the canvas into *buf, which it
// makes larger as needed.
func nrgbaFrame(buf *[]uint8, frame *image.Paletted) (*image.NRGBA, error) {
	w, h := frame.Rect.Dx(), frame.Rect.Dy()
	if cap(*buf) < 4*w*h {
		*buf = make([]uint8, 4*w*h)
	}
	img := &image.NRGBA{Pix: (*buf)[:4*w*h], Stride: 4 * w, Rect: image.Rect(0, 0, w, h)}
	if _, err := fromPaletted(img, frame); err != nil {
		return nil, err
	}
	img.Rect = frame.Rect
	return img, nil
}

func disposalOfGIF(d byte) disposal {
	switch d {
	case gif.DisposalBackground:
		return disposeBackground
	case gif.DisposalPrevious:
		return disposePrevious
	}
	return disposeNone
}

// loopsOfGIF turns image/gif's count of repetitions (-1: none, 0: for ever)
// into how often the whole plays.
func loopsOfGIF(n int) int {
	switch {
	case n < 0:
		return 1
	case n == 0:
		return 0
	}
	return n + 1
}

// gifLoops is the inverse of loopsOfGIF.
func gifLoops(plays int) int {
	switch plays {
	case 0:
		return 0
	case 1:
		return -1
	}
	return plays - 1
}
